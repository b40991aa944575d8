import { createHash } from 'node:crypto'
import { invariant, type Tx } from '../../../base'

/** Whose key it is: one caller, one endpoint, one key, one act. */
export interface KeyOfAct {
  readonly actor: string
  readonly endpoint: string
  readonly key: string
}

/** An answer as it was given, to be given again. */
export interface KeptAnswer {
  readonly status: number
  /** JSON, or empty for an answer without a body. */
  readonly body: string
  readonly headers: Readonly<Record<string, string>>
}

/** Names an act for ever: the movements and rows it makes are called after it. */
export const referenceOf = ({ actor, endpoint, key }: KeyOfAct): string =>
  `req_${createHash('sha256')
    .update(JSON.stringify([actor, endpoint, key]))
    .digest('hex')
    .slice(0, 32)}`

/**
 * Claims the key for this transaction. A rival with the same key waits here until the first has committed, and then
 * finds what it answered.
 * @returns nothing when the key is new, otherwise what was stored under it
 */
export async function claimKey(
  tx: Tx,
  { actor, endpoint, key }: KeyOfAct,
  claim: { readonly digest: Buffer; readonly at: Date },
): Promise<{ digest: Buffer; answer: string | null; sealed: Buffer | null } | undefined> {
  const { rowCount } = await tx.query(
    `insert into http_idempotency (actor, endpoint, key, digest, claimed_at)
     values ($1, $2, $3, $4, $5)
     on conflict (actor, endpoint, key) do nothing`,
    [actor, endpoint, key, claim.digest, claim.at],
    'http_claim_key',
  )
  if (rowCount === 1) return undefined
  const { rows } = await tx.query<{ digest: Buffer; answer: string | null; sealed: Buffer | null }>(
    `select digest, answer, sealed from http_idempotency
      where actor = $1 and endpoint = $2 and key = $3`,
    [actor, endpoint, key],
    'http_find_key',
  )
  const [kept] = rows
  invariant(kept !== undefined, 'a key that is taken can be read')
  return kept
}

/** Stores the answer of the act, before the same transaction commits. */
export async function keepAnswer(
  tx: Tx,
  { actor, endpoint, key }: KeyOfAct,
  kept: { readonly answer: string } | { readonly sealed: Buffer },
): Promise<void> {
  const { rowCount } = await tx.query(
    `update http_idempotency set answer = $4, sealed = $5
      where actor = $1 and endpoint = $2 and key = $3 and answer is null and sealed is null`,
    [
      actor,
      endpoint,
      key,
      'answer' in kept ? kept.answer : null,
      'sealed' in kept ? kept.sealed : null,
    ],
    'http_keep_answer',
  )
  invariant(rowCount === 1, 'an act answers once')
}
