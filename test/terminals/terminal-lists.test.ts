import { fen, parseCardNumber, type CardNumber } from '../../src/base'
import { writeFareTableFile, writeHotlistFile, type FareLine } from '../../src/messages'
import { TerminalLists } from '../../terminals/bus-validator'
import { PowerCut, PowerCutFolder } from './power-cut-folder'

const mac = (digest: Buffer): Buffer => digest.subarray(0, 8)
const of = {
  operator: 'op_bus',
  checkMac: (digest: Buffer, given: Buffer): boolean => mac(digest).equals(given),
}

const card = (number: string): CardNumber => {
  const parsed = parseCardNumber(number)
  if (!parsed.ok) throw new Error(parsed.refused)
  return parsed.value
}
const [ONE, TWO, THREE] = ['3105840000000000017', '3105840000000000025', '3105840000000000033'].map(
  card,
) as [CardNumber, CardNumber, CardNumber]

const hotlist = (
  version: bigint,
  since: bigint,
  lines: readonly (readonly [CardNumber, boolean])[],
  sign = mac,
): Promise<string> =>
  writeHotlistFile(
    { version, since, madeAt: '20260302080000', effectiveAt: '20260302080000' },
    lines.map(([number, listed]) => ({ card: number, listed, cause: listed ? 'lost' : 'lifted' })),
    sign,
  )

const fares = (version: bigint, effectiveFrom: string, operator = 'op_bus'): Promise<string> => {
  const lines: readonly FareLine[] = [{ is: 'flat', line: 'M101', fare: fen(200n + version) }]
  return writeFareTableFile(
    { operator, version, madeAt: '20260101080000', effectiveFrom },
    lines,
    mac,
  )
}

test('a whole list, then changes: what is stopped is what the lists say, after a restart too', async () => {
  const folder = new PowerCutFolder()
  const lists = new TerminalLists(folder, of)
  expect(lists.hotlistVersion).toBe(0n)
  expect(
    await lists.takeHotlist(
      await hotlist(4n, 0n, [
        [ONE, true],
        [TWO, true],
      ]),
    ),
  ).toMatchObject({
    ok: true,
  })
  expect(
    await lists.takeHotlist(
      await hotlist(6n, 4n, [
        [ONE, false],
        [THREE, true],
      ]),
    ),
  ).toMatchObject({
    ok: true,
  })
  const again = new TerminalLists(folder, of)
  for (const one of [lists, again]) {
    expect([ONE, TWO, THREE].map((number) => one.hotlisted(number))).toEqual([false, true, true])
    expect(one.hotlistVersion).toBe(6n)
    expect(one.unacknowledged).toEqual({ hotlist: 6n })
  }
  again.hotlistAcknowledged(6n)
  expect(new TerminalLists(folder, of).unacknowledged).toEqual({})
})

test.each([
  ['of a stranger', () => hotlist(7n, 0n, [[ONE, true]], () => Buffer.alloc(8)), 'file-mac-wrong'],
  ['that is old', () => hotlist(3n, 0n, [[ONE, true]]), 'hotlist-old'],
  ['whose beginning is missing here', () => hotlist(9n, 8n, [[ONE, true]]), 'hotlist-gap'],
  [
    'that was cut',
    async () => (await hotlist(9n, 0n, [[ONE, true]])).slice(0, -9),
    'file-trailer-malformed',
  ],
])('a list %s is refused and changes nothing', async (_what, file, refused) => {
  const lists = new TerminalLists(new PowerCutFolder(), of)
  await lists.takeHotlist(await hotlist(4n, 0n, [[TWO, true]]))
  expect(await lists.takeHotlist(await file())).toMatchObject({ refused })
  expect(lists.hotlisted(TWO)).toBe(true)
  expect(lists.hotlistVersion).toBe(4n)
})

test('power lost while lists are taken leaves one of the lists, whole', async () => {
  const files = [
    await hotlist(1n, 0n, [[ONE, true]]),
    await hotlist(2n, 1n, [
      [TWO, true],
      [ONE, false],
    ]),
    await hotlist(3n, 0n, [[THREE, true]]),
  ]
  const states = ['', ONE, TWO, THREE]
  for (let cutAt = 0; cutAt < 400; cutAt += 3) {
    const folder = new PowerCutFolder(cutAt)
    let taken = 0
    try {
      const lists = new TerminalLists(folder, of)
      for (const file of files) {
        await lists.takeHotlist(file)
        taken++
      }
    } catch (cut) {
      if (!(cut instanceof PowerCut)) throw cut
    }
    folder.restore()
    const after = new TerminalLists(folder, of)
    const stopped = [ONE, TWO, THREE].filter((number) => after.hotlisted(number)).join()
    expect(stopped).toBe(states[Number(after.hotlistVersion)])
    expect([taken, taken + 1]).toContain(Number(after.hotlistVersion))
  }
})

test('a damaged change asks for the whole list again', async () => {
  const folder = new PowerCutFolder()
  const lists = new TerminalLists(folder, of)
  await lists.takeHotlist(await hotlist(1n, 0n, [[ONE, true]]))
  await lists.takeHotlist(await hotlist(2n, 1n, [[TWO, true]]))
  await lists.takeHotlist(await hotlist(3n, 2n, [[THREE, true]]))
  const bytes = Buffer.from(folder.read('hotlist') as Buffer)
  bytes.write('X', bytes.indexOf('"change"'))
  folder.put('hotlist', bytes)
  const after = new TerminalLists(folder, of)
  expect(after.recovery.hotlist.damagedLines).toBe(1)
  expect(after.hotlistVersion).toBe(0n)
  expect(
    await after.takeHotlist(
      await hotlist(3n, 0n, [
        [ONE, true],
        [TWO, true],
        [THREE, true],
      ]),
    ),
  ).toMatchObject({ ok: true })
  expect(after.hotlisted(TWO)).toBe(true)
})

test('fare tables wait for their moment', async () => {
  const folder = new PowerCutFolder()
  const lists = new TerminalLists(folder, of)
  expect(lists.faresAt('20260301000000')).toBeUndefined()
  await lists.takeFares(await fares(1n, '20260101000000'))
  await lists.takeFares(await fares(2n, '20260401000000'))
  for (const one of [lists, new TerminalLists(folder, of)]) {
    expect(one.faresAt('20251231235959')).toBeUndefined()
    expect(one.faresAt('20260331235959')).toMatchObject({ version: 1n })
    expect(one.faresAt('20260401000000')).toMatchObject({ version: 2n })
    expect(one.unacknowledged).toEqual({ fares: 2n })
  }
  expect(await lists.takeFares(await fares(2n, '20260501000000'))).toMatchObject({
    refused: 'fares-old',
  })
  expect(await lists.takeFares(await fares(3n, '20260501000000', 'op_metro'))).toMatchObject({
    refused: 'fares-of-another',
  })
})

test('many tables: those that are in force and to come stay', async () => {
  const folder = new PowerCutFolder()
  const lists = new TerminalLists(folder, of)
  for (let version = 1n; version <= 20n; version++) {
    await lists.takeFares(await fares(version, `202601${String(version).padStart(2, '0')}000000`))
  }
  for (const one of [lists, new TerminalLists(folder, of)]) {
    expect(one.faresAt('20260119120000')).toMatchObject({ version: 19n })
    expect(one.fareVersion).toBe(20n)
  }
})
