import { hex, invariant, ok, refuse, type Act, type Result } from '../base'
import { parseLabel, type KeyVault } from '../keys'
import { insertKeyPart, keyParts, removeKeyParts, writeEnteredKey } from './store-key-parts'
import { lockTerminal } from './store-terminals'
import type { PosTerminal } from './terminal'

/** One part of a terminal's master key (终端主密钥分量), as its custodian reads it off a letter. */
export interface KeyPartGiven {
  readonly terminal: string
  /** Which part it is, from 1, and of how many: two or three. */
  readonly part: number
  readonly parts: number
  /** 16 bytes in hex; never stored, logged or answered. */
  readonly component: string
  /** Of this part: six or eight hex characters. */
  readonly checkValue: string
  /** Of the whole key, where the letter has it: a key that is another one is refused. */
  readonly wholeCheckValue?: string | undefined
}

/** What a custodian is told: check values only. */
export interface KeyPartTaken {
  readonly terminal: string
  readonly part: number
  readonly parts: number
  readonly checkValue: string
  /** Parts that are there; all of them: the key is in force. */
  readonly given: number
  /** Of the whole key, when it is in force. */
  readonly wholeCheckValue: string | null
}

export type KeyPartRefusal =
  | 'pos-unknown'
  | 'key-part-malformed'
  | 'key-part-given'
  | 'key-parts-differ'
  | 'custodian-again'
  | 'check-value-differs'

/**
 * A custodian gives one part of a terminal's master key. Each part comes from another person, and nobody sees more than
 * the own one: parts wait sealed by the vault, which puts the key together when the last is there. From then on the
 * terminal signs in under it, and what it signed in with before is worth nothing.
 */
export async function giveKeyPart(
  act: Act,
  vault: Pick<KeyVault, 'pos'>,
  given: KeyPartGiven,
): Promise<Result<KeyPartTaken, KeyPartRefusal>> {
  const { part, parts, checkValue } = given
  const terminal = await inUse(act, given.terminal)
  if (terminal === undefined) return unknown()
  if (part > parts) {
    return refuse('key-part-malformed', { field: 'part', detail: `there are ${parts} parts` })
  }
  const before = await keyParts(act.tx, terminal.terminal)
  const custodian = act.actor.id
  if (before.some((one) => one.parts !== parts)) {
    return refuse('key-parts-differ', {
      field: 'parts',
      detail: `parts of a key in ${before[0]?.parts} are there; take them back to begin anew`,
    })
  }
  if (before.some((one) => one.part === part)) {
    return refuse('key-part-given', { field: 'part', detail: 'this part is there already' })
  }
  if (before.some((one) => one.givenBy === custodian)) {
    return refuse('custodian-again', {
      field: 'part',
      detail: 'each part comes from another custodian',
    })
  }
  const label = labelOf(terminal)
  const kept = await vault.pos.keepComponent({
    terminal: terminal.terminal,
    label,
    place: part,
    component: { part: hex(given.component), checkValue },
  })
  if (!kept.ok) return fromVault(kept.refused, 'checkValue', kept.detail)
  await insertKeyPart(act.tx, terminal.terminal, {
    ...{ part, parts, kept: kept.value.kept, checkValue: kept.value.checkValue },
    ...{ givenBy: custodian, givenAt: act.at },
  })
  await act.trail({
    act: 'pos.key-part-given',
    subject: `pos:${terminal.terminal}`,
    detail: { part, parts, checkValue: kept.value.checkValue },
  })
  const all = await keyParts(act.tx, terminal.terminal)
  const taken = {
    terminal: terminal.terminal,
    ...{ part, parts, checkValue: kept.value.checkValue, given: all.length },
  }
  if (all.length < parts) return ok({ ...taken, wholeCheckValue: null })
  const whole = await vault.pos.enterTerminalKey({
    terminal: terminal.terminal,
    label,
    components: all.map((one) => ({ kept: one.kept, place: one.part })),
  })
  if (!whole.ok) return fromVault(whole.refused, 'component', whole.detail)
  const { wholeCheckValue } = given
  if (
    wholeCheckValue !== undefined &&
    !whole.value.checkValue.startsWith(wholeCheckValue.toUpperCase())
  ) {
    return refuse('check-value-differs', {
      field: 'wholeCheckValue',
      detail: 'the parts make another key',
    })
  }
  await writeEnteredKey(act.tx, terminal.terminal, whole.value)
  await removeKeyParts(act.tx, terminal.terminal)
  await act.trail({
    act: 'pos.master-key-entered',
    subject: `pos:${terminal.terminal}`,
    detail: {
      checkValue: whole.value.checkValue,
      custodians: all.map(({ givenBy }) => givenBy).join(', '),
    },
  })
  return ok({ ...taken, wholeCheckValue: whole.value.checkValue })
}

/** Takes back what waits of a key, so that custodians begin anew; a key in force stays. */
export async function takeBackKeyParts(
  act: Act,
  asked: { readonly terminal: string; readonly reason: string },
): Promise<Result<{ readonly terminal: string; readonly removed: number }, 'pos-unknown'>> {
  const terminal = await inUse(act, asked.terminal)
  if (terminal === undefined) return unknown()
  const removed = await removeKeyParts(act.tx, terminal.terminal)
  await act.trail({
    act: 'pos.key-parts-taken-back',
    subject: `pos:${terminal.terminal}`,
    reason: asked.reason,
    detail: { removed },
  })
  return ok({ terminal: terminal.terminal, removed })
}

/** Locked: of two custodians at a time the second finds the part of the first. */
async function inUse({ tx }: Act, number: string): Promise<PosTerminal | undefined> {
  const terminal = await lockTerminal(tx, number)
  return terminal?.takenOutAt === null ? terminal : undefined
}

const unknown = () =>
  refuse('pos-unknown', { field: 'terminal', detail: 'no such POS is in use' } as const)

function labelOf({ masterKey, terminal }: PosTerminal) {
  const label = parseLabel(masterKey)
  invariant(label.ok, 'a terminal names its master key', { terminal })
  return label.value
}

/** The words of the vault; a part that was sealed here and does not open is our own error. */
function fromVault(
  refused: string,
  field: string,
  detail: string | undefined,
): Result<never, 'check-value-differs' | 'key-part-malformed'> {
  invariant(
    refused === 'check-value-differs' || refused === 'components-malformed',
    'the vault opens what it sealed, for a terminal it knows',
    { refused },
  )
  return refused === 'check-value-differs'
    ? refuse('check-value-differs', { field, detail: 'the part is not what its check value says' })
    : refuse('key-part-malformed', { field: 'component', detail: detail ?? '' })
}
