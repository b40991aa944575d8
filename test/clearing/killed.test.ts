import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { auditClearing, receiveUpload, resumeUploads } from '../../src/clearing'
import { auditLedger, sealPosted, trialBalance } from '../../src/ledger'
import { readTapFile, type TapRecord } from '../../src/messages'
import { auditSettlement, closeDay, resumeCloses, settlementOf } from '../../src/settlement'
import { BUS, clearingCity, inPieces, type ClearingCity } from '../support/clearing-city'
import { Program } from '../support/processes'

const CARDS = 12
/** Points spread over the whole life of a file: intake, posting, chains, close. */
const KILLS = 9

/** Five taps a card, one of them sent twice, one cloned, one other content, one gap. */
function records(city: ClearingCity): TapRecord[] {
  let termSeq = 0
  const made = Array.from({ length: CARDS }, (_, card) =>
    [0, 1, 2, 3, 4].map((counter) =>
      city.tap({
        of: card + 1,
        counter,
        balanceBefore: 10_000n - 200n * BigInt(counter),
        termSeq: ++termSeq,
        time: `08${String(counter).padStart(2, '0')}00`,
        listFare: 250n,
        discount: card % 4,
      }),
    ),
  ).flat()
  const [first, second] = [made[0] as TapRecord, made[6] as TapRecord]
  made.splice(30, 0, second, { ...first, counter: 9 })
  made.splice(45, 1)
  made.push(city.tap({ of: 3, counter: 1, balanceBefore: 9_800n, samIndex: 2, time: '093000' }))
  return made
}

async function booksOf({ store }: ClearingCity): Promise<unknown> {
  const settled = await settlementOf(store.database)
  const { rows } = await store.database.query(
    `select card, purse, next_counter, balance_fen, paid_fen, gap_count, fork_count from clearing_card_shadow
      order by card, purse`,
  )
  return {
    accounts: (await trialBalance(store.database)).lines.map((line) => [
      line.account,
      line.balanceFen,
    ]),
    settled: settled.ok ? settled.value.operators : settled,
    shadows: rows,
  }
}

async function findingsOf({ store }: ClearingCity): Promise<unknown[]> {
  await sealPosted(store.database)
  const findings = [
    ...(await auditLedger(store.database)),
    ...(await auditClearing(store.database)),
    ...(await auditSettlement(store.database)),
  ]
  return findings.filter(({ ok }) => !ok)
}

test('killed at any point between the first byte and the closed day, the centre ends in the same books', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'citycard-test-'))
  const path = join(dir, 'file')
  const cities: ClearingCity[] = []
  const open = async (): Promise<ClearingCity> => {
    const city = await clearingCity({ cards: CARDS })
    cities.push(city)
    return city
  }
  try {
    const calm = await open()
    const file = await calm.fileOf(BUS, 1, records(calm))
    writeFileSync(path, file)
    const run = Program.start('test/clearing/killed-centre.ts', [calm.store.url, path, '0'])
    const { statements, taken, closed } = await run.answer<{
      statements: number
      taken: boolean
      closed: boolean
    }>()
    await run.end()
    expect({ taken, closed }).toEqual({ taken: true, closed: true })
    const expected = await booksOf(calm)
    expect(await findingsOf(calm)).toEqual([])

    let died = 0
    for (let kill = 1; kill <= KILLS; kill++) {
      const city = await open()
      const at = Math.ceil((statements * kill) / (KILLS + 1))
      const killed = Program.start('test/clearing/killed-centre.ts', [
        city.store.url,
        path,
        `${at}`,
      ])
      // Chains follow at their own pace, so that a run may need a few statements less: the last point lies behind its end.
      const end = await killed.end()
      if (end.signal === null) expect(end).toMatchObject({ code: 0 })
      else expect(end).toMatchObject({ signal: 'SIGKILL' })
      if (end.signal !== null) died++

      await resumeUploads(city.desk)
      const again = await receiveUpload(city.desk, readTapFile(inPieces(file)))
      expect(again.ok).toBe(true)
      await resumeCloses(city.settlement)
      expect(await closeDay(city.settlement, '2026-03-02' as never)).toMatchObject({ ok: true })
      expect({ at, books: await booksOf(city) }).toEqual({ at, books: expected })
      expect(await findingsOf(city)).toEqual([])
    }
    expect(died).toBeGreaterThan(KILLS / 2)
  } finally {
    for (const city of cities) await city.close()
    rmSync(dir, { recursive: true })
  }
}, 240_000)
