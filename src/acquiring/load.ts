import { fen, hex, parseCardNumber, type Act, type Actor, type SamNumber } from '../base'
import {
  authoriseAtTerminal,
  confirmAtTerminal,
  doubtAtTerminal,
  mac2Again,
  type TerminalLoadRefusal,
} from '../loads'
import { readPurseBlock, writePurseBlock, type Message } from '../messages'
import type { Funding } from '../tills'
import type { Code } from './codes.table'
import { payersOf } from './facts'
import { aboutOf, originalOf } from './follow-up'
import type { Handled } from './handlers'
import { openItemOf } from './items'
import { stepped } from './lifecycle'
import { authorisationOf, movementOf, type KeptMessage } from './message'
import { payerOf, pinShown } from './payer'
import { declined, type Turn, type Verdict, type Work } from './turn-context'

/** What a refused load is called on the wire; what is not here is not possible now. */
const CODES: Partial<Record<TerminalLoadRefusal, Code>> = {
  'card-unknown': 'card-unknown',
  'card-not-active': 'card-blocked',
  'card-not-valid': 'card-expired',
  'amount-not-a-step': 'amount-wrong',
  'amount-over-limit': 'amount-over-limit',
  'day-limit-reached': 'amount-over-limit',
  'agent-limit-reached': 'amount-over-limit',
  'funds-not-enough': 'funds-not-enough',
  'balance-over-limit': 'amount-over-limit',
  'card-not-genuine': 'card-unknown',
  'key-unknown': 'card-unknown',
  'person-unknown': 'no-account',
}

/** A terminal acts for whoever stands before it; what it may do is asked of its agent and of the card. */
function actOf(turn: Turn, { terminal, message }: Work): Act {
  const actor: Actor = {
    id: `term_${terminal.terminal}`,
    kind: 'terminal',
    roles: ['terminal'],
    operator: terminal.operator,
    terminal: terminal.device,
  }
  return turn.desk.actOf(turn.tx, { actor, at: turn.at, reference: movementOf(message) })
}

/** Money onto the purse of a card that the terminal has open: for cash through its agent, or out of the account. */
export async function load(turn: Turn, work: Work): Promise<Handled> {
  const { asked, terminal } = work
  const block = readPurseBlock('RQ', asked.fields[58] ?? '')
  if (!block.ok) return { verdict: declined('format-wrong') }
  const opened = block.value
  const facts = (await payersOf(turn.tx, [asked.card])).get(asked.card)
  const card = parseCardNumber(asked.card)
  if (!card.ok || facts === undefined) return { verdict: declined('card-unknown') }
  const about = { card: facts.card }
  if (asked.card.padStart(opened.serial.length, '0') !== opened.serial) {
    return { verdict: declined('card-unknown', about) }
  }
  if (BigInt(opened.amount) !== asked.amountFen)
    return { verdict: declined('amount-differs', about) }
  if (opened.terminal !== terminal.sam) return { verdict: declined('not-for-this-terminal', about) }
  const funding = await fundingOf(turn, work, facts)
  if ('no' in funding) return { verdict: declined(funding.no, about) }
  const authorised = await authoriseAtTerminal(actOf(turn, work), turn.desk.loads, {
    card: card.value,
    amountFen: asked.amountFen,
    funding: funding.value,
    terminal: opened.terminal as SamNumber,
    random: hex(opened.random),
    counter: opened.sequence,
    oldBalanceFen: fen(BigInt(opened.balanceBefore)),
    keyVersion: opened.keyVersion,
    mac1: hex(opened.mac1),
  })
  if (!authorised.ok)
    return { verdict: declined(CODES[authorised.refused] ?? 'not-possible', about) }
  const { load: name, mac2 } = authorised.value
  return {
    verdict: {
      ...about,
      ...(facts.person === null ? {} : { person: facts.person }),
      code: 'approved',
      state: 'approved',
      amountFen: asked.amountFen,
      load: name,
      fields: { 38: authorisationOf(work.message) },
    },
    unkept: codeField(mac2),
  }
}

type LoadFunding =
  { readonly value: Extract<Funding, { kind: 'online' | 'agent' }> } | { readonly no: Code }

const CASH = '63'

async function fundingOf(
  turn: Turn,
  work: Work,
  facts: NonNullable<ReturnType<Awaited<ReturnType<typeof payersOf>>['get']>>,
): Promise<LoadFunding> {
  const { agent } = work.terminal
  if (work.asked.fields[3]?.startsWith(CASH) === true) {
    return agent === null ? { no: 'not-for-this-terminal' } : { value: { kind: 'agent', agent } }
  }
  const payer = payerOf(facts, turn.at)
  if (!payer.ok) return { no: payer.refused }
  const shown = await pinShown(turn, work, facts, turn.rules.noPinMaxFen)
  return shown.ok
    ? { value: { kind: 'online', person: payer.value.person } }
    : { no: shown.refused }
}

/** The code is not kept: for a repeated question it is made again, as long as the card has not answered. */
export async function loadAgain(turn: Turn, work: Work, before: KeptMessage): Promise<Message> {
  const code =
    before.load === null
      ? undefined
      : await mac2Again(actOf(turn, work), turn.desk.loads, before.load)
  if (code === undefined) return before.answer
  return { mti: before.answer.mti, fields: { ...before.answer.fields, ...codeField(code.mac2) } }
}

function codeField(mac2: Buffer): Readonly<Record<number, string>> {
  const block = writePurseBlock('RP', { mac2: mac2.toString('hex').toUpperCase() })
  return block.ok ? { 58: block.value } : {}
}

/** The card has taken the load and says so with its TAC. What proves nothing is taken too, and people look at it. */
export async function confirmLoad(turn: Turn, work: Work): Promise<Verdict> {
  const found = await originalOf(turn, work)
  const block = readPurseBlock('TC', work.asked.fields[58] ?? '')
  const load = found.ok ? found.value.load : null
  const proved =
    load !== null &&
    block.ok &&
    (await confirmAtTerminal(actOf(turn, work), turn.desk.loads, {
      load,
      tac: hex(block.value.tac),
      balanceAfterFen: fen(BigInt(block.value.balanceAfter)),
    }))
  if (!proved) {
    const message = found.ok ? found.value.message : work.message
    await openItemOf(turn, work, { kind: 'load-unproved', message })
  }
  return { ...(found.ok ? aboutOf(found.value) : {}), code: 'approved', state: 'taken' }
}

/** A reversal of a load: nobody knows what the card did, so the money stays where evidence will find it. */
export async function doubtLoad(turn: Turn, work: Work, kept: KeptMessage): Promise<void> {
  if (kept.load !== null) await doubtAtTerminal(actOf(turn, work), kept.load)
  turn.messages.move(kept.message, { state: stepped(kept.state, 'reverse') })
}
