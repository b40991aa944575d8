import { ok, refuse, type Result } from './result'

/** Every state with the acts it allows and the states they lead to. What is not written cannot happen. */
export type Transitions<State extends string> = Readonly<
  Record<State, Readonly<Record<string, State>>>
>

export interface Machine<State extends string> {
  readonly states: readonly State[]
  readonly table: Transitions<State>
  /** The state after an act, or the refusal `state-forbids` that says what was tried. */
  after(state: State, act: string): Result<State, 'state-forbids'>
}

/** A closed state machine from a table; a misspelt target state does not compile. */
export function machine<
  const Table extends Readonly<Record<string, Readonly<Record<string, keyof Table & string>>>>,
>(table: Table): Machine<keyof Table & string> {
  type State = keyof Table & string
  const known = table as unknown as Transitions<State>
  return {
    states: Object.keys(table),
    table: known,
    after: (state, act) => {
      const next = Object.hasOwn(known[state], act) ? known[state][act] : undefined
      return next === undefined
        ? refuse('state-forbids', { detail: `"${act}" is not allowed from "${state}"` })
        : ok(next)
    },
  }
}
