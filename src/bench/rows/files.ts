import { invariant } from '../../base'
import { receiveUpload, type Receipt } from '../../clearing'
import { checkTacRows, type TacBatch } from '../../keys'
import { trialBalance } from '../../ledger'
import { readTapFile } from '../../messages'
import { tacBatchOf } from '../../card'
import type { Bench, Experiment, Samples } from '../bench'
import type { BenchCity } from '../bench-city'
import { seconds } from '../figure'
import { serverTimeMs } from '../server-time'
import { inPieces, tapFileOf } from '../tap-files'

const TACS_MAX = 50_000

/** Whole files: one that is new, and the same records once more under another number. */
async function files({ city, copyFloor, records, round }: Bench): Promise<Samples> {
  const operator = (7 * round + 5) % 20
  const { file, again, tacs } = await filesOf(city, operator, records)

  const floor = await copyFloor.rate(records)
  const before = processorTimeMs(city)
  const fresh = await taken(city, file)
  const spentUs = ((processorTimeMs(city) - before) * 1000) / records
  invariant(fresh.receipt.verdicts.accepted === records, 'genuine taps are accepted', {
    reasons: fresh.receipt.reasons,
  })

  const secondFloor = await copyFloor.rate(records)
  const balances = await balancesOf(city)
  const repeated = await taken(city, again)
  invariant(repeated.receipt.verdicts.duplicate === records, 'a replay brings only duplicates', {
    reasons: repeated.receipt.reasons,
  })
  const after = await balancesOf(city)
  const changed = [...after].filter(([account, fen]) => balances.get(account) !== fen).length

  return {
    'end-to-end': {
      measured: records / fresh.took,
      floor,
      extra: { processorUsPerRecord: spentUs, fileBytesPerRecord: file.length / records },
    },
    'tac-share': { measured: tacUs(city, tacs), floor: spentUs },
    replay: { measured: records / repeated.took, floor: secondFloor },
    'replay-balances': { measured: changed },
  }
}

/** The same records as two files, and some of their TACs. The records themselves are gone, as in a centre. */
async function filesOf(
  city: BenchCity,
  operator: number,
  records: number,
): Promise<{ readonly file: Buffer; readonly again: Buffer; readonly tacs: TacBatch }> {
  const taps = city.riders.next(operator, records)
  return {
    file: await tapFileOf(city, operator, taps),
    again: await tapFileOf(city, operator, taps),
    tacs: tacBatchOf({ purpose: 'tac', version: 1, algorithm: '3des' }, 2, taps.slice(0, TACS_MAX)),
  }
}

async function taken(
  { desk }: BenchCity,
  file: Buffer,
): Promise<{ readonly receipt: Receipt; readonly took: number }> {
  let receipt: Receipt | undefined
  const took = await seconds(async () => {
    const answer = await receiveUpload(desk, readTapFile(inPieces(file)))
    invariant(answer.ok, 'a file of the bench is taken', { answer })
    receipt = answer.value.receipt
  })
  invariant(receipt !== undefined, 'a file that is taken has a receipt')
  return { receipt, took }
}

/** Processor time of this process and of the server together. */
function processorTimeMs({ dir }: BenchCity): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000 + (serverTimeMs(dir) ?? 0)
}

/** Processor time of one TAC, in µs. */
function tacUs(city: BenchCity, batch: TacBatch): number {
  checkTacRows('3des', city.masterTacKey, batch)
  const before = process.cpuUsage()
  checkTacRows('3des', city.masterTacKey, batch)
  const { user, system } = process.cpuUsage(before)
  return (user + system) / batch.count
}

async function balancesOf({ database }: BenchCity): Promise<Map<string, bigint>> {
  const { lines } = await trialBalance(database)
  return new Map(lines.map(({ account, balanceFen }) => [account, balanceFen]))
}

export const fileExperiments: readonly Experiment[] = [
  {
    rows: ['end-to-end', 'tac-share', 'replay', 'replay-balances'],
    when: 'round',
    runIn: true,
    run: files,
  },
]
