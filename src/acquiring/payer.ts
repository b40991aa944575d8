import { businessDateOf, hex, ok, refuse, type Result } from '../base'
import type { Code } from './codes.table'
import type { CardOfPayer } from './facts'
import { countPinTry } from './store-pins'
import type { Turn, Work } from './turn-context'

/** A card in order with the person who pays. */
export interface Payer {
  readonly card: bigint
  readonly person: string
}

/** Whose PIN it is, as the vault binds a kept PIN to its place. */
export const pinContext = (person: string): string => `acquiring_pin.kept:${person}`

const LOST = ['lost', 'lost-oral']

/** Ways to read a card at the terminal (f22): track, chip, contactless, mobile chip. By hand or from a code is none. */
const READ = ['02', '05', '07', '91', '95', '96', '98']

/** Whether a card may pay at all, by what is known of it; the first reason against it counts. */
export function payerOf(facts: CardOfPayer | undefined, at: Date): Result<Payer, Code> {
  if (facts === undefined) return refuse('card-unknown')
  const today = businessDateOf(at, 0)
  if (LOST.includes(facts.state)) return refuse('card-lost')
  if (facts.state === 'expired' || today < facts.validFrom || facts.validTo < today) {
    return refuse('card-expired')
  }
  if (facts.state !== 'active') return refuse('card-blocked')
  if (facts.person === null) return refuse('no-account')
  return ok({ card: facts.card, person: facts.person })
}

/**
 * Whether the holder has shown the own will: the right PIN, or a card that was read and an amount that needs none.
 * Wrong PINs are counted, though the message is declined; so many in a row as the rule says, and none is looked at.
 */
export async function pinShown(
  turn: Turn,
  work: Work,
  facts: CardOfPayer,
  freeUpToFen: bigint,
): Promise<Result<undefined, Code>> {
  const { fields, card, amountFen } = work.asked
  const block = fields[52]
  if (block === undefined) {
    const isRead = READ.includes((fields[22] ?? '').slice(0, 2))
    return isRead && amountFen <= freeUpToFen ? ok(undefined) : refuse('pin-wrong')
  }
  if (facts.pinLocked) return refuse('pin-locked')
  if (facts.pin === null || facts.person === null || work.keys === null) return refuse('pin-wrong')
  // Several terminals may show PINs of one person in a turn: each try counts for the next.
  const before = turn.pinTries.get(facts.person) ?? facts.pinTries
  const tries = turn.rules.pinTries
  if (BigInt(before) >= tries) return refuse('pin-locked')
  const checked = await turn.desk.vault.pos.checkPin({
    terminal: work.terminal.terminal,
    sealedPik: hex(work.keys.pik),
    block: hex(block),
    cardNumber: card,
    context: pinContext(facts.person),
    kept: facts.pin,
  })
  if (!checked.ok) return refuse('pin-malformed')
  const after = checked.value ? 0 : before + 1
  turn.pinTries.set(facts.person, after)
  if (!checked.value || before > 0) {
    await countPinTry(turn.tx, {
      person: facts.person,
      right: checked.value,
      tries,
      at: turn.at,
    })
  }
  if (checked.value) return ok(undefined)
  return refuse(BigInt(after) >= tries ? 'pin-locked' : 'pin-wrong')
}

/** Whether an amount can be paid here. */
export function amountFits(turn: Turn, { asked, terminal }: Work): Result<undefined, Code> {
  if (terminal.contract === null) return refuse('merchant-invalid')
  if (asked.amountFen <= 0n) return refuse('amount-wrong')
  return asked.amountFen <= turn.rules.paymentMaxFen ? ok(undefined) : refuse('amount-over-limit')
}
