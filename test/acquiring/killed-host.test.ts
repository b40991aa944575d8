import { fen } from '../../src/base'
import { listBatches, listMessages } from '../../src/acquiring'
import { Pos, SocketLine, type PosLine } from '../../terminals/pos'
import { VirtualPinPad } from '../../terminals/virtual'
import { cardNumber } from '../support/clearing-city'
import {
  MERCHANT_NUMBER,
  person,
  posCity,
  posNumber,
  RICH_FEN,
  type PosCity,
} from '../support/pos-city'
import { Program } from '../support/processes'
import { PowerCutFolder } from '../terminals/power-cut-folder'
import type { Death } from './killed-host'

/* The centre's process is killed (SIGKILL) while it is at work for a POS, and started again. */

let shop: PosCity
let centre: Program
let line: SocketLine
/** The way to whichever centre is up. */
const toCentre: PosLine = { ask: (frame) => line.ask(frame) }

async function start(): Promise<void> {
  const { ownerUrl, url } = shop.city.store
  centre = Program.start('test/acquiring/killed-host.ts', [ownerUrl, url])
  const { pos } = await centre.answer<{ pos: string }>()
  line = new SocketLine({ host: '127.0.0.1', port: Number(new URL(pos).port) })
}

/** The centre dies there in what it does next; afterwards another one is up. */
async function dying(where: Death, work: () => Promise<unknown>): Promise<void> {
  centre.say(where)
  expect(await centre.answer()).toEqual({ death: where })
  await work()
  expect(await centre.end()).toMatchObject({ signal: 'SIGKILL' })
  line.close()
  await start()
}

beforeAll(async () => {
  shop = await posCity({ terminals: 1 })
  await start()
})
afterAll(async () => {
  line.close()
  await centre.end()
  await shop.close()
})

const device = (): Pos =>
  new Pos({
    terminal: posNumber(1),
    merchant: MERCHANT_NUMBER,
    folder: new PowerCutFolder(),
    pad: new VirtualPinPad(shop.city.factory, {
      terminal: posNumber(1),
      label: { purpose: 'terminal-master', version: 1, algorithm: '3des' },
      mac: 'unionpay-ecb',
    }),
    line: toCentre,
  })

const buy = (pos: Pos, yuan: number) =>
  pos.purchase({ card: cardNumber(1), amount: fen(BigInt(yuan) * 100n) })
const spent = async (): Promise<bigint> => RICH_FEN - (await shop.balance(person(1)))

test('killed in a purchase, a reversal and a batch upload: terminal, host and ledger agree, and nothing is doubled or lost', async () => {
  const pos = device()
  expect(await pos.signIn()).toBe(true)
  expect(await buy(pos, 1)).toMatchObject({ told: 'approved' })

  for (const where of ['in-the-middle', 'before-commit', 'after-commit'] as const) {
    await dying(where, async () => expect(await buy(pos, 2)).toMatchObject({ told: 'unknown' }))
    // Whether the host had booked it or had not: it is taken back, and taken back once.
    expect(await spent()).toBe(where === 'after-commit' ? 300n : 100n)
    expect(await pos.clearDoubts()).toBe(true)
    expect(await spent()).toBe(100n)
  }

  const asked: PosLine['ask'] = (frame) => line.ask(frame)
  for (const where of ['before-commit', 'after-commit'] as const) {
    toCentre.ask = async (frame) => {
      await asked(frame)
      return undefined
    }
    expect(await buy(pos, 4)).toMatchObject({ told: 'unknown' })
    toCentre.ask = asked
    expect(await spent()).toBe(500n)
    await dying(where, async () => expect(await pos.clearDoubts()).toBe(false))
    expect(await spent()).toBe(where === 'after-commit' ? 100n : 500n)
    expect(await pos.clearDoubts()).toBe(true)
    expect(await spent()).toBe(100n)
  }

  // A sale that this device does not know of: both sides count differently, and the log goes up.
  const replaced = device()
  for (let used = 0; used < 50; used++) replaced.book.nextTrace()
  expect(await replaced.signIn()).toBe(true)
  expect(await buy(replaced, 8)).toMatchObject({ told: 'approved' })
  expect(await pos.signIn()).toBe(true)
  expect(await buy(pos, 16)).toMatchObject({ told: 'approved' })
  expect(await spent()).toBe(2_500n)
  const { totals } = pos
  expect(totals).toMatchObject({ debitFen: 1_700n, debits: 2 })
  await dying('after-commit', async () =>
    expect(await pos.settle()).toMatchObject({ settled: 'unfinished' }),
  )
  let frames = 0
  const second: PosLine['ask'] = async (frame) => {
    // The count goes through, and the centre dies in the upload that follows it.
    if (++frames === 2) {
      centre.say('in-the-middle')
      expect(await centre.answer()).toEqual({ death: 'in-the-middle' })
    }
    return asked(frame)
  }
  toCentre.ask = second
  expect(await pos.settle()).toMatchObject({ settled: 'unfinished' })
  toCentre.ask = asked
  expect(await centre.end()).toMatchObject({ signal: 'SIGKILL' })
  line.close()
  await start()
  expect(await pos.settle()).toMatchObject({ settled: 'uploaded', totals })
  expect(await buy(pos, 32)).toMatchObject({ told: 'approved' })
  expect(pos.book.batch).toBe(2)

  const { database } = shop.city.store
  const kept = await listMessages(database, { limit: 100 })
  const standing = kept.filter(({ kind, state }) => kind === 'purchase' && state === 'approved')
  expect(standing.map(({ amountFen }) => amountFen).sort()).toEqual([100n, 1_600n, 3_200n, 800n])
  expect(await spent()).toBe(5_700n)
  expect(await shop.owed()).toBe(5_700n)
  const [batch] = (await listBatches(database, { limit: 10 })).filter(
    ({ batch: number }) => number === 1,
  )
  expect(batch).toMatchObject({
    state: 'closed',
    theirs: { debitFen: 1_700n, debits: 2 },
    ours: { debitFen: 2_500n, debits: 3 },
    lines: 2,
  })
  expect(await shop.unsound()).toEqual([])
}, 240_000)
