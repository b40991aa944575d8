import { z } from 'zod'
import { ok, parseSamNumber, ppm, refuse, type Result, type Role } from '../../../base'
import {
  agentPart,
  applicationPurposes,
  applications,
  cardProducts,
  cardProfiles,
  checkCompanyCode,
  contractPart,
  defineProduct,
  endTerm,
  merchantPart,
  operatorKinds,
  operatorPart,
  partyContractPart,
  partyKinds,
  productApplications,
  registerIn,
  samBindingPart,
  stopSam,
  takeOutTerminal,
  terminalPart,
  type CreditCodeRefusal,
  type Registration,
  type RegistryRefusal,
  type Termed,
} from '../../../registry'
import { endpoint, read, write, type Route, type WriteCall } from '../contract/endpoint'
import { because } from '../contract/second-person'
import {
  countOut,
  dateField,
  dateOut,
  fenField,
  fenOut,
  instantField,
  instantOut,
  operatorField,
  reasonField,
  textField,
} from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'

const ADMIN = ['administrator'] as const satisfies readonly Role[]
const LOOKS = [
  'administrator',
  'auditor',
  'counter-clerk',
  'counter-supervisor',
  'finance-maker',
  'finance-checker',
] as const satisfies readonly Role[]

const bearerField = z.enum(['operator', 'city'])
const plainId = z.string().regex(/^[a-z0-9_-]{1,100}$/)
const shortId = z.string().regex(/^[a-z0-9-]{1,40}$/)
const merchantField = z.string().regex(/^mer_[a-z0-9-]{1,40}$/)
const agentField = z.string().regex(/^agent_[a-z0-9-]{1,40}$/)
const terminalField = textField(100)
const samField = z.string().regex(/^\d{12}$/)
const ppmField = z
  .int()
  .min(0)
  .max(1_000_000)
  .transform((parts) => ppm(BigInt(parts)))
  .meta({ description: 'parts per million' })
const nameField = textField(100)
const companyCodeField = textField(30).meta({
  description: 'a unified social credit code, or an old organisation code',
  example: '91320500MA1ABCDE14',
})

/** What registering may be refused with, where everything else was checked before. */
const entered = {
  'entry-malformed': 422,
  'operator-unknown': 404,
  'terminal-unknown': 404,
  'card-product-unknown': 404,
  'card-unknown': 404,
  'merchant-unknown': 404,
  'agent-unknown': 404,
  'application-unknown': 404,
  'registered-otherwise': 409,
  'validity-overlaps': 409,
} as const satisfies Record<RegistryRefusal, number>
const codeRefusals = {
  'code-length-wrong': 422,
  'code-characters-wrong': 422,
  'code-check-wrong': 422,
} as const satisfies Record<CreditCodeRefusal, number>
const ended = { 'date-malformed': 422, 'date-past': 422, 'term-not-running': 409 } as const

const operatorOut = z.object({
  operator: z.string(),
  name: z.string(),
  kind: z.enum(operatorKinds),
  activeFrom: dateOut,
  activeTo: dateOut.nullable(),
})
const merchantOut = z.object({
  merchant: z.string(),
  operator: z.string(),
  name: z.string(),
  creditCode: z.string(),
  mcc: countOut,
  activeFrom: dateOut,
  activeTo: dateOut.nullable(),
})
const agentOut = merchantOut.omit({ merchant: true, operator: true, mcc: true }).extend({
  agent: z.string(),
})
const contractOut = z.object({
  contract: z.string(),
  operator: z.string(),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
  feePpm: countOut,
  cardDiscountBearer: bearerField,
  concessionBearer: bearerField,
  transferBearer: bearerField,
  demo: z.boolean(),
  notes: z.string(),
})
const partyContractOut = z.object({
  contract: z.string(),
  partyKind: z.enum(partyKinds),
  party: z.string(),
  scope: z.string(),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
  ratePpm: countOut,
  demo: z.boolean(),
  notes: z.string(),
})
const terminalOut = z.object({
  terminal: z.string(),
  operator: z.string(),
  kind: z.string(),
  place: z.string(),
  installedFrom: instantOut,
  installedTo: instantOut.nullable(),
})
const bindingOut = z.object({
  sam: z.string(),
  boundFrom: instantOut,
  boundTo: instantOut.nullable(),
  operator: z.string(),
  terminal: z.string(),
  blockedFrom: instantOut.nullable(),
})
const applicationOut = z.object({
  application: z.string(),
  name: z.string(),
  purpose: z.enum(applicationPurposes),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
})
const productOut = z.object({
  product: z.string(),
  version: countOut,
  name: z.string(),
  profile: z.enum(cardProfiles),
  validFrom: dateOut,
  validTo: dateOut.nullable(),
  maxBalanceFen: fenOut,
  maxTapFen: fenOut,
  depositFen: fenOut,
  applications: z.array(z.object({ application: z.string(), onAtIssue: z.boolean() })),
})

const registry = <Name extends string, Path extends string>(name: Name, path: Path) => ({
  name,
  path,
  tag: 'registry' as const,
})
const byId = z.strictObject(pageQuery(z.tuple([z.string()])))
const byIdOfOperator = z.strictObject({
  operator: operatorField.optional(),
  ...pageQuery(z.tuple([z.string()])),
})
const termBody = { activeFrom: dateField, activeTo: dateField.optional() }
const validBody = { validFrom: dateField, validTo: dateField.optional() }
const endBody = z.strictObject({ lastDate: dateField, reason: reasonField })
const endOut = z.object({ lastDate: dateOut })

export const listOperators = endpoint({
  ...registry('operators.list', '/v1/operators'),
  method: 'get',
  summary: 'Operators',
  may: LOOKS,
  query: byId,
  answer: pageOf(operatorOut),
})
export const addOperator = endpoint({
  ...registry('operators.add', '/v1/operators'),
  method: 'post',
  summary: 'Register an operator',
  may: ADMIN,
  body: z.strictObject({
    operator: operatorField,
    name: nameField,
    kind: z.enum(operatorKinds),
    ...termBody,
  }),
  answer: operatorOut,
  status: 201,
  refusals: entered,
})
export const endOperator = endpoint({
  ...registry('operators.end', '/v1/operators/{operator}/end'),
  method: 'post',
  summary: "Set an operator's last day",
  may: ADMIN,
  params: z.strictObject({ operator: operatorField }),
  body: endBody,
  answer: endOut,
  refusals: ended,
})

export const listMerchants = endpoint({
  ...registry('merchants.list', '/v1/merchants'),
  method: 'get',
  summary: 'Merchants',
  may: LOOKS,
  query: byIdOfOperator,
  answer: pageOf(merchantOut),
})
export const addMerchant = endpoint({
  ...registry('merchants.add', '/v1/merchants'),
  method: 'post',
  summary: 'Register a merchant under the operator that settles for it',
  may: ADMIN,
  body: z.strictObject({
    merchant: merchantField,
    operator: operatorField,
    name: nameField,
    creditCode: companyCodeField,
    mcc: z.int().min(0).max(9_999).meta({ description: 'what it sells, ISO 18245' }),
    ...termBody,
  }),
  answer: merchantOut,
  status: 201,
  refusals: { ...entered, ...codeRefusals },
})
export const endMerchant = endpoint({
  ...registry('merchants.end', '/v1/merchants/{merchant}/end'),
  method: 'post',
  summary: "Set a merchant's last day",
  may: ADMIN,
  params: z.strictObject({ merchant: merchantField }),
  body: endBody,
  answer: endOut,
  refusals: ended,
})

export const listAgents = endpoint({
  ...registry('agents.list', '/v1/agents'),
  method: 'get',
  summary: 'Agents that load cards',
  may: LOOKS,
  query: byId,
  answer: pageOf(agentOut),
})
export const addAgent = endpoint({
  ...registry('agents.add', '/v1/agents'),
  method: 'post',
  summary: 'Register an agent',
  may: ADMIN,
  body: z.strictObject({
    agent: agentField,
    name: nameField,
    creditCode: companyCodeField,
    ...termBody,
  }),
  answer: agentOut,
  status: 201,
  refusals: { ...entered, ...codeRefusals },
})
export const endAgent = endpoint({
  ...registry('agents.end', '/v1/agents/{agent}/end'),
  method: 'post',
  summary: "Set an agent's last day",
  may: ADMIN,
  params: z.strictObject({ agent: agentField }),
  body: endBody,
  answer: endOut,
  refusals: ended,
})

export const listContracts = endpoint({
  ...registry('contracts.list', '/v1/contracts'),
  method: 'get',
  summary: 'Contracts with operators',
  may: LOOKS,
  query: byIdOfOperator,
  answer: pageOf(contractOut),
})
export const addContract = endpoint({
  ...registry('contracts.add', '/v1/contracts'),
  method: 'post',
  summary: 'Register a contract with an operator; no two share a day',
  may: ADMIN,
  body: z.strictObject({
    contract: plainId,
    operator: operatorField,
    feePpm: ppmField,
    cardDiscountBearer: bearerField,
    concessionBearer: bearerField,
    transferBearer: bearerField,
    notes: textField(500, 0).optional(),
    ...validBody,
  }),
  answer: contractOut,
  status: 201,
  fourEyes: () => because('contract-changes'),
  approvers: ['finance-checker'],
  refusals: entered,
})
export const endContractOf = endpoint({
  ...registry('contracts.end', '/v1/contracts/{contract}/end'),
  method: 'post',
  summary: 'Set the last day of a contract with an operator',
  may: ADMIN,
  params: z.strictObject({ contract: plainId }),
  body: endBody,
  answer: endOut,
  fourEyes: () => because('contract-changes'),
  approvers: ['finance-checker'],
  refusals: ended,
})

export const listPartyContracts = endpoint({
  ...registry('party-contracts.list', '/v1/party-contracts'),
  method: 'get',
  summary: 'Contracts with merchants and agents',
  may: LOOKS,
  query: z.strictObject({
    party: plainId.optional(),
    ...pageQuery(z.tuple([z.string()])),
  }),
  answer: pageOf(partyContractOut),
})
export const addPartyContract = endpoint({
  ...registry('party-contracts.add', '/v1/party-contracts'),
  method: 'post',
  summary: 'Register a contract with a merchant or an agent; no two for one scope share a day',
  may: ADMIN,
  body: z.strictObject({
    contract: plainId,
    partyKind: z.enum(partyKinds),
    party: plainId,
    scope: shortId,
    ratePpm: ppmField,
    notes: textField(500, 0).optional(),
    ...validBody,
  }),
  answer: partyContractOut,
  status: 201,
  fourEyes: () => because('contract-changes'),
  approvers: ['finance-checker'],
  refusals: entered,
})
export const endPartyContract = endpoint({
  ...registry('party-contracts.end', '/v1/party-contracts/{contract}/end'),
  method: 'post',
  summary: 'Set the last day of a contract with a merchant or an agent',
  may: ADMIN,
  params: z.strictObject({ contract: plainId }),
  body: endBody,
  answer: endOut,
  fourEyes: () => because('contract-changes'),
  approvers: ['finance-checker'],
  refusals: ended,
})

export const listTerminals = endpoint({
  ...registry('terminals.list', '/v1/terminals'),
  method: 'get',
  summary: 'Terminals; an operator sees its own',
  may: [...LOOKS, 'operator'],
  query: byIdOfOperator,
  answer: pageOf(terminalOut),
})
export const addTerminal = endpoint({
  ...registry('terminals.add', '/v1/terminals'),
  method: 'post',
  summary: 'Register a terminal of an operator',
  may: ADMIN,
  body: z.strictObject({
    terminal: terminalField,
    operator: operatorField,
    kind: textField(40),
    place: textField(100, 0).optional(),
    installedFrom: instantField,
  }),
  answer: terminalOut,
  status: 201,
  refusals: entered,
})
export const endTerminal = endpoint({
  ...registry('terminals.take-out', '/v1/terminals/{terminal}/end'),
  method: 'post',
  summary: 'Take a terminal out, now',
  may: ADMIN,
  params: z.strictObject({ terminal: terminalField }),
  body: z.strictObject({ reason: reasonField }),
  answer: z.object({ terminal: z.string() }),
  refusals: { 'terminal-not-installed': 409 },
})

export const listSamBindings = endpoint({
  ...registry('sam-bindings.list', '/v1/sam-bindings'),
  method: 'get',
  summary: 'Which SAM sat in which terminal, from when to when; an operator sees its own',
  may: [...LOOKS, 'key-custodian', 'operator'],
  query: z.strictObject({
    operator: operatorField.optional(),
    ...pageQuery(z.tuple([z.string(), instantField])),
  }),
  answer: pageOf(bindingOut),
})
export const addSamBinding = endpoint({
  ...registry('sam-bindings.add', '/v1/sam-bindings'),
  method: 'post',
  summary: 'Bind a SAM to a terminal; it is in one place at a time',
  may: [...ADMIN, 'key-custodian'],
  body: z.strictObject({
    sam: samField,
    operator: operatorField,
    terminal: terminalField,
    boundFrom: instantField,
  }),
  answer: bindingOut,
  status: 201,
  refusals: entered,
})
export const stopSamBinding = endpoint({
  ...registry('sam-bindings.stop', '/v1/sam-bindings/{sam}/stop'),
  method: 'post',
  summary: 'Take a SAM out of its terminal, or block it: nothing made with it from now on is paid',
  may: [...ADMIN, 'key-custodian'],
  params: z.strictObject({ sam: samField }),
  body: z.strictObject({ step: z.enum(['unbind', 'block']), reason: reasonField }),
  answer: z.object({ sam: z.string() }),
  refusals: { 'sam-not-bound': 409, 'sam-number-malformed': 422 },
})

export const listApplications = endpoint({
  ...registry('applications.list', '/v1/applications'),
  method: 'get',
  summary: 'The catalogue of what cards may be used for',
  may: LOOKS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(applicationOut),
})
export const addApplication = endpoint({
  ...registry('applications.add', '/v1/applications'),
  method: 'post',
  summary: 'Put an application into the catalogue',
  may: ADMIN,
  body: z.strictObject({
    application: shortId,
    name: nameField,
    purpose: z.enum(applicationPurposes),
    ...validBody,
  }),
  answer: applicationOut,
  status: 201,
  refusals: entered,
})
export const endApplication = endpoint({
  ...registry('applications.end', '/v1/applications/{application}/end'),
  method: 'post',
  summary: "Set an application's last day",
  may: ADMIN,
  params: z.strictObject({ application: shortId }),
  body: endBody,
  answer: endOut,
  refusals: ended,
})

export const listProducts = endpoint({
  ...registry('card-products.list', '/v1/card-products'),
  method: 'get',
  summary: 'Card products, every version with its limits and applications',
  may: LOOKS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(productOut),
})
export const addProduct = endpoint({
  ...registry('card-products.define', '/v1/card-products'),
  method: 'post',
  summary: 'Define a card product, or its next version; cards that are out keep theirs',
  may: ADMIN,
  body: z.strictObject({
    product: plainId,
    seenVersion: z
      .int()
      .min(0)
      .max(32_766)
      .meta({ description: 'its newest version so far, 0 for a new product' }),
    name: nameField,
    profile: z.enum(cardProfiles),
    validFrom: dateField,
    maxBalanceFen: fenField({ min: 0 }),
    maxTapFen: fenField({ min: 0 }),
    depositFen: fenField({ min: 0 }),
    applications: z.array(z.strictObject({ application: shortId, onAtIssue: z.boolean() })).max(50),
  }),
  answer: z.object({ product: z.string(), version: countOut }),
  status: 201,
  refusals: { ...entered, 'version-changed': 412, 'date-past': 422, 'date-malformed': 422 },
})

/** Registers one entry and says so in the trail; the same entry again is answered like the first time. */
async function entry(
  { act }: Pick<WriteCall<typeof addOperator>, 'act'>,
  registration: Registration,
  subject: string,
): Promise<Result<undefined, RegistryRefusal>> {
  const done = await registerIn(act.tx, registration)
  if (!done.ok) {
    // One entry: its place in a list says nothing to the caller.
    const field = done.field?.replace(/^.*\]\.?/, '')
    const { field: _place, ...refusal } = done
    return field === undefined || field === '' ? refusal : { ...refusal, field }
  }
  await act.trail({ act: `${subject.split(':')[0]}.registered`, subject })
  return ok(undefined)
}

const ending =
  (kind: Termed, idOf: (params: Record<string, string>) => string) =>
  ({
    act,
    params,
    body,
  }: {
    readonly act: WriteCall<typeof endOperator>['act']
    readonly params: Record<string, string>
    readonly body: { readonly lastDate: string; readonly reason: string }
  }) =>
    endTerm(act, { kind, id: idOf(params), ...body })

/** To an operator the terminals of others are not there. */
const ownOperator = (
  actor: { readonly operator?: string; readonly roles: readonly Role[] },
  asked: string | undefined,
): { operator?: string } => {
  const operator = actor.roles.includes('operator') ? (actor.operator ?? 'nobody') : asked
  return operator === undefined ? {} : { operator }
}

const partOf = (query: { limit: number; cursor?: [string] | undefined }) => ({
  limit: query.limit + 1,
  ...(query.cursor === undefined ? {} : { after: query.cursor[0] }),
})
const pageBy =
  <Key extends string>(key: Key) =>
  <Row extends Readonly<Record<Key, string>>>(rows: readonly Row[], limit: number) =>
    page(rows, limit, { placeOf: (row) => [row[key]], item: (row) => row })

export const registryRoutes: readonly Route[] = [
  read(listOperators, async ({ sql, query }) =>
    ok(pageBy('operator')(await operatorPart(sql, partOf(query)), query.limit)),
  ),
  write(addOperator, async ({ act, body }) => {
    const operator = { ...body, activeTo: body.activeTo ?? null }
    const done = await entry({ act }, { operators: [operator] }, `operator:${body.operator}`)
    return done.ok ? ok(operator) : done
  }),
  write(
    endOperator,
    ending('operator', ({ operator }) => operator ?? ''),
  ),

  read(listMerchants, async ({ sql, query }) => {
    const of = query.operator === undefined ? {} : { operator: query.operator }
    return ok(pageBy('merchant')(await merchantPart(sql, { ...partOf(query), ...of }), query.limit))
  }),
  write(addMerchant, async ({ act, body }) => {
    const code = checkCompanyCode(body.creditCode)
    if (!code.ok) return { ...code, field: 'creditCode' }
    const merchant = { ...body, creditCode: code.value.code, activeTo: body.activeTo ?? null }
    const done = await entry({ act }, { merchants: [merchant] }, `merchant:${body.merchant}`)
    return done.ok ? ok(merchant) : done
  }),
  write(
    endMerchant,
    ending('merchant', ({ merchant }) => merchant ?? ''),
  ),

  read(listAgents, async ({ sql, query }) =>
    ok(pageBy('agent')(await agentPart(sql, partOf(query)), query.limit)),
  ),
  write(addAgent, async ({ act, body }) => {
    const code = checkCompanyCode(body.creditCode)
    if (!code.ok) return { ...code, field: 'creditCode' }
    const agent = { ...body, creditCode: code.value.code, activeTo: body.activeTo ?? null }
    const done = await entry({ act }, { agents: [agent] }, `agent:${body.agent}`)
    return done.ok ? ok(agent) : done
  }),
  write(
    endAgent,
    ending('agent', ({ agent }) => agent ?? ''),
  ),

  read(listContracts, async ({ sql, query }) => {
    const of = query.operator === undefined ? {} : { operator: query.operator }
    return ok(pageBy('contract')(await contractPart(sql, { ...partOf(query), ...of }), query.limit))
  }),
  write(addContract, async ({ act, body }) => {
    const { notes = '', validTo = null, ...rest } = body
    const contract = { ...rest, notes, validTo, demo: false }
    const done = await entry({ act }, { contracts: [contract] }, `contract:${body.contract}`)
    return done.ok ? ok(contract) : done
  }),
  write(
    endContractOf,
    ending('contract', ({ contract }) => contract ?? ''),
  ),

  read(listPartyContracts, async ({ sql, query }) => {
    const of = query.party === undefined ? {} : { party: query.party }
    return ok(
      pageBy('contract')(await partyContractPart(sql, { ...partOf(query), ...of }), query.limit),
    )
  }),
  write(addPartyContract, async ({ act, body }) => {
    const { notes = '', validTo = null, ...rest } = body
    const contract = { ...rest, notes, validTo, demo: false }
    const done = await entry({ act }, { partyContracts: [contract] }, `contract:${body.contract}`)
    return done.ok ? ok(contract) : done
  }),
  write(
    endPartyContract,
    ending('partyContract', ({ contract }) => contract ?? ''),
  ),

  read(listTerminals, async ({ sql, actor, query }) =>
    ok(
      pageBy('terminal')(
        await terminalPart(sql, { ...partOf(query), ...ownOperator(actor, query.operator) }),
        query.limit,
      ),
    ),
  ),
  write(addTerminal, async ({ act, body }) => {
    const { place = '', ...rest } = body
    const terminal = { ...rest, place, installedTo: null }
    const done = await entry({ act }, { terminals: [terminal] }, `terminal:${body.terminal}`)
    return done.ok ? ok(terminal) : done
  }),
  write(endTerminal, ({ act, params, body }) => takeOutTerminal(act, { ...params, ...body })),

  read(listSamBindings, async ({ sql, actor, query: { limit, cursor, operator } }) => {
    const after =
      cursor === undefined ? {} : { after: [cursor[0], cursor[1].toISOString()] as const }
    const of = ownOperator(actor, operator)
    const rows = await samBindingPart(sql, { limit: limit + 1, ...after, ...of })
    return ok(
      page(rows, limit, {
        placeOf: ({ sam, boundFrom }) => [sam, boundFrom.toISOString()],
        item: (row) => row,
      }),
    )
  }),
  write(addSamBinding, async ({ act, body }) => {
    const sam = parseSamNumber(body.sam)
    if (!sam.ok) return refuse('entry-malformed', { field: 'sam' })
    const binding = { ...body, sam: sam.value, boundTo: null, blockedFrom: null }
    const done = await entry({ act }, { samBindings: [binding] }, `sam:${body.sam}`)
    return done.ok ? ok(binding) : done
  }),
  write(stopSamBinding, async ({ act, params, body }) => {
    const sam = parseSamNumber(params.sam)
    return sam.ok ? stopSam(act, { sam: sam.value, ...body }) : sam
  }),

  read(listApplications, async ({ sql, query }) =>
    ok(
      pageWithin(await applications(sql), query, {
        wordOf: ({ application }) => application,
        order: 'rising',
        item: (application) => application,
      }),
    ),
  ),
  write(addApplication, async ({ act, body }) => {
    const application = { ...body, validTo: body.validTo ?? null }
    const subject = `application:${body.application}`
    const done = await entry({ act }, { applications: [application] }, subject)
    return done.ok ? ok(application) : done
  }),
  write(
    endApplication,
    ending('application', ({ application }) => application ?? ''),
  ),

  read(listProducts, async ({ sql, query }) => {
    const carried = await productApplications(sql)
    return ok(
      pageWithin(await cardProducts(sql), query, {
        wordOf: ({ product, version }) => `${product} ${String(version).padStart(5, '0')}`,
        order: 'rising',
        item: (product) => ({
          ...product,
          applications: carried.filter(
            (one) => one.product === product.product && one.version === product.version,
          ),
        }),
      }),
    )
  }),
  write(addProduct, ({ act, body: { seenVersion, ...definition } }) =>
    defineProduct(act, definition, seenVersion),
  ),
]
