import { businessDateOf, cityInstant, invariant, ok, refuse, type Act, type Result } from '../base'
import type { Account } from '../ledger'
import { cardProducts, holderAt, type CardFacts } from '../registry'
import { rulesAt } from '../rules'
import type { LoadAsked, LoadRefusal } from './load-asked'
import { loadedFrom, loadedSince } from './store'

export interface LoadLimits {
  readonly stepFen: bigint
  readonly maxFen: bigint
  readonly dayMaxFen: bigint
  readonly agentDayMaxFen: bigint
  readonly holdMinutes: bigint
  readonly balanceMaxFen: bigint
  readonly secondFromFen: bigint
}

/** What a card, its holder and the city allow today. */
export async function loadLimits(act: Act, card: CardFacts): Promise<LoadLimits> {
  const date = businessDateOf(act.at, 0)
  const rules = await rulesAt(
    act.tx,
    [
      'load-step-fen',
      'load-max-fen',
      'load-daily-max-fen',
      'agent-load-daily-max-fen',
      'load-hold-minutes',
      'second-person-from-fen',
      'unregistered-balance-max-fen',
      'registered-balance-max-fen',
    ],
    date,
  )
  const holder = await holderAt(act.tx, card.number, act.at)
  const ofHolder =
    rules[holder === undefined ? 'unregistered-balance-max-fen' : 'registered-balance-max-fen']
  const product = (await cardProducts(act.tx)).find(
    ({ product: name, version }) => name === card.product && version === card.productVersion,
  )
  const ofProduct: bigint = product?.maxBalanceFen ?? 0n
  return {
    stepFen: rules['load-step-fen'],
    maxFen: rules['load-max-fen'],
    dayMaxFen: rules['load-daily-max-fen'],
    agentDayMaxFen: rules['agent-load-daily-max-fen'],
    holdMinutes: rules['load-hold-minutes'],
    secondFromFen: rules['second-person-from-fen'],
    balanceMaxFen: ofProduct < ofHolder ? ofProduct : ofHolder,
  }
}

/** Value of a closed card is moved as it is: the steps and limits of a counter are not for it. */
export async function amountAllowed(
  act: Act,
  of: { readonly asked: LoadAsked; readonly card: CardFacts; readonly limits: LoadLimits },
): Promise<Result<unknown, LoadRefusal>> {
  const { asked, card, limits } = of
  const { amountFen } = asked
  if (asked.funding.kind === 'closed-card') return ok(undefined)
  if (amountFen <= 0n || amountFen % limits.stepFen !== 0n) {
    return refuse('amount-not-a-step', {
      field: 'amountFen',
      detail: `loads are whole multiples of ${limits.stepFen} fen`,
    })
  }
  if (amountFen > limits.maxFen) {
    return refuse('amount-over-limit', {
      field: 'amountFen',
      detail: `one load is at most ${limits.maxFen} fen`,
    })
  }
  const today = await loadedSince(act.tx, { card: card.card, since: dayBegan(act.at) })
  return today + amountFen <= limits.dayMaxFen
    ? ok(undefined)
    : refuse('day-limit-reached', {
        field: 'amountFen',
        detail: `at most ${limits.dayMaxFen} fen a day; ${today} fen have been loaded today`,
      })
}

/** What one agent may load in a day. */
export async function agentAllowed(
  act: Act,
  of: { readonly asked: LoadAsked; readonly account: Account; readonly limits: LoadLimits },
): Promise<Result<unknown, LoadRefusal>> {
  const { asked, account, limits } = of
  if (asked.funding.kind !== 'agent') return ok(undefined)
  const today = await loadedFrom(act.tx, { account, since: dayBegan(act.at) })
  return today + asked.amountFen <= limits.agentDayMaxFen
    ? ok(undefined)
    : refuse('agent-limit-reached', {
        field: 'amountFen',
        detail: `an agent loads at most ${limits.agentDayMaxFen} fen a day; ${today} fen so far`,
      })
}

/** Midnight in the city. */
function dayBegan(at: Date): Date {
  const midnight = cityInstant(`${businessDateOf(at, 0).replaceAll('-', '')}000000`)
  invariant(midnight.ok, 'every day has a midnight')
  return midnight.value
}
