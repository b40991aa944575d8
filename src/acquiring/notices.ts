import { parseCardNumber } from '../base'
import { movements, post } from '../ledger'
import { readPurseBlock } from '../messages'
import { payersOf } from './facts'
import { aboutOf, completeOriginal, originalOf } from './follow-up'
import { openItemOf } from './items'
import { authorisationOf, movementOf } from './message'
import { payerOf } from './payer'
import { unlikeTap } from './purse-tap'
import { insertPurseSale } from './store-purse-sales'
import type { Turn, Verdict, Work } from './turn-context'
import { mustStand } from './undo'

/*
 * Notices tell of what has happened already, so they are never declined for ever: what cannot be booked is a claim,
 * which stands on both sides of suspense and before people, and pays nobody until it is decided.
 */

/** A sale made without asking us: out of the account when that can pay, else a claim. */
export async function offlineSale(turn: Turn, work: Work): Promise<Verdict> {
  const { asked, terminal } = work
  const facts = (await payersOf(turn.tx, [asked.card])).get(asked.card)
  const payer = payerOf(facts, turn.at)
  if (!payer.ok || terminal.contract === null || asked.amountFen <= 0n) return claim(turn, work)
  return saleOrClaim(turn, work, { ...payer.value })
}

/** A pre-authorised sale was completed without asking us. */
export async function completionNotice(turn: Turn, work: Work): Promise<Verdict> {
  const done = await completeOriginal(turn, work)
  if (done.code === 'approved') return done
  const found = await originalOf(turn, work)
  const person = found.ok ? found.value.person : null
  const isPre = found.ok && found.value.kind === 'pre-authorisation'
  // A hold that was completed, voided or reversed has had its say: only one that lapsed may still be paid.
  if (!isPre || person === null || found.value.state !== 'expired') return claim(turn, work)
  if (work.terminal.contract === null || work.asked.amountFen <= 0n) return claim(turn, work)
  return saleOrClaim(turn, work, { ...aboutOf(found.value), person })
}

async function saleOrClaim(
  turn: Turn,
  work: Work,
  about: Partial<Verdict> & { readonly person: string },
): Promise<Verdict> {
  const { asked, terminal, message } = work
  const [posted] = await post(
    turn.tx,
    [
      movements.posSale({
        reference: movementOf(message),
        amount: asked.amountFen,
        at: turn.at,
        person: about.person,
        operator: terminal.operator,
      }),
    ],
    turn,
  )
  if (posted?.ok !== true || terminal.contract === null) return claim(turn, work, about)
  return {
    ...about,
    code: 'approved',
    state: 'approved',
    amountFen: asked.amountFen,
    contract: terminal.contract,
    bookedFen: asked.amountFen,
    bookedCount: 1,
    fields: { 38: authorisationOf(message) },
  }
}

/** Nobody can pay it now; nothing of nothing is no claim. */
async function claim(turn: Turn, work: Work, about: Partial<Verdict> = {}): Promise<Verdict> {
  const { asked, terminal, message } = work
  if (asked.amountFen <= 0n) return { ...about, code: 'approved', state: 'taken' }
  const claimed = movements.posClaim({
    reference: movementOf(message),
    amount: asked.amountFen,
    at: turn.at,
    operator: terminal.operator,
  })
  const [posted] = await post(turn.tx, [claimed], turn)
  mustStand(claimed, posted)
  await openItemOf(turn, work, { kind: 'claim', message })
  return { ...about, code: 'approved', state: 'claimed', amountFen: asked.amountFen }
}

/** A tip or a corrected amount: people decide what it is worth. */
export async function adjustment(turn: Turn, work: Work): Promise<Verdict> {
  await openItemOf(turn, work, { kind: 'adjustment', message: work.message })
  return { code: 'approved', state: 'taken' }
}

/** How a chip took a script: kept, and nothing follows from it. */
export const scriptNotice = async (): Promise<Verdict> => ({ code: 'approved', state: 'taken' })

/**
 * A purse sale that a terminal made offline: money already spent. It is kept once under card, counter, type and TAC,
 * over whatever terminal it comes, and handed to clearing, whose verdict decides on the money. What cannot be read, or
 * can be no tap, is taken as well, and people look at it: one such sale in a file would keep all others from clearing.
 */
export async function purseSale(turn: Turn, work: Work): Promise<Verdict> {
  const { asked, terminal, message } = work
  const block = readPurseBlock('TA', asked.fields[58] ?? '')
  const card = block.ok ? cardOf(asked.card, block.value.serial) : undefined
  const unlike =
    block.ok && card !== undefined
      ? unlikeTap({ ...block.value, card, terminal: terminal.terminal })
      : 'card'
  if (!block.ok || card === undefined || unlike !== undefined) {
    await openItemOf(turn, work, {
      kind: 'terminal-only',
      message,
      detail: block.ok ? `purse data unreadable: ${unlike}` : 'purse data unreadable',
    })
    return { code: 'approved', state: 'taken' }
  }
  await insertPurseSale(turn.tx, {
    card,
    block: block.value,
    message,
    terminal: terminal.terminal,
    operator: terminal.operator,
    at: turn.at,
  })
  return { code: 'approved', state: 'taken', card: BigInt(card) }
}

const SHORTEST = 16

/** The number as printed: that of f2 where it is the same card, else the serial without its filling zeros. */
function cardOf(named: string, serial: string): string | undefined {
  const bare = serial.replace(/^0+/, '').padStart(SHORTEST, '0')
  const printed = named !== '' && named.padStart(serial.length, '0') === serial ? named : bare
  const parsed = parseCardNumber(printed)
  return parsed.ok ? parsed.value : undefined
}
