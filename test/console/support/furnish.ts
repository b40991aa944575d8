import { setTimeout as pause } from 'node:timers/promises'
import { invariant } from '../../../src/base'
import type { Demonstration, Program } from './demonstration'
import { OPERATOR, ridesToday } from './morning-of-today'
import { SHENZHEN_DAY } from './places'

/** What pictures of single things are about. */
export interface Furnished {
  readonly citizen: string
  readonly card: string
  /** What the citizen says is not right, and a member of finance looks into. */
  readonly dispute: string
  /** An operator of the Shenzhen day, one of its SAMs, and a tap there. */
  readonly operator: string
  readonly sam: string
  readonly record: string
}

const READER = 'rdr_desk-1'
const CITIZEN = { kind: 'resident-id', number: '11010519491231002X' } as const
const LOADED_FEN = 5_000

/**
 * A few hours of work in the demonstration city, by the public API alone: a till, a card for its citizen, some rides of
 * today, three disputes about them, amounts that wait for a second person, a card reported lost, a hotlist.
 */
export async function furnish(demonstration: Demonstration): Promise<Furnished> {
  const [clerk, administrator] = await Promise.all([
    demonstration.as('clerk'),
    demonstration.as('administrator'),
  ])
  const { till } = await clerk.act('tills.open', { body: { desk: 'desk-1', floatFen: 0 } })
  const { items } = await clerk.ask('citizens.search', { body: { document: CITIZEN } })
  const citizen = items[0]?.person
  invariant(citizen !== undefined, 'the demonstration has a citizen')
  const funding = { kind: 'cash', till } as const
  const card = await issued(clerk, { chip: 'card-1', person: citizen, funding })
  const lost = await issued(clerk, { chip: 'card-2', person: citizen, funding })
  await put(clerk, 'card-1')
  await held(clerk, 'card-sessions.open', {
    body: { kind: 'load', card, amountFen: LOADED_FEN, funding },
  })
  await ridesToday(demonstration, { at: new Date(), desk: { card, balanceFen: LOADED_FEN } })
  const dispute = await disputes(demonstration, card)
  await clerk.act('online-accounts.top-up', {
    params: { person: citizen },
    body: { amountFen: 150_000, funding },
  })
  await clerk.act('cards.report-loss', {
    params: { card: lost },
    body: { kind: 'formal', person: citizen, reason: 'lost' },
  })
  await administrator.act('hotlists.make', { body: { kind: 'full' } })
  // The next chip to be issued lies on the reader.
  await put(clerk, 'card-3')
  return { citizen, card, dispute, ...(await someTap(await demonstration.as('maker'))) }
}

/** Of the lines of the card, newest first: two rides and a load. */
const STATEMENTS = ['多扣了 0.40 元', '这一笔不是我刷的', '付了 60 元，只充了 50 元'] as const

/**
 * The citizen says that lines of the card's history are not right: one waits to be taken, one is looked into, and of one
 * money is to be given back when a second person has agreed. Answers the one that is looked into.
 */
async function disputes({ as }: Demonstration, card: string): Promise<string> {
  const [citizen, maker] = await Promise.all([as('citizen'), as('maker')])
  const { items } = await citizen.ask('own.history', { params: { card } })
  const raised = []
  for (const [nth, statement] of STATEMENTS.entries()) {
    const subject = items[nth]?.subject
    invariant(subject !== undefined, 'the card has three lines')
    raised.push(await citizen.act('own.raise-dispute', { body: { card, subject, statement } }))
  }
  const [waiting, taken] = raised
  invariant(waiting !== undefined && taken !== undefined, 'three disputes were raised')
  for (const { dispute, version } of [waiting, taken]) {
    await maker.act('disputes.step', {
      params: { dispute },
      version: `"v${version}"`,
      body: { step: 'take' },
    })
  }
  const { version, line } = await maker.ask('disputes.get', {
    params: { dispute: waiting.dispute },
  })
  const remedy = line?.remedies[0]
  invariant(remedy !== undefined, 'what was charged can be given back')
  await maker.act('disputes.step', {
    params: { dispute: waiting.dispute },
    version: `"v${version}"`,
    body: {
      step: 'uphold',
      answer: '经核实应退还',
      remedy: { fen: remedy.maxFen, cause: remedy.cause },
    },
  })
  return taken.dispute
}

/** The way down that the tour of finance takes. */
async function someTap(maker: Program): Promise<Pick<Furnished, 'operator' | 'sam' | 'record'>> {
  const { operators } = await maker.ask('settlement.get', { query: { date: SHENZHEN_DAY } })
  const operator = operators.find(({ name }) => name === OPERATOR)?.operator
  invariant(operator !== undefined, 'the Shenzhen day has this operator')
  const params = { operator, date: SHENZHEN_DAY }
  const { items: sams } = await maker.ask('takings.sams', { params })
  const sam = sams.find(({ listFareFen, chargedFen }) => listFareFen > chargedFen)?.sam
  invariant(sam !== undefined, 'some terminal gave a discount')
  const { items } = await maker.ask('takings.records', { params: { ...params, sam } })
  const tap = items.find(({ listFareFen, amountFen }) => listFareFen > amountFen)
  invariant(tap !== undefined, 'some tap got it')
  return { operator, sam, record: `${tap.batch}-${tap.line}` }
}

/** Puts a chip of the drawer onto the reader, and waits until it lies there. */
async function put(clerk: Program, name: string): Promise<{ chip: string | null }> {
  await clerk.act('readers.wish', { params: { reader: READER }, body: { put: name } })
  for (;;) {
    const { items } = await clerk.ask('readers.list', {})
    const card = items.find(({ reader }) => reader === READER)?.card
    if (card?.name === name) return card
    await pause(100)
  }
}

/** A conversation with the card on the reader, to its end. */
async function held(
  clerk: Program,
  name: 'card-sessions.open' | 'card-writings.session',
  input: Parameters<typeof clerk.act>[1],
): Promise<void> {
  const { session } = (await clerk.act(name, input as never)) as { session: string }
  await clerk.act('readers.hand-over', { params: { reader: READER }, body: { session } })
  for (;;) {
    const now = await clerk.ask('card-sessions.get', { params: { session } })
    if (now.state === 'done') return
    invariant(now.state === 'open', 'the card does what it is asked', { now })
    await pause(100)
  }
}

async function issued(
  clerk: Program,
  of: { chip: string; person: string; funding: { kind: 'cash'; till: string } },
): Promise<string> {
  const { chip } = await put(clerk, of.chip)
  const { writing, card } = await clerk.act('card-writings.begin', {
    body: { product: 'adult', serial: chip ?? '' },
  })
  await held(clerk, 'card-writings.session', { params: { writing } })
  await clerk.act('cards.issue', {
    params: { card },
    body: { person: of.person, reason: 'first', funding: of.funding },
  })
  return card
}
