/** What an act answers when the trade may say no. Refusals are values; faults are thrown. */
export type Result<Value, Refused extends string = string> = Ok<Value> | Refusal<Refused>

export interface Ok<Value> {
  readonly ok: true
  readonly value: Value
}

/**
 * The trade says no. `refused` is a closed kebab-case word; `field` names the part of the input that is
 * wrong (a path) and `detail` says in one sentence what the limit is. Neither ever holds a secret.
 */
export interface Refusal<Refused extends string> {
  readonly ok: false
  readonly refused: Refused
  readonly field?: string
  readonly detail?: string
}

export const ok = <Value>(value: Value): Ok<Value> => ({ ok: true, value })

export const refuse = <Refused extends string>(
  refused: Refused,
  about: { readonly field?: string; readonly detail?: string } = {},
): Refusal<Refused> => ({ ok: false, refused, ...about })
