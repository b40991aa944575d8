import {
  fen,
  fenInJson,
  NO_FEN,
  ok,
  refuse,
  type Act,
  type Fen,
  type Result,
  type Sql,
} from '../base'
import {
  AGENT_COMMISSION,
  agentPrepayment,
  balanceOf,
  bankCustody,
  movements,
  postAct,
  type PostRefusal,
} from '../ledger'
import { ruleAt } from '../rules'
import { cityDate } from './city-date'
import { agentWorks } from './parties'
import { agentEntries, insertBankPayment, type AgentEntry } from './store'

const ONE_MILLION = 1_000_000n

export type AgentRefusal =
  | 'amount-not-positive'
  | 'payment-already-used'
  | 'funds-not-enough'
  | 'agent-unknown'
  | PostRefusal

export interface AgentStanding {
  readonly agent: string
  /** What may still be loaded. */
  readonly availableFen: Fen
  readonly heldFen: Fen
}

/** How an agent's prepayment 预付款 stands. */
export async function agentStanding(sql: Sql, agent: string): Promise<AgentStanding> {
  const { balanceFen, pendingDebitsFen } = await balanceOf(sql, agentPrepayment(agent))
  return { agent, availableFen: (balanceFen - pendingDebitsFen) as Fen, heldFen: pendingDebitsFen }
}

/** The newest lines of an agent's prepayment, at most `limit`, before the line `before` (exclusive). */
export const agentHistory = (
  sql: Sql,
  of: { readonly agent: string; readonly limit: number; readonly before?: bigint | undefined },
): Promise<readonly AgentEntry[]> =>
  agentEntries(sql, {
    ...of,
    account: agentPrepayment(of.agent),
    commission: AGENT_COMMISSION,
  })

/**
 * An agent has paid in advance into our bank; the commission of the rule "agent-commission-ppm" comes on top,
 * rounded down (the centre keeps what is below one fen). A payment of a bank counts once.
 */
export async function prepayAgent(
  act: Act,
  order: {
    readonly agent: string
    readonly paidInFen: Fen
    readonly bank: string
    /** The bank's own number of the payment. */
    readonly payment: string
  },
): Promise<Result<AgentStanding & { readonly commissionFen: Fen }, AgentRefusal>> {
  const { agent, paidInFen, bank, payment } = order
  if (paidInFen <= NO_FEN) {
    return refuse('amount-not-positive', { field: 'paidInFen', detail: 'an amount is above zero' })
  }
  const works = await agentWorks(act.tx, agent, act.at)
  if (!works.ok) return works
  const fresh = await insertBankPayment(act.tx, {
    channel: bank,
    payment,
    amount: paidInFen,
    usedFor: act.reference,
    at: act.at,
  })
  if (!fresh) {
    return refuse('payment-already-used', {
      field: 'payment',
      detail: 'this payment of the bank was entered before',
    })
  }
  const rate = await ruleAt(act.tx, 'agent-commission-ppm', cityDate(act.at))
  const commissionFen = fen((paidInFen * rate) / ONE_MILLION)
  const posted = await postAct(act, [
    movements.agentPrepaid({
      reference: `${act.reference}:prepaid`,
      agent,
      paidIn: paidInFen,
      commission: commissionFen,
      into: bankCustody(bank),
      at: act.at,
    }),
  ])
  if (!posted.ok) return posted
  await act.trail({
    act: 'agent.prepaid',
    subject: `agent:${agent}`,
    detail: { paidInFen: fenInJson(paidInFen), commissionFen: fenInJson(commissionFen) },
  })
  return ok({ ...(await agentStanding(act.tx, agent)), commissionFen })
}
