import {
  addDays,
  businessDateOf,
  CENTRE,
  fen,
  invariant,
  parseCardNumber,
  parseOperatorId,
  type CardNumber,
  type OperatorId,
  type SamNumber,
} from '../base'
import { registerPerson } from '../citizens'
import type { City } from '../city'
import { actOf } from '../oversight'
import { giveCardTo, register } from '../registry'
import { startServer } from '../server'
import { simpleCard, simpleContract, simpleProduct, simpleTerminal } from '../simulation'
import { filesFor } from './files'
import { runFuzz, type FuzzReport } from './run-fuzz'
import { StaffOfAllRoles } from './staff-of-all-roles'

const CARDS = 30
/** So many of them are in the name of the citizen. */
const OWN_CARDS = 12
const TERMINALS = 4
const OPENED = new Date('2026-01-01T00:00:00Z')

/** Opens the doors of a centre with empty books, puts a small city into it, and fuzzes its API. */
export async function fuzzCity(
  city: City,
  { seed, count }: { readonly seed: number; readonly count: number },
): Promise<FuzzReport> {
  const known = await populate(city)
  const person = await somebody(city)
  for (let card = 1; card <= OWN_CARDS; card++) await giveCard(city, numbered(card), person)
  const running = await startServer({
    http: { ...city.config.http, host: '127.0.0.1', port: 0, requestsPerMinuteMax: 0 },
    log: city.log,
    database: city.store.database,
    routes: (metrics) => city.routes(metrics),
    closing: [],
  })
  try {
    const callers = new StaffOfAllRoles(city, {
      operator: OPERATOR,
      agent: AGENT,
      person,
    })
    return await runFuzz({
      centre: running.url,
      callers,
      seed,
      count,
      known: [...known, { person }, ...PAPERS, ...(await callers.somebodies())],
    })
  } finally {
    await running.stop()
  }
}

const OPERATOR = 'op_bus'
const AGENT = 'agent_fuzz'
const SAM = '100000000001' as SamNumber

/** Documents no sampler would hit upon: well-formed numbers, under the names that requests give them. */
const PAPERS: readonly object[] = [
  ...Array.from({ length: 8 }, (_, index) => ({ kind: 'passport', number: `C000000${index + 2}` })),
  { kind: 'resident-id', number: '11010519491231002X' },
  { birthDate: '1980-05-17' },
  // The keys that the vault has.
  { keyVersion: 1, algorithm: 0 },
]

/** A citizen, who has to be there before anybody can sign in as one. */
async function somebody({ store, vault, oversight }: City): Promise<string> {
  const at = oversight.clock.now()
  const registered = await store.database.transaction((tx) =>
    registerPerson(actOf(tx, { actor: CENTRE, at, reference: 'req_fuzz-person' }), vault, {
      name: '𠮷野小明',
      documents: [{ kind: 'passport', number: 'C0000001' }],
    }),
  )
  invariant(registered.ok, 'a citizen can be registered', { registered })
  return registered.value.person
}

async function giveCard({ store }: City, card: CardNumber, person: string): Promise<void> {
  const given = await store.database.transaction((tx) =>
    giveCardTo(actOf(tx, { actor: CENTRE, at: OPENED, reference: `req_fuzz-${card}` }), {
      card,
      person,
    }),
  )
  invariant(given.ok, 'a card can be given', { given })
}

/** An operator with a contract and a terminal, an agent, a product, some cards in use and loaded. */
async function populate(city: City): Promise<readonly object[]> {
  const { store } = city
  const cards = Array.from({ length: CARDS }, (_, index) => numbered(index + 1))
  const terminals = Array.from({ length: TERMINALS }, (_, index) => `term_${index + 1}`)
  const operator = operatorNamed(OPERATOR)
  const soon = addDays(businessDateOf(city.oversight.clock.now(), 0), 30)
  const registered = await register(store.database, {
    operators: [
      { operator, name: '巴士集团', kind: 'bus', activeFrom: '2026-01-01', activeTo: null },
    ],
    contracts: [simpleContract({ contract: 'contract_bus', operator })],
    terminals: terminals.map((terminal) =>
      simpleTerminal(terminal, operator, { installedFrom: OPENED }),
    ),
    samBindings: terminals.map((terminal, index) => ({
      sam: index === 0 ? SAM : (String(Number(SAM) + index) as SamNumber),
      boundFrom: OPENED,
      boundTo: null,
      operator,
      terminal,
      blockedFrom: null,
    })),
    cardProducts: [simpleProduct('city-card', 'City card')],
    cards: cards.map((card, index) =>
      simpleCard(card, {
        product: 'city-card',
        issuer: '0123456789ABCDEF',
        issuedAt: OPENED,
        // Some run out soon, so that they may be renewed.
        ...(index % 3 === 0 ? { validTo: soon } : {}),
      }),
    ),
    cardLoads: cards.map((card) => ({
      card,
      onlineSeq: 0,
      amountFen: fen(5_000),
      loadedAt: OPENED,
    })),
    agents: [
      {
        agent: AGENT,
        name: '街角小店',
        creditCode: '91320500MA1ABCDE14',
        activeFrom: '2026-01-01',
        activeTo: null,
      },
    ],
  })
  invariant(registered.ok, 'a small city can be registered', { registered })
  return [
    ...cards.map((card) => ({ card })),
    await filesFor(city, { operator, cards: cards.slice(0, 3), sam: SAM }),
    ...terminals.map((terminal) => ({ terminal, operator })),
    { operator, product: 'city-card', contract: 'contract_bus', agent: AGENT },
  ]
}

function numbered(index: number): CardNumber {
  const card = parseCardNumber(`3104403${String(index).padStart(12, '0')}`)
  invariant(card.ok, 'a card has a number')
  return card.value
}

function operatorNamed(text: string): OperatorId {
  const operator = parseOperatorId(text)
  invariant(operator.ok, 'an operator has an id')
  return operator.value
}
