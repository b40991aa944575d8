import { parseLabel, type WorkKeyLayout } from '../keys'
import { invariant } from '../base'
import { declined, type Turn, type Verdict, type Work } from './turn-context'
import { writeKeys } from './store-terminals'
import { batchAfter, type KeySet } from './terminal'

const BATCH_DIGITS = 6

/**
 * Gives a terminal fresh work keys under its master key, and the number of its batch. Whoever asks gets them, since
 * only the terminal can open them; they are in force from the first right message code made with them.
 */
export async function signIn(turn: Turn, { asked, terminal }: Work): Promise<Verdict> {
  const label = parseLabel(terminal.masterKey)
  invariant(label.ok, 'a terminal names its master key', { terminal: terminal.terminal })
  const layout = asked.network as WorkKeyLayout
  const made = await turn.desk.vault.pos.makeWorkKeys({
    key: {
      terminal: terminal.terminal,
      label: label.value,
      ...(terminal.enteredKey === null ? {} : { entered: terminal.enteredKey }),
    },
    layout,
    mac: terminal.macAlgorithm,
  })
  if (!made.ok) return declined('not-supported')
  const { sealed, wrapped, checkValues } = made.value
  const keys: KeySet = {
    layout,
    mak: sealed.mak.toString('hex'),
    pik: sealed.pik.toString('hex'),
    ...(sealed.tdk === undefined ? {} : { tdk: sealed.tdk.toString('hex') }),
    checks: checkValues,
    madeAt: turn.at.toISOString(),
  }
  await writeKeys(turn.tx, terminal.terminal, {
    ...terminal,
    keysPending: keys,
    wrongMacs: 0,
    lockedAt: null,
    signedInAt: turn.at,
  })
  const batch = terminal.batchState === 'reported' ? batchAfter(terminal.batch) : terminal.batch
  return {
    code: 'approved',
    state: 'approved',
    fields: {
      60: `00${String(batch).padStart(BATCH_DIGITS, '0')}${asked.network}`,
      62: wrapped.toString('hex').toUpperCase(),
    },
  }
}

/** Forgets the keys of a terminal, where the line has shown that it is the terminal's; else it changes nothing. */
export async function signOut(
  turn: Turn,
  { terminal }: Work,
  { isProved }: { readonly isProved: boolean },
): Promise<Verdict> {
  if (isProved) {
    await writeKeys(turn.tx, terminal.terminal, {
      ...terminal,
      keysCurrent: null,
      keysPending: null,
      keysPrevious: terminal.keysCurrent ?? terminal.keysPrevious,
      previousUntil: terminal.previousUntil,
    })
  }
  return { code: 'approved', state: 'approved' }
}
