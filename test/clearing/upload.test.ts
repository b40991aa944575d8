import { OWN_FILES_FROM, receiveUpload, recordVerdicts, uploadHolding } from '../../src/clearing'
import { auditClearing } from '../../src/clearing'
import { openDatabase } from '../../src/database'
import { trialBalance } from '../../src/ledger'
import { readTapFile, type TapRecord } from '../../src/messages'
import {
  BUS,
  METRO,
  cardNumber,
  clearingCity,
  inPieces,
  samNumber,
  type ClearingCity,
} from '../support/clearing-city'

let city: ClearingCity
beforeEach(async () => {
  city = await clearingCity()
})
afterEach(() => city.close())

const balance = async (account: string): Promise<bigint> =>
  (await trialBalance(city.store.database)).lines.find((line) => line.account === account)
    ?.balanceFen ?? 0n

const auditsAreGood = async (): Promise<void> => {
  const wrong = (await auditClearing(city.store.database)).filter(({ ok }) => !ok)
  expect(wrong).toEqual([])
}

test('a genuine tap is paid: the cardholder pays, the operator is owed, and the city owes its discount', async () => {
  const receipt = await city.upload(BUS, 1, [
    city.tap({ of: 1, amount: 100n, listFare: 200n, discount: 2 }),
    city.tap({ of: 2, amount: 160n, listFare: 200n, discount: 1, termSeq: 2 }),
  ])
  expect(receipt).toMatchObject({
    records: 2,
    sumFen: 260,
    verdicts: { accepted: 2, duplicate: 0, suspect: 0, rejected: 0 },
    verdictFen: { accepted: 260 },
    settleDates: ['2026-03-02'],
    exceptions: [],
    waiting: 0,
  })
  expect(await balance('2004.operator-payable:op_bus')).toBe(260n)
  expect(await balance('1123.subsidy-receivable:concession')).toBe(100n)
  expect(await balance('2204.operator-subsidy-payable:op_bus')).toBe(100n)
  expect(await balance('2001.cardholder-value')).toBe(6n * 10_000n - 260n)
  await auditsAreGood()
})

test('every kind of record in one file ends in its own verdict, and the totals are the file', async () => {
  const good = city.tap({ of: 1 })
  const records: TapRecord[] = [
    good,
    good,
    { ...good, counter: 5 },
    { ...good, amount: 900n },
    city.tap({ of: 2, samIndex: 9, termSeq: 1 }),
    city.tap({ of: 2, sam: '999999999999', termSeq: 1 }),
    city.tap({ of: 2, samIndex: 5, termSeq: 1 }),
    city.tap({ of: 3, termSeq: 3, state: 1 }),
    city.tap({ of: 3, termSeq: 4, type: 9, test: 1 }),
    city.tap({ of: 3, termSeq: 5, amount: 200_000n, balanceBefore: 300_000n }),
    city.tap({ of: 4, termSeq: 6, keyVersion: 7, tac: '11111111' }),
    city.tap({ of: 77, termSeq: 7 }),
    city.tap({ of: 4, termSeq: 8, time: '235900' }),
    city.tap({ of: 4, termSeq: 9, counter: 2, balanceBefore: 9_000n }),
  ]
  const receipt = await city.upload(BUS, 1, records)
  expect(receipt.reasons).toEqual({
    paid: 2,
    'seen-before': 1,
    'same-tac-other-content': 1,
    'tac-not-genuine': 1,
    'sam-not-bound': 2,
    'sam-unknown': 1,
    unconfirmed: 1,
    'test-record': 1,
    'amount-over-limit': 1,
    'key-version-unknown': 1,
    'card-unknown': 1,
    'in-the-future': 1,
  })
  expect(Object.values(receipt.verdicts).reduce((sum, count) => sum + count, 0)).toBe(
    records.length,
  )
  expect(Object.values(receipt.verdictFen).reduce((sum, amount) => sum + amount, 0)).toBe(
    receipt.sumFen,
  )
  expect(receipt.waiting).toBe(1)
  expect(receipt.exceptions.find(({ line }) => line === 10)).toMatchObject({
    reason: 'amount-over-limit',
    field: 'amount',
  })
  await auditsAreGood()
})

test('the record list tells every line in order, with those that wait', async () => {
  await city.upload(BUS, 1, [
    city.tap({ of: 1 }),
    city.tap({ of: 2, termSeq: 2, counter: 1, balanceBefore: 9_800n }),
  ])
  const upload = await uploadHolding(city.store.database, { operator: BUS, fileNo: 1 })
  const told = []
  for await (const record of recordVerdicts(city.store.database, upload?.upload ?? 0n))
    told.push(record)
  expect(told).toEqual([
    expect.objectContaining({ line: 1, verdict: 'accepted', reason: 'paid' }),
    expect.objectContaining({ line: 2, verdict: 'accepted', reason: 'paid', waiting: true }),
  ])
})

test('a malformed line is rejected with its field, and its neighbours are paid', async () => {
  const file = await city.fileOf(BUS, 1, [city.tap({ of: 1 }), city.tap({ of: 2, termSeq: 2 })])
  const lines = file.toString('utf8').split('\n')
  lines[1] = (lines[1] as string).replace('|9|', '|9x|')
  const body = `${lines.slice(0, 3).join('\n')}\n`
  const { createHash } = await import('node:crypto')
  const digest = createHash('sha256').update(body).digest()
  const mac = await city.vault.makeFileMac({ operator: BUS, digest })
  const trailer = (lines[3] as string).split('|')
  const end = [
    ...trailer.slice(0, 3),
    digest.toString('hex'),
    mac.toString('hex').toUpperCase(),
  ].join('|')
  const answer = await receiveUpload(
    city.desk,
    readTapFile(inPieces(Buffer.from(`${body}${end}\n`))),
  )
  expect(answer).toMatchObject({
    ok: true,
    value: { receipt: { verdicts: { accepted: 1, rejected: 1 } } },
  })
  await auditsAreGood()
})

test('the same file again, and twice at once, gives the same receipt and moves nothing', async () => {
  const records = [city.tap({ of: 1 }), city.tap({ of: 2, termSeq: 2 })]
  const file = await city.fileOf(BUS, 1, records)
  const answers = await Promise.all(
    [1, 2, 3].map(() => receiveUpload(city.desk, readTapFile(inPieces(file)))),
  )
  const again = await receiveUpload(city.desk, readTapFile(inPieces(file, 7)))
  for (const answer of [...answers, again]) {
    expect(answer.ok && answer.value.receipt).toEqual(again.ok && again.value.receipt)
  }
  expect(again).toMatchObject({ value: { repeated: true } })
  expect(await balance('2004.operator-payable:op_bus')).toBe(400n)
  await auditsAreGood()
})

test('another file under a number that is taken is refused', async () => {
  await city.upload(BUS, 1, [city.tap({ of: 1 })])
  const other = await city.fileOf(BUS, 1, [city.tap({ of: 2 })])
  expect(await receiveUpload(city.desk, readTapFile(inPieces(other)))).toMatchObject({
    refused: 'file-number-used',
    field: 'header.fileNo',
  })
})

test("a number of the centre's own files is refused to an operator, and only such a number to the centre", async () => {
  const own = await city.fileOf(BUS, OWN_FILES_FROM, [city.tap({ of: 1 })])
  const theirs = await city.fileOf(BUS, OWN_FILES_FROM - 1, [city.tap({ of: 1 })])
  const refused = { refused: 'file-refused', field: 'header.fileNo' }
  const send = (file: Buffer, from: 'operator' | 'centre') =>
    receiveUpload(city.desk, readTapFile(inPieces(file)), from)
  expect(await send(own, 'operator')).toMatchObject(refused)
  expect(await send(theirs, 'centre')).toMatchObject(refused)
  expect(await send(own, 'centre')).toMatchObject({ ok: true, value: { repeated: false } })
  expect(await send(theirs, 'operator')).toMatchObject({ ok: true })
})

test('a file that is cut off leaves its number free and nothing in the books; resent it is taken', async () => {
  const file = await city.fileOf(BUS, 1, [city.tap({ of: 1 }), city.tap({ of: 2, termSeq: 2 })])
  for (const end of [30, file.length - 1]) {
    expect(
      await receiveUpload(city.desk, readTapFile(inPieces(file.subarray(0, end)))),
    ).toMatchObject({
      ok: false,
    })
  }
  expect(await balance('2004.operator-payable:op_bus')).toBe(0n)
  const whole = await receiveUpload(city.desk, readTapFile(inPieces(file)))
  expect(whole).toMatchObject({
    value: { repeated: false, receipt: { verdicts: { accepted: 2 } } },
  })
})

test("a file whose MAC another operator made is refused, and so is a stranger's", async () => {
  const file = await city.fileOf(BUS, 1, [city.tap({ of: 1 })])
  const forged = Buffer.from(file.toString('utf8').replace(/[0-9A-F]{16}\n$/, '0123456789ABCDEF\n'))
  expect(await receiveUpload(city.desk, readTapFile(inPieces(forged)))).toMatchObject({
    refused: 'file-mac-wrong',
  })
  const stranger = await city.fileOf('op_nobody' as never, 1, [city.tap({ of: 1 })])
  expect(await receiveUpload(city.desk, readTapFile(inPieces(stranger)))).toMatchObject({
    refused: 'operator-unknown',
  })
})

test('two cards under one terminal transaction number: both are held, the earlier payment is taken back', async () => {
  await city.upload(BUS, 1, [city.tap({ of: 1 })])
  expect(await balance('2004.operator-payable:op_bus')).toBe(200n)
  const second = await city.upload(BUS, 2, [city.tap({ of: 2 })])
  expect(second.reasons).toEqual({ 'sam-number-used-twice': 1 })
  expect(await balance('2004.operator-payable:op_bus')).toBe(0n)
  await auditsAreGood()
})

test('a clone is held whichever record comes first, and raises the alarm', async () => {
  const genuine = city.tap({ of: 1, time: '080000' })
  const clone = city.tap({ of: 1, time: '093000', samIndex: 5, amount: 500n })
  await city.upload(METRO, 1, [clone])
  expect(await balance('2004.operator-payable:op_metro')).toBe(500n)
  await city.upload(BUS, 1, [genuine])
  expect(await balance('2004.operator-payable:op_metro')).toBe(0n)
  expect(await balance('2004.operator-payable:op_bus')).toBe(200n)
  await auditsAreGood()
})

test('a torn tap is not paid until it is proved, and then once', async () => {
  const proved = city.tap({ of: 1 })
  const grey = { ...proved, state: 1, tac: '00000000' }
  await city.upload(BUS, 1, [grey])
  expect(await balance('2004.operator-payable:op_bus')).toBe(0n)
  await city.upload(BUS, 2, [proved])
  expect(await balance('2004.operator-payable:op_bus')).toBe(200n)
  const upload = await uploadHolding(city.store.database, { operator: BUS, fileNo: 1 })
  for await (const record of recordVerdicts(city.store.database, upload?.upload ?? 0n)) {
    expect(record).toMatchObject({ verdict: 'duplicate', reason: 'proved-elsewhere' })
  }
  await auditsAreGood()
})

test('sent again after the late-upload limit, a booked record is a duplicate and an unknown one is too late', async () => {
  await city.upload(BUS, 1, [city.tap({ of: 1 })])
  city.clock.set(new Date('2026-05-01T12:00:00+08:00'))
  const receipt = await city.upload(BUS, 2, [city.tap({ of: 1 }), city.tap({ of: 2, termSeq: 2 })])
  expect(receipt.reasons).toEqual({ 'seen-before': 1, 'too-late': 1 })
  await auditsAreGood()
})

test('one signed record of two types is paid once, whichever purse each names', async () => {
  const receipt = await city.upload(BUS, 1, [city.tap({ of: 1 }), city.tap({ of: 1, type: 5 })])
  expect(receipt.reasons).toEqual({ paid: 1, 'same-tac-other-content': 1 })
  await auditsAreGood()
})

test('a verdict that was altered afterwards is found', async () => {
  await city.upload(BUS, 1, [city.tap({ of: 1 })])
  const owner = openDatabase({ connectionString: city.store.ownerUrl, max: 1 })
  try {
    await owner.query(
      `update clearing_batch set verdicts = '\\x26', accepted_fen = 0, suspect_fen = suspect_fen + accepted_fen`,
    )
  } finally {
    await owner.close()
  }
  const wrong = (await auditClearing(city.store.database)).filter(({ ok }) => !ok)
  expect(wrong.map(({ check }) => check)).toEqual(['verdicts-equal-taps'])
})

test('thousands of contents under one TAC are judged in the time of thousands of records', async () => {
  const genuine = city.tap({ of: 1 })
  const many = Array.from({ length: 9_000 }, (_, index) => ({
    ...genuine,
    balanceBefore: 20_000n + BigInt(index),
  }))
  const receipt = await city.upload(BUS, 1, [...many, genuine])
  expect(receipt.reasons).toEqual({ paid: 1, 'same-tac-other-content': 9_000 })
  await auditsAreGood()
})

test('a card number is never told in full', async () => {
  const receipt = await city.upload(BUS, 1, [city.tap({ of: 1, tac: '00000001' })])
  expect(JSON.stringify(receipt)).not.toContain(cardNumber(1))
  expect(samNumber(1)).toHaveLength(12)
})
