import { ok, refuse, type Brand, type OperatorId, type Result } from '../base'
import { chart, type AccountHead, type ChartLine } from './chart'

/** The name of an account: "CODE.name" or "CODE.name:party[:part…]", as in the chart. */
export type Account = Brand<string, 'Account'>

const lines = new Map<string, ChartLine>(chart.map((line) => [`${line.code}.${line.name}`, line]))

const PARTY = /^[A-Za-z0-9_.-]{1,64}(?::[A-Za-z0-9_.-]{1,64}){0,3}$/

/** The line of the chart an account belongs to; undefined when the chart does not know its pattern. */
export function chartLineOf(account: string): ChartLine | undefined {
  const colon = account.indexOf(':')
  const line = lines.get(colon < 0 ? account : account.slice(0, colon))
  if (line === undefined) return undefined
  const fits = line.party === null ? colon < 0 : colon > 0 && PARTY.test(account.slice(colon + 1))
  return fits ? line : undefined
}

export function parseAccount(text: string): Result<Account, 'account-unknown'> {
  return chartLineOf(text) === undefined
    ? refuse('account-unknown', { detail: 'an account follows a pattern of the chart of accounts' })
    : ok(text as Account)
}

const head = (name: AccountHead): Account => name as string as Account
const of = (name: AccountHead, party: string): Account => `${name}:${party}` as Account

export const CARDHOLDER_VALUE = head('2001.cardholder-value')
export const CARD_DEPOSITS = head('2002.card-deposits')
export const SURPLUS = head('6001.surplus')
export const HANDLING_FEES = head('6002.handling-fees')
export const OPERATOR_COMMISSION = head('6003.operator-commission')
export const CARD_COST_INCOME = head('6005.card-cost-income')
export const SHORTAGE = head('6201.shortage')
export const AGENT_COMMISSION = head('6202.agent-commission')
export const DISPUTE_REMEDIES = head('6203.dispute-remedies')

export const cashAt = (desk: string): Account => of('1001.cash', desk)
export const bankCustody = (bank: string): Account => of('1002.bank-custody', bank)
export const inTransit = (channel: string): Account => of('1012.in-transit', channel)
/** `closing` names the act that closed a card. */
export const holderReceivable = (closing: string): Account => of('1122.holder-receivable', closing)
export const closedCardValue = (closing: string): Account => of('2202.closed-card-value', closing)
export const subsidyReceivable = (kind: string): Account => of('1123.subsidy-receivable', kind)
export const onlineAccount = (person: string): Account => of('2003.online-account', person)
export const operatorPayable = (operator: OperatorId): Account =>
  of('2004.operator-payable', operator)
export const agentPrepayment = (agent: string): Account => of('2005.agent-prepayment', agent)
export const unclaimedSubsidies = (kind: string): Account => of('2203.unclaimed-subsidies', kind)
export const operatorSubsidyPayable = (operator: OperatorId): Account =>
  of('2204.operator-subsidy-payable', operator)
/** Money of loads whose card has been told to take it and has not answered, or that is to be given back. */
export const LOADS_IN_DOUBT = of('2299.suspense', 'load')
/** Money that cards gave up and that has not been paid out yet. */
export const UNLOADS_OWED = of('2299.suspense', 'unload')
/** Sales that merchants claim to have made offline and that no account has paid. */
export const POS_CLAIMS_UNPAID = of('2299.suspense', 'pos-claims')
/** The same by who claims them. */
export const posClaimOf = (operator: OperatorId): Account =>
  of('2299.suspense', `pos-claim:${operator}`)
export const suspense = (party: string): Account => of('2299.suspense', party)
