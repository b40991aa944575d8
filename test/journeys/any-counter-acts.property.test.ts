import fc from 'fast-check'
import { CENTRE, Fault, fen, hex, type Act, type Result } from '../../src/base'
import {
  acknowledgeHotlist,
  blockCard,
  closingOfCard,
  closingStands,
  correctClosings,
  findCard,
  giveBackStoppedTaps,
  handBackCard,
  payOutClosing,
  repayClosing,
  replaceCard,
  reportLoss,
  settleDueClosings,
  unblockCard,
} from '../../src/card-care'
import { cardStandings, drainNotedCards } from '../../src/clearing'
import { depositOf } from '../../src/issuing'
import {
  balanceOf,
  CARD_DEPOSITS,
  CARDHOLDER_VALUE,
  chart,
  LOADS_IN_DOUBT,
  trialBalance,
  UNLOADS_OWED,
} from '../../src/ledger'
import {
  beginAutoLoad,
  beginLoad,
  beginLook,
  beginUnload,
  beginVoid,
  giveUpSilent,
  isOwed,
  ordersOf,
  placeAutoLoad,
  resolveByTaps,
  type Begun,
} from '../../src/loads'
import type { TapRecord } from '../../src/messages'
import { cardKey, makeHotlist } from '../../src/registry'
import { interruptSession, replyToTurn, type TurnOrEnd } from '../../src/remote-reader'
import {
  onlineHistory,
  onlineStanding,
  payOnline,
  topUpOnline,
  withdrawOnline,
} from '../../src/tills'
import { SUPERVISOR } from '../support/act'
import { BUS, cardNumber, tacFor } from '../support/clearing-city'
import { counterCity, type CounterCity } from '../support/counter-city'
import { NOON, surely } from '../support/loads-city'
import { enterPerson, mergePersons, personNamed } from '../support/parties'
import { leavingAt } from '../terminals/city'

/*
 * All acts of a counter together, in any order: issue with deposit, loads and unloads torn at any exchange, taps whose
 * records come late or never in order, loss reports, hotlists and their acknowledgements, blocks, replacements and
 * returns, online accounts, automatic loads, persons that turn out to be one; and a centre that dies in any of them,
 * before it commits or with its connection. Afterwards books, card shadows, deposits, accounts and chips agree.
 * COUNTER_ACTS_RUNS asks for more than the few runs of every day, COUNTER_ACTS_SEED for those of a seed.
 */

const CARDS = 4
const RUNS = Number(process.env['COUNTER_ACTS_RUNS'] ?? 8)
const SEED = process.env['COUNTER_ACTS_SEED']
const MANY_RUNS = 100
/** These happen without a request. */
const ASK_NOTHING: ReadonlySet<string> = new Set(['tap', 'merge', 'wait'])
const FARE_FEN = 200
const MINUTE_MS = 60_000

let it: CounterCity
let run = 0
let fileNo = 0
let termSeq = 0
beforeAll(async () => {
  it = await counterCity(CARDS * RUNS)
  for (const card of it.ready) it.freshChip(card)
})
afterAll(async () => {
  await it.close()
  if (RUNS < MANY_RUNS) return
  const never = acts.filter((act) => !ASK_NOTHING.has(act) && !done.has(act))
  expect(never).toEqual([])
})

const acts = [
  'issue',
  'load',
  'load',
  'load-online',
  'load-closing',
  'unload',
  'unload-closing',
  'unload-return',
  'void',
  'look',
  'tap',
  'tap',
  'tap',
  'deliver',
  'deliver',
  'give-up',
  'lose',
  'find',
  'hotlist',
  'acknowledge',
  'block',
  'unblock',
  'replace',
  'return',
  'settle',
  'pay-out',
  'repay',
  'top-up',
  'pay-online',
  'withdraw',
  'auto-place',
  'auto-load',
  'merge',
  'keep',
  'wait',
] as const

/** Where something happens, and what: the card leaves before or after it acts, the centre dies, its connection does. */
interface Fate {
  readonly at: number
  readonly how: 'before' | 'after' | 'dead' | 'cut' | 'well'
}
const WELL: Fate = { at: 0, how: 'well' }
interface Step {
  readonly act: (typeof acts)[number]
  readonly card: number
  /** What else an act may choose: another card, a way. */
  readonly other: number
  readonly fate: Fate
}
const step: fc.Arbitrary<Step> = fc.record({
  act: fc.constantFrom(...acts),
  // Mostly one and the same: what follows on what matters most on one card.
  card: fc.constantFrom(0, 0, 0, 0, 1, 1, 2, 3),
  other: fc.nat(CARDS - 1),
  fate: fc.record({
    at: fc.integer({ min: 1, max: 7 }),
    how: fc.constantFrom('before', 'after', 'dead', 'cut', 'well', 'well', 'well', 'well'),
  }),
})

/** Most days begin with cards that are issued and loaded: else most acts are refused. */
const early: fc.Arbitrary<Step[]> = fc
  .subarray([0, 1, 2, 3], { minLength: 2 })
  .map((cards) =>
    cards.flatMap((card) =>
      (['issue', 'load', 'top-up'] as const).map((act) => ({ act, card, other: 1, fate: WELL })),
    ),
  )

/** One run: its own cards and persons, in the one city. */
interface Play {
  readonly cards: readonly number[]
  /** Ming is Li under another name; Wang is somebody else. The last card is in nobody's name. */
  readonly li: string
  readonly ming: string
  readonly wang: string
  readonly late: TapRecord[]
  /** Cards that were handed back: they lie in a drawer of the centre and are tapped no more. */
  readonly back: Set<number>
}

test(
  'whatever order counter acts, taps and deaths come in, books, chips, deposits and accounts agree',
  async () => {
    await fc.assert(
      fc.asyncProperty(
        early,
        fc.array(step, { minLength: 12, maxLength: 40 }),
        async (first, then) => {
          const play = await begun()
          const steps = [...first, ...then]
          for (const [index, one] of steps.entries()) {
            pass(90_000 + index)
            await take(play, one)
          }
          await settleAll(play)
          expect(await it.unsound()).toEqual([])
          await expectAgreement(play)
        },
      ),
      {
        numRuns: RUNS,
        endOnFailure: true,
        ...(SEED === undefined ? {} : { seed: Number(SEED) }),
      },
    )
  },
  RUNS * 60_000,
)

function pass(ms: number): void {
  it.at = new Date(it.at.getTime() + ms)
  it.city.clock.set(it.at)
}

async function begun(): Promise<Play> {
  it.at = NOON
  it.city.clock.set(NOON)
  const nth = run++
  const cards = it.ready.slice(nth * CARDS, (nth + 1) * CARDS)
  const named = (name: string): string => personNamed(`${name}x${nth}x`)
  const play = {
    cards,
    li: named('li'),
    ming: named('ming'),
    wang: named('wang'),
    late: [],
    back: new Set<number>(),
  }
  const { database } = it.city.store
  for (const person of [play.li, play.ming, play.wang]) await enterPerson(database, person)
  return play
}

const holderOf = ({ li, ming, wang }: Play, card: number): string | undefined =>
  [li, ming, wang, undefined][card]

/** One request; refused is an answer like another. Dying, it leaves nothing, and is not asked again. */
async function ask<Value>(
  work: (act: Act) => Promise<Result<Value, string>>,
  fate: Fate,
  actor?: Parameters<CounterCity['ask']>[1],
): Promise<Result<Value, string> | undefined> {
  if (fate.how !== 'dead' && fate.how !== 'cut') {
    const answer = await it.ask(work, actor)
    if (answer.ok) done.set(playing, (done.get(playing) ?? 0) + 1)
    return answer
  }
  try {
    await it.ask(async (act): Promise<Result<Value, string>> => {
      const done = await work(act)
      if (!done.ok) return done
      if (fate.how === 'cut') await act.tx.query('select pg_terminate_backend(pg_backend_pid())')
      throw new Killed()
    }, actor)
  } catch (error) {
    if (!(error instanceof Killed) && !(error instanceof Fault)) throw error
  }
  return undefined
}
class Killed extends Error {}

/** How often each act was not refused: a day on which nothing happens proves nothing. */
const done = new Map<string, number>()
let playing = ''

const bank = (act: Act) => ({ kind: 'bank', channel: 'ccb', payment: act.reference }) as const
const cash = () => ({ kind: 'cash', till: it.till }) as const

async function take(play: Play, { act: what, card: nth, other, fate }: Step): Promise<unknown> {
  playing = what
  const index = play.cards[nth] as number
  const card = cardNumber(index)
  const person = holderOf(play, nth)
  const owned = person === undefined ? { card } : { card, person }
  const closing = closingOfCard(card)
  const online = { kind: 'online', person: person ?? play.li } as const
  switch (what) {
    case 'issue':
      return ask((act) => it.issue(act, owned), fate)
    case 'load':
      return through(index, fate, (act) =>
        beginLoad(act, it.counter, { card, amountFen: fen(3_000), funding: cash() }),
      )
    case 'load-online':
      return through(index, fate, (act) =>
        beginLoad(act, it.counter, { card, amountFen: fen(2_000), funding: online }),
      )
    case 'load-closing': {
      const from = closingOfCard(cardNumber(play.cards[other] as number))
      const stands = await closingStands(it.city.store.database, from)
      const amount = stands.ok ? stands.value.owedFen : 0n
      if (amount <= 0n) return undefined
      return through(index, fate, (act) =>
        beginLoad(act, it.counter, {
          card,
          amountFen: fen(amount),
          funding: { kind: 'closed-card', closing: from },
        }),
      )
    }
    case 'unload':
      return through(index, fate, (act) =>
        beginUnload(act, it.counter, {
          card,
          ...(other === 0 ? {} : { amountFen: fen(1_000) }),
          payTo: other === 1 ? cash() : other === 2 ? online : bank(act),
        }),
      )
    case 'unload-closing':
    case 'unload-return':
      return through(index, fate, (act) =>
        beginUnload({ ...act, approvedBy: SUPERVISOR }, it.counter, {
          card,
          payTo: { kind: 'closed-card', closing },
          cause: what === 'unload-return' ? 'return' : 'counter',
        }),
      )
    case 'void': {
      const [last] = await ordersOf(it.city.store.database, { card, state: 'confirmed', limit: 1 })
      return last?.way === 'load'
        ? through(index, fate, (act) => beginVoid(act, it.counter, { load: last.load }))
        : undefined
    }
    case 'look':
      return through(index, fate, (act) =>
        beginLook(act, it.counter, { card, ...(other === 0 ? { handTo: cash() } : {}) }),
      )
    case 'tap':
      return ride(play, index, other)
    case 'deliver': {
      const record = other === 0 ? play.late.shift() : play.late.pop()
      if (record !== undefined) await it.city.upload(BUS, ++fileNo, [record])
      return ask((act) => surely(resolveByTaps(act, { afterCard: -1n, limit: 500 })), fate, CENTRE)
    }
    case 'give-up':
      pass(20 * MINUTE_MS)
      return ask((act) => surely(giveUpSilent(act, it.works, 100)), fate, CENTRE)
    case 'wait':
      return pass(40 * MINUTE_MS)
    case 'lose':
      return ask(
        (act) =>
          reportLoss(act, {
            card,
            kind: other === 0 ? 'oral' : 'formal',
            person: person ?? play.li,
            reason: 'lost',
          }),
        fate,
      )
    case 'find':
      return ask((act) => findCard(act, { card, person: person ?? play.li, reason: 'found' }), fate)
    case 'hotlist':
      return ask((act) => surely(makeHotlist(act, 'incremental')), fate, SUPERVISOR)
    case 'acknowledge': {
      const { rows } = await it.city.store.database.query<{ version: bigint }>(
        'select max(version) as version from registry_hotlist_version',
      )
      return ask(
        (act) => acknowledgeHotlist(act, { terminal: 'term_2', version: rows[0]?.version ?? 1n }),
        fate,
        { id: 'staff_admin', kind: 'staff', roles: ['administrator'] },
      )
    }
    case 'block':
      return ask((act) => blockCard(act, { card, reason: 'misuse' }), fate)
    case 'unblock':
      return ask(
        (act) => unblockCard({ ...act, approvedBy: SUPERVISOR }, { card, reason: 'cleared' }),
        fate,
      )
    case 'replace':
      return ask(
        (act) =>
          replaceCard(
            { ...act, approvedBy: SUPERVISOR },
            {
              ...owned,
              reason:
                (['lost', 'fault', 'damaged-by-holder', 'generation'] as const)[other] ?? 'fault',
              emptied: fate.at % 2 === 0,
              feeFrom: bank(act),
            },
          ),
        fate,
      )
    case 'return': {
      const returned = await ask(
        (act) =>
          handBackCard(
            { ...act, approvedBy: SUPERVISOR },
            { ...owned, reason: other === 0 ? 'damaged' : 'holder', emptied: fate.at % 2 === 0 },
          ),
        fate,
      )
      if (returned?.ok === true) play.back.add(index)
      return returned
    }
    case 'settle':
      return ask((act) => surely(settleDueClosings(act)), fate, CENTRE)
    case 'pay-out':
      return ask(
        (act) => payOutClosing(act, { closing, to: other === 0 ? bank(act) : online }),
        fate,
      )
    case 'repay':
      return ask(
        (act) => repayClosing(act, { closing, amount: fen(FARE_FEN), from: bank(act) }),
        fate,
      )
    case 'top-up':
      return ask(
        (act) =>
          topUpOnline(act, { person: online.person, amountFen: fen(5_000), funding: cash() }),
        fate,
      )
    case 'pay-online':
      return ask(
        (act) =>
          payOnline(act, {
            person: online.person,
            amountFen: fen(900),
            operator: BUS,
            shown: true,
          }),
        fate,
      )
    case 'withdraw':
      return ask(
        (act) =>
          withdrawOnline(act, {
            person: online.person,
            amountFen: fen(1_500),
            to: other === 0 ? cash() : bank(act),
            shown: true,
          }),
        fate,
      )
    case 'auto-place':
      return ask(
        (act) => placeAutoLoad(act, { card, person: online.person, amountFen: fen(2_000) }),
        fate,
      )
    case 'auto-load':
      return through(index, fate, (act) => beginAutoLoad(act, it.counter, { card }))
    case 'merge':
      return mergePersons(it.city.store.database, { kept: play.li, gone: play.ming })
    case 'keep':
      return keep(fate)
  }
}

/** What the centre does by itself now and then. */
async function keep(fate: Fate): Promise<void> {
  await drainNotedCards(it.city.desk)
  await ask((act) => surely(settleDueClosings(act)), fate, CENTRE)
  await ask((act) => surely(correctClosings(act)), fate, CENTRE)
  await ask((act) => surely(giveBackStoppedTaps(act)), fate, CENTRE)
}

/** Begins and relays until the fate of this step: the card leaves, or the centre dies with a reply in its hands. */
async function through(
  index: number,
  fate: Fate,
  begin: (act: Act) => Promise<Result<Begun, string>>,
): Promise<void> {
  const chip = it.chip(index)
  const started = await ask(begin, fate.at === 7 ? fate : WELL)
  if (started?.ok !== true) return
  if (fate.how === 'before' || fate.how === 'after') {
    await it.relay(started.value.turn, leavingAt(chip, fate.at, fate.how))
    return
  }
  let now: TurnOrEnd = started.value.turn
  for (let exchange = 1; now.state === 'open'; exchange++) {
    const { session, turn, apdu } = now
    const reply = chip.transmit(hex(apdu))
    const next = await ask(
      (act) => replyToTurn(act, it.works, { session, turn, reply }),
      exchange === fate.at ? fate : WELL,
    )
    if (next === undefined) {
      // Nobody ever repeats the reply.
      chip.powerCut()
      return
    }
    if (!next.ok) {
      await ask((act) => interruptSession(act, it.works, { session, turn }), WELL)
      return
    }
    now = next.value
  }
}

/** The chip pays a fare, whoever holds it and whatever a hotlist says; the record waits somewhere. */
function ride(play: Play, index: number, bus: number): void {
  const { ep } = it.chip(index).memory
  if (ep.balanceFen < FARE_FEN || play.back.has(index)) return
  const time = cityTime(it.at).slice(8)
  const record = it.city.tap({
    of: index,
    // SAM 2 sits in the bus that acknowledges hotlists.
    samIndex: bus % 2 === 0 ? 2 : 3,
    counter: ep.offlineCounter,
    balanceBefore: BigInt(ep.balanceFen),
    termSeq: ++termSeq,
    time,
  })
  play.late.push({ ...record, tac: tacFor(it.city.factory, record) })
  it.spend(index, FARE_FEN)
}

const cityTime = (at: Date): string =>
  new Date(at.getTime() + 8 * 60 * MINUTE_MS).toISOString().replace(/\D/g, '').slice(0, 14)

/** All records arrive, readers fall silent, every card is shown once more, and what is due is booked. */
async function settleAll(play: Play): Promise<void> {
  for (const record of play.late.splice(0)) await it.city.upload(BUS, ++fileNo, [record])
  pass(30 * MINUTE_MS)
  await ask((act) => surely(giveUpSilent(act, it.works, 500)), WELL, CENTRE)
  await ask((act) => surely(resolveByTaps(act, { afterCard: -1n, limit: 500 })), WELL, CENTRE)
  for (const index of play.cards) {
    await through(index, WELL, (act) => beginLook(act, it.counter, { card: cardNumber(index) }))
  }
  // Twice: what one books, the other may have to correct.
  await keep(WELL)
  await keep(WELL)
}

const floored = new Set<string>(chart.filter((line) => line.floored).map(({ code }) => code))

async function expectAgreement(play: Play): Promise<void> {
  const sql = it.city.store.database
  const orders = await ordersOf(sql, { limit: 100_000 })
  expect(orders.filter(({ state }) => state === 'authorised' || state === 'unknown')).toEqual([])
  const owed = (way: string): bigint =>
    orders
      .filter((one) => one.way === way && isOwed(one))
      .reduce((sum, one) => sum + one.amountFen, 0n)
  expect((await balanceOf(sql, LOADS_IN_DOUBT)).balanceFen).toBe(owed('load'))
  expect((await balanceOf(sql, UNLOADS_OWED)).balanceFen).toBe(owed('unload'))

  const books = await trialBalance(sql)
  expect(books.balanced).toBe(true)
  const below = books.lines.filter(
    ({ account, balanceFen }) => floored.has(String(account).slice(0, 4)) && balanceFen < 0n,
  )
  expect(below).toEqual([])

  let deposits = 0n
  for (const index of it.ready) {
    deposits += (await depositOf(sql, cardNumber(index)))?.amountFen ?? 0n
  }
  expect((await balanceOf(sql, CARD_DEPOSITS)).balanceFen).toBe(deposits)

  for (const person of [play.li, play.ming, play.wang]) {
    const lines = await onlineHistory(sql, { person, limit: 1_000 })
    const sum = lines.reduce((total, { amountFen }) => total + amountFen, 0n)
    expect([person, sum]).toEqual([person, (await onlineStanding(sql, person)).balanceFen])
  }
  await expectValueOnChips()
}

/** The books' value on cards is what the chips of open cards hold, and what operators took that is nobody's yet. */
async function expectValueOnChips(): Promise<void> {
  const sql = it.city.store.database
  const standings = await cardStandings(
    sql,
    it.ready.map((index) => cardKey(cardNumber(index))),
  )
  const { rows } = await sql.query<{ card: bigint; fen: bigint }>(
    `select card, sum(purse_fen)::int8 as fen from card_care_value_closed_view group by card`,
  )
  const left = new Map(rows.map(({ card, fen: gone }) => [card, gone]))
  let value = BigInt(it.chip(1).memory.ep.balanceFen)
  for (const [nth, standing] of standings.entries()) {
    const index = it.ready[nth] as number
    const held = BigInt(it.chip(index).memory.ep.balanceFen)
    expect([index, standing.mirrorFen, standing.beingCleared]).toEqual([index, held, false])
    const open = held + standing.hotlistedFen - (left.get(standing.card) ?? 0n)
    const stands = await closingStands(sql, closingOfCard(cardNumber(index)))
    // Nothing is left of a card whose value was given, whatever its chip still says.
    if (stands.ok && stands.value.settledAt !== null) expect([index, open]).toEqual([index, 0n])
    value += open
  }
  expect((await balanceOf(sql, CARDHOLDER_VALUE)).balanceFen).toBe(value)
}
