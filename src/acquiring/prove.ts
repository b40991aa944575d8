import { hex, type Act } from '../base'
import { macInput } from '../messages'
import type { AcquiringDesk } from './desk'
import type { PosQuestion } from './face'
import type { Asked } from './question'
import { writeKeys, type TerminalKeys } from './store-terminals'
import type { KeySet, TerminalAtWork } from './terminal'

/** How a message code turned out: under which keys it was right, or why nobody believes it. */
export type Proof =
  | { readonly ok: true; readonly keys: KeySet; readonly terminal: TerminalAtWork }
  | { readonly ok: false; readonly why: 'wrong' | 'locked' | 'no-keys' }

const MINUTE_MS = 60_000

/**
 * Checks the code of a message over the bytes that arrived. Keys of a sign-in that nobody has proved stand beside
 * those in force, so that a stranger's sign-in takes nothing from the terminal; the first right code under them puts
 * them in force, and the ones before stay good for a while, for reversals and notices only. Wrong codes in a row lock
 * the terminal until it signs in.
 */
export async function prove(
  { tx, at }: Pick<Act, 'tx' | 'at'>,
  desk: Pick<AcquiringDesk, 'vault' | 'observe'>,
  given: {
    readonly question: PosQuestion
    readonly asked: Asked
    readonly terminal: TerminalAtWork
    readonly rules: { readonly wrongMacs: bigint; readonly overlapMinutes: bigint }
  },
): Promise<Proof> {
  const { question, asked, terminal, rules } = given
  if (terminal.lockedAt !== null) return { ok: false, why: 'locked' }
  const candidates = keysFor(terminal, asked, at)
  if (candidates.length === 0) return { ok: false, why: 'no-keys' }
  const data = macInput(question.message)
  const mac = asked.fields[64]
  for (const [name, keys] of data === undefined || mac === undefined ? [] : candidates) {
    const right = await desk.vault.pos.checkMac({
      terminal: terminal.terminal,
      sealedMak: hex(keys.mak),
      algorithm: terminal.macAlgorithm,
      data: data as Buffer,
      mac: hex(mac as string),
    })
    if (!right.ok || !right.value) continue
    const after = provedKeys(terminal, name, { at, minutes: rules.overlapMinutes })
    if (after !== undefined) await writeKeys(tx, terminal.terminal, after)
    return { ok: true, keys, terminal: { ...terminal, ...after } }
  }
  const wrongMacs = terminal.wrongMacs + 1
  const locks = BigInt(wrongMacs) >= rules.wrongMacs
  await writeKeys(tx, terminal.terminal, { ...terminal, wrongMacs, lockedAt: locks ? at : null })
  if (locks) desk.observe?.({ what: 'locked-out', terminal: terminal.terminal })
  return { ok: false, why: 'wrong' }
}

type KeyName = 'pending' | 'current' | 'previous'

/** The keys a message may be under, the likeliest first. */
function keysFor(terminal: TerminalAtWork, asked: Asked, at: Date): [KeyName, KeySet][] {
  const { keysPending, keysCurrent, keysPrevious, previousUntil } = terminal
  const stillGood =
    asked.class !== 'request' && previousUntil !== null && at.getTime() < previousUntil.getTime()
  return [
    ...named('pending', keysPending),
    ...named('current', keysCurrent),
    ...named('previous', stillGood ? keysPrevious : null),
  ]
}

const named = (name: KeyName, keys: KeySet | null): [KeyName, KeySet][] =>
  keys === null ? [] : [[name, keys]]

/** What a right code changes; undefined when nothing. */
function provedKeys(
  terminal: TerminalAtWork,
  name: KeyName,
  { at, minutes }: { readonly at: Date; readonly minutes: bigint },
): TerminalKeys | undefined {
  if (name !== 'pending')
    return terminal.wrongMacs === 0 ? undefined : { ...terminal, wrongMacs: 0 }
  return {
    ...terminal,
    wrongMacs: 0,
    keysCurrent: terminal.keysPending,
    keysPending: null,
    keysPrevious: terminal.keysCurrent,
    previousUntil: new Date(at.getTime() + Number(minutes) * MINUTE_MS),
    provedAt: at,
  }
}
