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

/**
 * Names an act for ever: the movements and rows it makes are called after it. The time of the claim is part of it, so
 * that a key that is used again when it has been forgotten names another act.
 */
export const referenceOf = ({ actor, endpoint, key }: KeyOfAct, claimedAt: Date): string =>
  `req_${createHash('sha256')
    .update(JSON.stringify([actor, endpoint, key, claimedAt.toISOString()]))
    .digest('hex')
    .slice(0, 32)}`

/** What stands under a key that was claimed before. */
export interface KeptClaim {
  readonly digest: Buffer
  readonly claimedAt: Date
  readonly answer: string | null
  readonly sealed: Buffer | null
  /** Since when the answer is not kept any more. */
  readonly forgottenAt: Date | null
}

/**
 * Claims the key for this transaction. A rival with the same key waits here until the first has committed, and then
 * finds what it answered.
 * @returns nothing when the key is new, otherwise what was stored under it
 */
export async function claimKey(
  tx: Tx,
  { actor, endpoint, key }: KeyOfAct,
  claim: { readonly digest: Buffer; readonly at: Date },
): Promise<KeptClaim | undefined> {
  const { rowCount } = await tx.query(
    `insert into http_idempotency (actor, endpoint, key, digest, claimed_at)
     values ($1, $2, $3, $4, $5)
     on conflict (actor, endpoint, key) do nothing`,
    [actor, endpoint, key, claim.digest, claim.at],
    'http_claim_key',
  )
  if (rowCount === 1) return undefined
  const { rows } = await tx.query<KeptClaim>(
    `select digest, claimed_at as "claimedAt", answer, sealed, forgotten_at as "forgottenAt"
       from http_idempotency
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

/** Which claims are old enough: those made before. */
export interface Forgetting {
  readonly answersBefore: Date
  readonly keysBefore: Date
  readonly at: Date
  readonly limit: number
}

/**
 * Forgets in two steps what was kept for repeated requests. First the answer goes and the key stays, so that a repeat
 * is told that it is too late and never acts a second time; much later the key goes, too. A repeat that comes while
 * its key is taken away waits, and then is a new act under a reference of its own.
 * @returns how many answers and how many keys; call again while one of them is `limit`
 */
export async function forgetKeys(
  tx: Tx,
  { answersBefore, keysBefore, at, limit }: Forgetting,
): Promise<{ readonly answers: number; readonly keys: number }> {
  const { rowCount: answers } = await tx.query(
    `update http_idempotency set answer = null, sealed = null, forgotten_at = $2
      where (actor, endpoint, key) in
            (select actor, endpoint, key from http_idempotency
              where forgotten_at is null and claimed_at < $1
              order by claimed_at limit $3 for update skip locked)`,
    [answersBefore, at, limit],
  )
  const { rowCount: keys } = await tx.query(
    `delete from http_idempotency
      where (actor, endpoint, key) in
            (select actor, endpoint, key from http_idempotency
              where forgotten_at is not null and claimed_at < $1
              order by claimed_at limit $2 for update skip locked)`,
    [keysBefore, limit],
  )
  return { answers, keys }
}
