import { createHash } from 'node:crypto'
import {
  changePerson,
  findPopulationFile,
  populationCounts,
  populationVerdicts,
  receivePopulationFile,
  registerPerson,
  seekPersons,
  shownPerson,
  unmaskPerson,
  workPopulationFiles,
  type PopulationFile,
} from '../../src/citizens'
import type { Act, Result } from '../../src/base'
import { CLERK, NOON, openOffice, residentId, spellings, valueOf, type Office } from './office'

let office: Office
beforeAll(async () => (office = await openOffice()))
afterAll(() => office.drop())

interface Sent {
  readonly kind?: 'full' | 'delta'
  readonly source?: string
  readonly asOf?: string
  readonly encoding?: string
  readonly rows: readonly (string | Buffer)[]
}

function fileOf({
  kind = 'delta',
  source = 'police',
  asOf = '2026-11-22',
  encoding = 'utf-8',
  rows,
}: Sent): Buffer {
  const header = ['citycard-population', '1', kind, encoding, source, asOf, rows.length].join('\t')
  const body = Buffer.concat(
    [header, ...rows].flatMap((line) => [Buffer.from(line as string), Buffer.from('\n')]),
  )
  const sha256 = createHash('sha256').update(body).digest('hex')
  return Buffer.concat([body, Buffer.from(`end\t${rows.length}\t${sha256}\n`)])
}

let arrivals = 0
/** Sends bytes in pieces of a size; answers what the centre says. */
async function send(bytes: Buffer, pieceBytes = 64): ReturnType<typeof receivePopulationFile> {
  async function* stream(): AsyncIterable<Uint8Array> {
    for (let from = 0; from < bytes.length; from += pieceBytes) {
      yield bytes.subarray(from, from + pieceBytes)
    }
  }
  return receivePopulationFile(office, {
    stream: stream(),
    reference: `arrival ${++arrivals}`,
    actIn: (tx, reference): Act => ({
      tx,
      reference,
      actor: CLERK,
      at: new Date(NOON.getTime() + arrivals),
      trail: async (entry) => void office.trail.push(entry),
    }),
  })
}

const work = () =>
  workPopulationFiles(
    { ...office, trail: async (_tx, _act, entries) => void office.trail.push(...entries) },
    NOON,
  )

async function done(sent: Sent): Promise<PopulationFile> {
  const received = valueOf(await send(fileOf(sent)))
  await work()
  const file = await findPopulationFile(office.database, received.file)
  if (file === undefined) throw new Error('the file is gone')
  return file
}

const verdicts = async (file: PopulationFile, refusedOnly = false) =>
  populationVerdicts(office.database, { file: file.file, after: 0, limit: 200, refusedOnly })

let people = 0
const row = (
  change: Partial<
    Record<
      'number' | 'name' | 'phone' | 'address' | 'status' | 'sex' | 'birthDate' | 'kind' | 'action',
      string
    >
  > = {},
): string => {
  const nth = ++people
  const {
    action = 'set',
    kind = 'resident-id',
    number = residentId('1990-01-01', nth),
    name = `陈${String.fromCodePoint(0x4e00 + nth)}`,
  } = change
  return [
    action,
    kind,
    number,
    name,
    change.sex ?? '',
    change.birthDate ?? '',
    change.phone ?? '',
    change.address ?? '',
    change.status ?? '',
  ].join('\t')
}

const personOf = async (number: string): Promise<string | undefined> =>
  valueOf(
    await seekPersons(
      office.database,
      office.vault,
      { document: { kind: 'resident-id', number } },
      { today: '2026-11-22', limit: 1 },
    ),
  )[0]

const clear = async (person: string) => {
  const shown = await office.inAct((act) =>
    unmaskPerson(act, office.vault, { person, reason: 'test' }),
  )
  return Object.fromEntries(valueOf(shown).fields.map(({ field, value }) => [field, value]))
}

test('people of a file are registered, each row with its verdict and its provenance', async () => {
  const [good, other] = [residentId('1971-01-01', 501), residentId('1971-01-01', 502)]
  const file = await done({
    rows: [
      row({ number: good, name: '𠮷祥', phone: '13500000001' }),
      row({ number: `${other.slice(0, 17)}?` }),
      row({ number: other }),
    ],
  })
  expect(file).toMatchObject({ state: 'done', rowCount: 3, rowsDone: 3, absentCount: 0 })
  expect(await verdicts(file)).toMatchObject([
    { row: 1, verdict: 'created' },
    { row: 2, verdict: 'refused', refused: 'id-characters-wrong', field: 'number', person: null },
    { row: 3, verdict: 'created' },
  ])
  expect(await populationCounts(office.database, file.file)).toEqual({ created: 2, refused: 1 })
  expect(await verdicts(file, true)).toHaveLength(1)
  const person = (await personOf(good)) ?? ''
  const shown = valueOf(await shownPerson(office.database, office.vault, person))
  expect(shown.fields.map(({ from }) => from)).toContain(`population:${file.file}`)
  expect(await clear(person)).toMatchObject({ name: '𠮷祥', phone: '13500000001', sex: 'male' })
  const { rows } = await office.database.query(`select * from citizens_population_part`)
  expect(rows).toEqual([])
})

test('the same bytes again are answered with the first file; nobody is entered twice', async () => {
  const bytes = fileOf({ rows: [row(), row()] })
  const first = valueOf(await send(bytes, 7))
  expect(first.repeated).toBe(false)
  expect(valueOf(await send(bytes, 100_000))).toMatchObject({ file: first.file, repeated: true })
  expect(await work()).toBe(2)
  expect(valueOf(await send(bytes))).toMatchObject({ file: first.file, state: 'done' })
  expect(await work()).toBe(0)
})

test('a later file changes what its register knows better, and leaves what the counter knows better', async () => {
  const number = residentId('1972-02-02', 503)
  const registered = await office.inAct((act) =>
    registerPerson(act, office.vault, {
      name: '林大名',
      phone: '13511111111',
      documents: [{ kind: 'resident-id', number }],
    }),
  )
  const { person } = valueOf(registered)
  const file = await done({
    rows: [
      row({
        number,
        name: '林小名',
        phone: '13522222222',
        address: '镇江市大港路',
        status: 'missing',
      }),
    ],
  })
  expect(await verdicts(file)).toMatchObject([{ verdict: 'changed', person }])
  expect(await clear(person)).toMatchObject({
    name: '林小名',
    phone: '13511111111',
    address: '镇江市大港路',
  })
  const again = await done({ rows: [row({ number, name: '林小名', status: 'missing' })] })
  expect(await verdicts(again)).toMatchObject([{ verdict: 'unchanged', person }])
})

test('who is gone gets the status; who is unknown is told so', async () => {
  const number = residentId('1973-03-03', 504)
  await done({ rows: [row({ number })] })
  const gone = (one: string) => row({ action: 'gone', number: one, name: '', status: 'dead' })
  const file = await done({ rows: [gone(number), gone(residentId('1973-03-03', 505))] })
  expect(await verdicts(file)).toMatchObject([
    { verdict: 'gone', person: await personOf(number) },
    { verdict: 'refused', refused: 'person-unknown' },
  ])
  const person = (await personOf(number)) ?? ''
  expect(valueOf(await shownPerson(office.database, office.vault, person)).status).toBe('dead')
})

test('a full file tells whom its source no longer names, and changes nothing of them', async () => {
  const numbers = [1, 2, 3].map((nth) => residentId('1974-04-04', 510 + nth))
  const full = (asOf: string, some: readonly string[]) =>
    done({
      kind: 'full',
      source: 'schools',
      asOf,
      rows: some.map((number) => row({ number, name: '何学生' })),
    })
  expect(await full('2026-11-20', numbers)).toMatchObject({ absentCount: 0 })
  expect(await full('2026-11-21', numbers.slice(1))).toMatchObject({ absentCount: 1 })
  expect(await full('2026-11-22', numbers)).toMatchObject({ absentCount: 0 })
  const late = fileOf({ kind: 'full', source: 'schools', asOf: '2026-11-21', rows: [row()] })
  expect(await send(late)).toMatchObject({ refused: 'file-out-of-date' })
})

test('a row that looks like somebody registered is entered and put before a human', async () => {
  const [one, other] = [residentId('1975-05-05', 521), residentId('1975-05-05', 522)]
  await done({
    rows: [row({ number: one, name: '何双胞' }), row({ number: other, name: '何双胞' })],
  })
  const { rows } = await office.database.query<{ reasons: string[] }>(
    `select reasons from citizens_duplicate_case where $1 in (person, other)`,
    [await personOf(other)],
  )
  expect(rows).toEqual([{ reasons: ['same-name-and-birth-date'] }])
})

test('rows that speak of the same person are done one after the other', async () => {
  const number = residentId('1977-07-07', 541)
  const gone = row({ action: 'gone', number, name: '', status: 'moved-away' })
  const named = (name: string) => row({ number, name })
  const file = await done({
    rows: [gone, named('何先'), named('何后'), row(), named('何后'), gone, named('何后')],
  })
  const told = await verdicts(file)
  expect(told.map(({ verdict }) => verdict)).toEqual([
    'refused',
    'created',
    'changed',
    'created',
    'unchanged',
    'gone',
    'unchanged',
  ])
  const person = (await personOf(number)) ?? ''
  expect(new Set(told.map((one) => one.person))).toEqual(new Set([null, person, told[3]?.person]))
  expect(valueOf(await shownPerson(office.database, office.vault, person))).toMatchObject({
    status: 'moved-away',
    version: 3,
  })
  const acts = office.trail.filter(({ subject }) => subject === `citizen:${person}`)
  expect(acts.map(({ act }) => act)).toEqual([
    'citizen.registered',
    'citizen.changed',
    'citizen.changed',
  ])
})

test('GB 18030 with characters of four bytes is read; bytes that are none are refused by row', async () => {
  const number = residentId('1976-06-06', 531)
  // 张 D5C5, 𠮷 95329031 (outside the basic plane), 三 C8FD
  const name = Buffer.from('D5C595329031C8FD', 'hex')
  const fields = (bytes: Buffer, one: string) =>
    Buffer.concat([Buffer.from(`set\tresident-id\t${one}\t`), bytes, Buffer.from('\t\t\t\t\t')])
  const expected = new TextDecoder('gb18030').decode(name)
  expect(Array.from(expected)).toHaveLength(3)
  const file = await done({
    encoding: 'gb18030',
    rows: [fields(name, number), fields(Buffer.from('FFFF', 'hex'), residentId('1976-06-06', 532))],
  })
  expect(await verdicts(file)).toMatchObject([
    { verdict: 'created' },
    { verdict: 'refused', refused: 'row-malformed', detail: 'it is not gb18030' },
  ])
  expect(await clear((await personOf(number)) ?? '')).toMatchObject({ name: expected })
})

test.each<[string, Partial<Parameters<typeof row>[0]> | string, string]>([
  ['row-malformed', 'set\tpassport', 'row'],
  ['row-malformed', { action: 'put' }, 'action'],
  ['row-malformed', { kind: 'toString' }, 'documentKind'],
  ['row-malformed', { sex: 'm' }, 'sex'],
  ['row-malformed', { status: 'lost' }, 'status'],
  ['row-malformed', { action: 'gone', status: 'alive' }, 'status'],
  ['name-malformed', { name: '陈3' }, 'name'],
  ['facts-disagree', { birthDate: '1990-01-02' }, 'birthDate'],
])('a row is refused: %s %j', async (refused, change, field) => {
  const file = await done({ rows: [typeof change === 'string' ? change : row(change), row()] })
  expect(await verdicts(file)).toMatchObject([
    { verdict: 'refused', refused, field },
    { verdict: 'created' },
  ])
})

const changed = (bytes: Buffer, from: string, to: string): Buffer =>
  Buffer.from(bytes.toString('latin1').replace(from, to), 'latin1')

test.each<[string, string, (bytes: Buffer) => Buffer]>([
  ['file-malformed', 'header.format', (bytes) => changed(bytes, 'citycard-population', 'other')],
  ['file-malformed', 'header.kind', (bytes) => changed(bytes, 'delta', 'part')],
  ['file-malformed', 'header.encoding', (bytes) => changed(bytes, 'utf-8', 'gb2312')],
  ['file-malformed', 'header.source', (bytes) => changed(bytes, 'police', 'The Police')],
  ['file-malformed', 'header.asOf', (bytes) => changed(bytes, '2026-11-22', '2026-11-31')],
  ['file-malformed', 'header.rows', (bytes) => changed(bytes, '\t2\n', '\tx\n')],
  ['file-malformed', 'trailer', (bytes) => changed(bytes, 'end\t2', 'end\t2\t2')],
  ['file-malformed', 'trailer', (bytes) => Buffer.concat([bytes, Buffer.from('more\n')])],
  ['file-malformed', 'row 1', (bytes) => changed(bytes, 'set\t', `set\t${'x'.repeat(5000)}`)],
  ['file-cut-off', 'row 3', (bytes) => bytes.subarray(0, -1)],
  ['file-cut-off', 'header', () => Buffer.alloc(0)],
  ['file-count-differs', 'header.rows', (bytes) => changed(bytes, '\t2\n', '\t1\n')],
  ['file-count-differs', 'trailer.rows', (bytes) => changed(bytes, '\t2\n', '\t3\n')],
  ['file-digest-wrong', 'trailer.sha256', (bytes) => changed(bytes, '1990', '1991')],
])('a file is refused whole: %s at %s', async (refused, field, wrong) => {
  const before = await count('citizens_person')
  expect(await send(wrong(fileOf({ rows: [row(), row()] })))).toMatchObject({
    ok: false,
    refused,
    field,
  })
  expect(await work()).toBe(0)
  expect(await count('citizens_person')).toBe(before)
})

test('two workers at once do each row once', async () => {
  const received: Result<{ file: string }, string>[] = [
    await send(
      fileOf({
        rows: Array.from({ length: 1_100 }, () =>
          row({ kind: 'passport', number: `W${people}000` }),
        ),
      }),
      65_536,
    ),
  ]
  const [file] = received.map((one) => valueOf(one).file)
  const rows = await Promise.all([work(), work()])
  // Who came second found the file taken, or took a later part of it.
  expect(rows.reduce((sum, one) => sum + one, 0)).toBe(1_100)
  expect(await populationCounts(office.database, file ?? '')).toEqual({ created: 1_100 })
})

test('while a file waits and after it is done, nobody of it stands in clear anywhere', async () => {
  const number = residentId('1969-09-09', 541)
  const sent = fileOf({
    rows: [
      row({
        number,
        name: '慕容𠮷云',
        phone: '13587654321',
        address: '镇江市丹徒区某某路九十九号',
      }),
      row({ number: `${number.slice(0, 17)}?`, name: '慕容𠮷雨' }),
      row({ name: '慕容𠮷雷9', phone: '13587654322' }),
    ],
  })
  valueOf(await send(sent))
  const plains = [
    '慕容𠮷云',
    '慕容𠮷雨',
    '慕容𠮷雷9',
    '13587654321',
    '13587654322',
    '丹徒区某某路',
    number,
    '19690909',
  ]
  const expectNone = async () => {
    const dump = await office.dump()
    for (const plain of plains.flatMap(spellings)) expect(dump).not.toContain(plain)
  }
  await expectNone()
  await work()
  await expectNone()
  expect(await personOf(number)).toBeDefined()
})

test('a person who was merged or changed meanwhile is met under the document', async () => {
  const number = residentId('1968-08-08', 551)
  await done({ rows: [row({ number, name: '何先' })] })
  const person = (await personOf(number)) ?? ''
  await office.inAct((act) => changePerson(act, office.vault, { person, set: { name: '何后' } }))
  const file = await done({ asOf: '2026-11-23', rows: [row({ number, name: '何先' })] })
  expect(await verdicts(file)).toMatchObject([{ verdict: 'changed', person }])
})

async function count(table: string): Promise<bigint> {
  const { rows } = await office.database.query<{ n: bigint }>(`select count(*) as n from ${table}`)
  return rows[0]?.n ?? 0n
}
