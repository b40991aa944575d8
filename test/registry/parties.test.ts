import { fen, ppm, type Act, type Result } from '../../src/base'
import {
  agentAt,
  agentPart,
  applications,
  cardProducts,
  contractPart,
  defineProduct,
  endTerm,
  merchantPart,
  operatorPart,
  partyContractOn,
  partyContractPart,
  productApplications,
  register,
  samBindingPart,
  stopSam,
  takeOutTerminal,
  terminalPart,
  type Agent,
  type Merchant,
  type PartyContract,
  type ProductDefinition,
} from '../../src/registry'
import { freshDatabase, type FreshDatabase } from '../support/database'
import { contract, operator, samBinding, samNumber, terminal } from './city'

const NOON = new Date('2026-11-22T04:00:00Z')
let db: FreshDatabase
beforeAll(async () => {
  db = await freshDatabase()
  await registered({
    operators: [operator()],
    contracts: [contract()],
    terminals: [terminal()],
    samBindings: [samBinding()],
    agents: [agent()],
    merchants: [merchant()],
    applications: [
      {
        application: 'purse',
        name: '电子钱包',
        purpose: 'purse',
        validFrom: '2026-01-01',
        validTo: null,
      },
      {
        application: 'library',
        name: '图书馆',
        purpose: 'record',
        validFrom: '2026-01-01',
        validTo: null,
      },
    ],
  })
})
afterAll(() => db.drop())

const agent = (change: Partial<Agent> = {}): Agent => ({
  agent: 'agent_corner',
  name: '街角便利店',
  creditCode: '9144030071526726XG',
  activeFrom: '2026-01-01',
  activeTo: null,
  ...change,
})

const merchant = (change: Partial<Merchant> = {}): Merchant => ({
  merchant: 'mer_bakery',
  operator: operator().operator,
  name: '面包房',
  creditCode: '9144030071526726XG',
  mcc: 5_411,
  activeFrom: '2026-01-01',
  activeTo: null,
  ...change,
})

const partyContract = (change: Partial<PartyContract> = {}): PartyContract => ({
  contract: 'corner-loads-2026',
  partyKind: 'agent',
  party: 'agent_corner',
  scope: 'loads',
  validFrom: '2026-01-01',
  validTo: '2026-12-31',
  ratePpm: ppm(2_000n),
  demo: true,
  notes: '',
  ...change,
})

const product = (change: Partial<ProductDefinition> = {}): ProductDefinition => ({
  product: 'student',
  name: '学生卡',
  profile: 'pboc',
  validFrom: '2026-12-01',
  maxBalanceFen: fen(100_000n),
  maxTapFen: fen(10_000n),
  depositFen: fen(0n),
  applications: [
    { application: 'library', onAtIssue: false },
    { application: 'purse', onAtIssue: true },
  ],
  ...change,
})

const registered = (all: Parameters<typeof register>[1]) => register(db.database, all)

let acts = 0
async function inAct<Value, Word extends string>(
  work: (act: Act) => Promise<Result<Value, Word>>,
): Promise<Result<Value, Word>> {
  return db.database.transaction((tx) =>
    work({
      tx,
      actor: { id: 'staff_admin', kind: 'staff', roles: ['administrator'] },
      at: NOON,
      reference: `test:${++acts}`,
      trail: async () => undefined,
    }),
  )
}

test('the same merchant again changes nothing; another under its id is refused', async () => {
  expect(await registered({ merchants: [merchant()] })).toMatchObject({
    ok: true,
    value: { merchants: 0 },
  })
  expect(await registered({ merchants: [merchant({ mcc: 5_812 })] })).toMatchObject({
    refused: 'registered-otherwise',
    field: 'merchants[0]',
  })
})

test.each([
  ['entry-malformed', { merchants: [merchant({ merchant: 'bakery' })] }, 'merchants[0].merchant'],
  [
    'entry-malformed',
    { merchants: [merchant({ creditCode: '9144030071526726X0' })] },
    'merchants[0].creditCode',
  ],
  ['entry-malformed', { merchants: [merchant({ mcc: 10_000 })] }, 'merchants[0].mcc'],
  [
    'operator-unknown',
    { merchants: [merchant({ merchant: 'mer_x', operator: 'op_none' as never })] },
    'merchants[0]',
  ],
  ['entry-malformed', { agents: [agent({ agent: 'corner' })] }, 'agents[0].agent'],
  [
    'agent-unknown',
    { partyContracts: [partyContract({ contract: 'x', party: 'agent_none' })] },
    'partyContracts[0]',
  ],
  [
    'merchant-unknown',
    { partyContracts: [partyContract({ contract: 'x', partyKind: 'merchant' })] },
    'partyContracts[0]',
  ],
  [
    'application-unknown',
    { productApplications: [{ product: 'p', version: 1, application: 'none', onAtIssue: true }] },
    'productApplications[0]',
  ],
] as const)('%s at %j', async (refused, all, field) => {
  const refusal = await registered(all)
  if (refused === 'application-unknown') {
    // Its product is unknown as well, and is asked for first.
    expect(refusal).toMatchObject({ refused: 'card-product-unknown', field })
    return
  }
  expect(refusal).toMatchObject({ ok: false, refused, field })
})

test('no two contracts of one party for one scope share a day', async () => {
  const twice = partyContract({ contract: 'corner-again', validFrom: '2026-12-31', validTo: null })
  const after = partyContract({ contract: 'corner-2027', validFrom: '2027-01-01', validTo: null })
  const other = partyContract({ contract: 'corner-sales', scope: 'sales', validTo: null })
  expect(await registered({ partyContracts: [partyContract()] })).toMatchObject({ ok: true })
  expect(await registered({ partyContracts: [twice] })).toMatchObject({
    refused: 'validity-overlaps',
  })
  expect(await registered({ partyContracts: [after, other] })).toMatchObject({ ok: true })
  const all = await partyContractPart(db.database, { party: 'agent_corner', limit: 10 })
  expect(partyContractOn(all, 'loads', '2026-12-31')?.contract).toBe('corner-loads-2026')
  expect(partyContractOn(all, 'loads', '2027-01-01')?.contract).toBe('corner-2027')
  expect(partyContractOn(all, 'rent', '2027-01-01')).toBeUndefined()
})

test('lists are told part by part', async () => {
  const { database } = db
  expect(await operatorPart(database, { limit: 1 })).toHaveLength(1)
  expect(await operatorPart(database, { after: 'op_bus-one', limit: 1 })).toEqual([])
  expect(await merchantPart(database, { limit: 5, operator: 'op_none' })).toEqual([])
  expect(await agentPart(database, { limit: 5 })).toMatchObject([{ agent: 'agent_corner' }])
  expect(await contractPart(database, { limit: 5 })).toMatchObject([{ contract: 'bus-one-2026' }])
  expect(await terminalPart(database, { limit: 5 })).toMatchObject([{ terminal: 'bus-one-0001' }])
  const [binding] = await samBindingPart(database, { limit: 5 })
  expect(binding).toMatchObject({ sam: '000000000001' })
  const after = [binding?.sam ?? '', binding?.boundFrom.toISOString() ?? ''] as const
  expect(await samBindingPart(database, { after, limit: 5 })).toEqual([])
})

test('a term ends today or later, once', async () => {
  const end = (id: string, lastDate: string) =>
    inAct((act) => endTerm(act, { kind: 'agent', id, lastDate, reason: 'closed its shop' }))
  await registered({ agents: [agent({ agent: 'agent_leaving' })] })
  expect(await end('agent_leaving', '2026-11-21')).toMatchObject({ refused: 'date-past' })
  expect(await end('agent_leaving', '2026-02-30')).toMatchObject({ refused: 'date-malformed' })
  expect(await end('agent_nobody', '2026-11-30')).toMatchObject({ refused: 'term-not-running' })
  expect(await end('agent_leaving', '2026-11-30')).toMatchObject({ ok: true })
  expect(await end('agent_leaving', '2026-12-30')).toMatchObject({ refused: 'term-not-running' })
  expect(await agentAt(db.database, 'agent_leaving', '2026-11-30')).toBeDefined()
  expect(await agentAt(db.database, 'agent_leaving', '2026-12-01')).toBeUndefined()
})

test('a change of a product is a new version; the one before stays as it was', async () => {
  const define = (change: Partial<ProductDefinition>, seen: number) =>
    inAct((act) => defineProduct(act, product(change), seen))
  expect(await define({}, 0)).toEqual({ ok: true, value: { product: 'student', version: 1 } })
  expect(await define({}, 0)).toMatchObject({ refused: 'version-changed' })
  expect(await define({ validFrom: '2026-12-01' }, 1)).toMatchObject({ refused: 'date-past' })
  expect(
    await define({ validFrom: '2027-01-01', maxTapFen: fen(5_000n), applications: [] }, 1),
  ).toEqual({ ok: true, value: { product: 'student', version: 2 } })
  expect(
    (await cardProducts(db.database)).filter(({ product }) => product === 'student'),
  ).toMatchObject([
    { version: 1, validTo: '2026-12-31', maxTapFen: 10_000n },
    { version: 2, validTo: null, maxTapFen: 5_000n },
  ])
  expect(await productApplications(db.database, { product: 'student', version: 1 })).toHaveLength(2)
  expect(await productApplications(db.database, { product: 'student', version: 2 })).toEqual([])
  expect((await applications(db.database)).map(({ application }) => application)).toEqual([
    'library',
    'purse',
  ])
})

test('an application that the catalogue has not is on no product', async () => {
  const unknown = product({ product: 'odd', applications: [{ application: 'x', onAtIssue: true }] })
  const refusal = await db.database
    .transaction(async (tx) => {
      const done = await defineProduct(
        {
          tx,
          actor: { id: 'staff_admin', kind: 'staff', roles: [] },
          at: NOON,
          reference: 'odd',
          trail: async () => undefined,
        },
        unknown,
        0,
      )
      throw new Error(done.ok ? 'defined' : done.refused)
    })
    .catch((error: unknown) => String(error))
  expect(refusal).toContain('application-unknown')
})

test('a terminal is taken out and a SAM stopped, once', async () => {
  const block = (step: 'block' | 'unbind') =>
    inAct((act) => stopSam(act, { sam: samNumber('000000000001'), step, reason: 'stolen' }))
  expect(await block('block')).toMatchObject({ ok: true })
  expect(await block('block')).toMatchObject({ refused: 'sam-not-bound' })
  expect(await block('unbind')).toMatchObject({ ok: true })
  const out = () =>
    inAct((act) => takeOutTerminal(act, { terminal: 'bus-one-0001', reason: 'stolen' }))
  expect(await out()).toMatchObject({ ok: true })
  expect(await out()).toMatchObject({ refused: 'terminal-not-installed' })
})
