import { fen } from '../base'
import type { City } from '../city'
import type { Citycard, Input, OperationName, Operations } from '../client'
import { newId, staffByLogin } from '../oversight'
import { agentStanding, prepayAgent } from '../tills'
import type { DemoChip } from './demo-chips'
import { DEMO_PRODUCT, takeOutChips } from './demo-desk'
import {
  centreOfDemo,
  demoChipsOf,
  demoSerials,
  keepDemoReader,
  type DemoPlace,
  type DemoReader,
} from './demo-reader'
import { DEMO_AGENT_LOGIN, DEMO_CLERK } from './demo-staff'
import { acting } from './staff'

const READER = 'rdr_shop-1'
/** Their serials, far from those of the desk. */
const FIRST = 0x101
const RIDERS = 3
const BANK = 'demo-bank'
/** 500 yuan, so that a load of more shows what a shop sees whose prepayment does not suffice. */
const PAID_IN = fen(50_000n)

/** What a shop works with. */
interface ReadyShop {
  readonly chips: readonly DemoChip[]
  /** What of its prepayment may be loaded. */
  readonly availableFen: bigint
}

/** The shop of the demonstration's agent while it stands. */
export interface DemoShop extends DemoReader, Pick<ReadyShop, 'availableFen'> {}

/**
 * A shop for people without hardware: the agent has prepaid, and riders have left cards beside a reader in software.
 * Nothing where the demonstration has no agent, or its cards cannot be made.
 */
export async function openDemoShop(city: City, place: DemoPlace): Promise<DemoShop | undefined> {
  const ready = await readyShop(city, { ...place, cards: RIDERS })
  if (ready === undefined) return undefined
  const { chips, availableFen } = ready
  const kept = { centre: place.centre, login: DEMO_AGENT_LOGIN, reader: READER, chips }
  return { ...keepDemoReader(city, kept), availableFen }
}

/**
 * The agent's prepayment and the riders' cards, once in the life of a database. The cards are made and issued by the
 * demonstration's clerk through the public API, of the product that its desk issues (`openDemoDesk`).
 */
export async function readyShop(
  city: City,
  { centre, folder, cards }: DemoPlace & { readonly cards: number },
): Promise<ReadyShop | undefined> {
  const { log, store } = city
  const clerk = await staffByLogin(store.database, DEMO_CLERK)
  const agent = await staffByLogin(store.database, DEMO_AGENT_LOGIN)
  if (clerk?.demo !== true || agent?.demo !== true || agent.agent === null) return undefined
  if (clerk.state !== 'active' || agent.state !== 'active') return undefined
  const serials = demoSerials(FIRST, cards)
  const chips = await demoChipsOf(city, { serials, folder, clerk: clerk.staff })
  const batch = { batch: 'demo-riders', serials, clerk: clerk.staff }
  if (chips === undefined || !(await takeOutChips(city, batch))) return undefined
  if (!(await prepaid(city, agent.agent))) return undefined
  const desk: Desk = {
    centre: await centreOfDemo(city, { centre, login: DEMO_CLERK }),
    key: () => newId(city.oversight.secrets, 'demo'),
  }
  for (const chip of chips) {
    const why = await cardOf(chip, desk)
    if (why === undefined) continue
    log.warn({ why }, 'the reader of the agent of the demonstration is left out: it has no cards')
    return undefined
  }
  const { availableFen } = await agentStanding(store.database, agent.agent)
  return { chips, availableFen }
}

/** The agent's payment has reached our bank; it counts once. */
async function prepaid(city: City, agent: string): Promise<boolean> {
  const entered = await acting(city, (act) =>
    prepayAgent(act, { agent, paidInFen: PAID_IN, bank: BANK, payment: 'demo-agent-1' }),
  )
  return entered.ok || entered.refused === 'payment-already-used'
}

/** The clerk's desk, and a key for each act at it. */
interface Desk {
  readonly centre: Citycard
  readonly key: () => string
}

type Why = string | undefined

/** Makes a chip a card in somebody's hand, from wherever it stands; answers why that cannot be. */
async function cardOf(chip: DemoChip, desk: Desk): Promise<Why> {
  if (chip.number() === undefined) {
    const why = await write(chip, desk)
    if (why !== undefined) return why
  }
  const params = { card: chip.number() ?? '' }
  const known = await told(desk, 'cards.get', { params })
  if (!known.ok) return known.why
  if (known.value.state !== 'ready') return undefined
  const payment = `demo-deposit-${chip.serial}`
  const body = { reason: 'first', funding: { kind: 'bank', channel: BANK, payment } } as const
  const issued = await told(desk, 'cards.issue', { params, body, key: desk.key() })
  return issued.ok ? undefined : issued.why
}

/** The conversation in which a chip becomes a card; one that broke off is gone on with. */
async function write({ serial, chip }: DemoChip, desk: Desk): Promise<Why> {
  const begun = await told(desk, 'card-writings.begin', {
    body: { product: DEMO_PRODUCT, serial },
    key: desk.key(),
  })
  if (!begun.ok) return begun.why
  const { writing } = begun.value
  const opened = await told(desk, 'card-writings.session', {
    params: { writing },
    key: desk.key(),
  })
  if (!opened.ok) return opened.why
  let now: Operations['card-sessions.reply']['answer'] = opened.value
  while (now.state === 'open') {
    const reply = await chip.transmit(Buffer.from(now.apdu ?? '', 'hex'))
    const next = await told(desk, 'card-sessions.reply', {
      params: { session: now.session },
      body: { turn: now.turn ?? 0, reply: reply.toString('hex') },
      key: desk.key(),
    })
    if (!next.ok) return next.why
    now = next.value
  }
  chip.powerCut()
  return now.state === 'done' ? undefined : (now.refused ?? now.state)
}

async function told<Name extends OperationName>(
  desk: Desk,
  name: Name,
  input: Input<Name>,
): Promise<
  | { readonly ok: true; readonly value: Operations[Name]['answer'] }
  | { readonly ok: false; readonly why: string }
> {
  const answer = await desk.centre.call(name, input)
  if (!answer.ok) return { ok: false, why: `${name}: ${answer.refused ?? answer.status}` }
  return answer.pending
    ? { ok: false, why: `${name} waits for a second person` }
    : { ok: true, value: answer.value }
}
