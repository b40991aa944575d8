import { z } from 'zod'
import { ok } from '../../../base'
import {
  agentPart,
  checkCompanyCode,
  contractPart,
  merchantPart,
  operatorKinds,
  operatorPart,
  partyContractPart,
  partyKinds,
} from '../../../registry'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import { countOut, dateOut, operatorField, textField } from '../contract/fields'
import { pageOf, pageQuery } from '../contract/page'
import {
  ADMIN,
  agentField,
  bearerField,
  byId,
  byIdOfOperator,
  byTwo,
  codeRefusals,
  companyCodeField,
  ending,
  ends,
  entered,
  entry,
  LOOKS,
  merchantField,
  nameField,
  pageBy,
  partOf,
  plainId,
  ppmField,
  registry,
  shortId,
  termBody,
  validBody,
} from './registry-parts'

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
  ...ends,
  summary: "Set an operator's last day",
  params: z.strictObject({ operator: operatorField }),
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
  ...ends,
  summary: "Set a merchant's last day",
  params: z.strictObject({ merchant: merchantField }),
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
  ...ends,
  summary: "Set an agent's last day",
  params: z.strictObject({ agent: agentField }),
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
  ...byTwo,
  refusals: entered,
})
export const endContractOf = endpoint({
  ...registry('contracts.end', '/v1/contracts/{contract}/end'),
  ...ends,
  ...byTwo,
  summary: 'Set the last day of a contract with an operator',
  params: z.strictObject({ contract: plainId }),
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
  ...byTwo,
  refusals: entered,
})
export const endPartyContract = endpoint({
  ...registry('party-contracts.end', '/v1/party-contracts/{contract}/end'),
  ...ends,
  ...byTwo,
  summary: 'Set the last day of a contract with a merchant or an agent',
  params: z.strictObject({ contract: plainId }),
})

export const partyRoutes: readonly Route[] = [
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
]
