import { fen, fenInJson, invariant, type Act, type CardNumber, type Sql } from '../base'
import { cardStandings, liabilitiesOf } from '../clearing'
import { onePerson } from '../citizens'
import { balanceOf, holderReceivable, movements, onlineAccount, postAct } from '../ledger'
import { cardKey, cardsInUseAgain, holderAt, lockCard } from '../registry'
import { closingOfCard } from '../tills'
import { correctionOf } from './closing'
import { givenBackFor, insertGiveBack } from './store'

/** Who bears what was tapped with a card while it was stopped, so far. Fen. */
export interface Borne {
  readonly holderFen: bigint
  readonly operatorFen: bigint
  readonly centreFen: bigint
}

/** What of it has been given back to the holder, and the rule in words. */
export interface BorneTold extends Borne {
  readonly givenBackFen: bigint
  readonly why: { readonly en: string; readonly zh: string }
}

/** The taps of a card's stopped times by who bears them, with what became of it. */
export async function borneOf(sql: Sql, card: CardNumber): Promise<BorneTold> {
  const key = cardKey(card)
  const borne = { holder: 0n, operator: 0n, centre: 0n }
  for (const { liable, amountFen } of await liabilitiesOf(sql, key)) borne[liable] += amountFen
  const given = await givenBackFor(sql, key)
  return {
    holderFen: borne.holder,
    operatorFen: borne.operator,
    centreFen: borne.centre,
    givenBackFen: given.payableFen - given.receivableFen,
    why: {
      en:
        'Being found changes nothing of what was tapped before: the holder bears what the rule leaves to the holder, ' +
        'operators and the centre the rest. What they bear has left the chip, so it is given back onto the online ' +
        'account of the holder, also for records that come later. From now on taps are the holder’s as ever.',
      zh: '解挂不改变挂失期间消费的责任：依规则由持卡人承担的仍由其承担，其余由运营单位或中心承担。后者已从卡内扣除，退回持卡人联机账户，以后到达的记录亦同。解挂后的消费照常。',
    },
  }
}

/**
 * Gives back to holders what others bear of the taps of a stopped time, where the card is in use again: it has left the
 * chip, and no closing will give it. Onto the online account, by a movement that says whose loss it is; records and
 * acknowledgements that come later correct it, as with a closing. A card in nobody's name waits for its closing. To be
 * run again and again; it looks at `limit` cards after one.
 */
export async function giveBackStoppedTaps(
  act: Act,
  { after = 0n, limit = 500 }: { readonly after?: bigint; readonly limit?: number } = {},
): Promise<{ readonly given: number; readonly next: bigint | undefined }> {
  const cards = await cardsInUseAgain(act.tx, { after, limit })
  let given = 0
  for (const { key, card } of cards) if (await giveBack(act, { key, card })) given++
  return { given, next: cards.length < limit ? undefined : cards.at(-1)?.key }
}

async function giveBack(
  act: Act,
  { key, card }: { readonly key: bigint; readonly card: CardNumber },
): Promise<boolean> {
  const [seen] = await cardStandings(act.tx, [key])
  if (seen === undefined || seen.beingCleared) return false
  const before = await givenBackFor(act.tx, key)
  if (seen.hotlistedFen === before.purseFen && seen.centreFen === before.shortageFen) return false
  // Closed or given back by another in this very moment: asked again under the card's lock.
  await lockCard(act.tx, key)
  const again = await cardsInUseAgain(act.tx, { after: key - 1n, limit: 1 })
  const [standing] = await cardStandings(act.tx, [key])
  if (again[0]?.key !== key || standing === undefined || standing.beingCleared) return false
  const holder = await holderAt(act.tx, card, act.at)
  const one = holder === undefined ? undefined : await onePerson(act.tx, holder)
  if (one === undefined) return false
  const booked = await givenBackFor(act.tx, key)
  const closing = closingOfCard(card)
  const free = await balanceOf(act.tx, onlineAccount(one.person))
  const correction = correctionOf(
    { purseFen: standing.hotlistedFen, shortageFen: standing.centreFen },
    booked,
    {
      payableFen: free.balanceFen - free.pendingDebitsFen,
      receivableFen: (await balanceOf(act.tx, holderReceivable(closing))).balanceFen,
    },
  )
  if (correction === undefined) return false
  const step = booked.steps
  const posted = await postAct(act, [
    movements.stoppedTapsGivenBack({
      reference: `${closing}:given-back:${step}`,
      purse: fen(correction.purseFen),
      shortage: fen(correction.shortageFen),
      receivable: fen(correction.receivableFen),
      person: one.person,
      closing,
      at: act.at,
    }),
  ])
  // Spent in this very moment: the next turn sees what is left.
  if (!posted.ok && posted.refused === 'account-floor') return false
  invariant(posted.ok, 'what others bear can be given back', { closing, step })
  await insertGiveBack(act, { ...correction, card: key, step, person: one.person })
  await act.trail({
    act: 'card.stopped-taps-given-back',
    subject: `card:${card}`,
    detail: {
      operatorsFen: fenInJson(correction.purseFen),
      centreFen: fenInJson(correction.shortageFen),
      givenFen: fenInJson(correction.payableFen),
    },
  })
  return true
}
