import { randomBytes } from 'node:crypto'
import {
  businessDateOf,
  Fault,
  invariant,
  type Act,
  type Actor,
  type Result,
  type Sql,
  type Tx,
} from '../../../base'
import { requestApproval } from '../../../oversight'
import { ruleAt } from '../../../rules'
import { problemOf } from '../problem'
import { answered, statusOf, versionTag } from './answer'
import type { AnyEndpoint, Route } from './endpoint'
import { claimKey, keepAnswer, referenceOf, type KeptAnswer, type KeyOfAct } from './idempotency'
import type { Input } from './input'
import type { FrameParts, Signature } from './parts'
import { canonical } from './wire'

/** A request to act, checked. */
export interface Asking {
  readonly actor: Actor
  readonly at: Date
  /** As the schemas read it. */
  readonly input: Input
  /** As sent: what an approval keeps, and what decides whether two requests are the same. */
  readonly given: Input
  readonly version: number
  /** "" where the endpoint keeps no answers. */
  readonly key: string
}

export interface Stored {
  readonly answer: KeptAnswer
  readonly replayed: boolean
}

type Handler = (act: Act) => Promise<Result<unknown>>

/**
 * Carries an act out once: in one transaction the key is claimed, the handler works, the trail and the answer are
 * written. Whoever asks again gets the stored answer; whoever uses the key for something else is refused.
 */
export async function actOnce(
  parts: FrameParts,
  { endpoint }: Route,
  asking: Asking,
  handle: Handler,
): Promise<Stored> {
  const { actor, at, given, version, key } = asking
  if (endpoint.idempotent === false) {
    const reference = `req_${randomBytes(16).toString('hex')}`
    return parts.database.transaction(async (tx) => ({
      answer: await carriedOut(parts, endpoint, { ...asking, tx, reference }, handle),
      replayed: false,
    }))
  }
  const claim: KeyOfAct = { actor: actor.id, endpoint: endpoint.name, key }
  const context = `http_idempotency:${endpoint.name}`
  const same = { context, text: canonical({ ...given, version }) }
  const digest = await parts.seal.blindIndex(same)
  return parts.database.transaction(async (tx) => {
    const kept = await claimKey(tx, claim, { digest, at })
    if (kept !== undefined) {
      const digests = await parts.seal.blindIndexes(same)
      if (!digests.some((one) => one.equals(kept.digest))) return KEY_REUSED
      if (kept.forgottenAt !== null) return keyExpired(claim, kept.claimedAt)
      const text = kept.sealed === null ? kept.answer : await opened(parts, context, kept.sealed)
      invariant(text !== null, 'a committed act has its answer', { claim })
      return { answer: JSON.parse(text) as KeptAnswer, replayed: true }
    }
    const reference = referenceOf(claim, at)
    const answer = await carriedOut(parts, endpoint, { ...asking, tx, reference }, handle)
    const text = JSON.stringify(answer)
    const plain = Buffer.from(text)
    await keepAnswer(
      tx,
      claim,
      endpoint.secret === true
        ? { sealed: await parts.seal.sealPersonal({ context, plain }) }
        : { answer: text },
    )
    return { answer, replayed: false }
  })
}

/** @throws Fault when the key it was sealed under is not at hand, or the stored bytes are damaged */
async function opened({ seal }: FrameParts, context: string, sealed: Buffer): Promise<string> {
  const plain = await seal.openPersonal({ context, sealed })
  if (!plain.ok) throw new Fault('vault', `a stored answer does not open: ${plain.refused}`, false)
  return plain.value.toString()
}

interface Carrying extends Asking {
  readonly tx: Tx
  readonly reference: string
}

/** The handler's answer, or an approval to wait for; after a refusal nothing of the handler's is left. */
async function carriedOut(
  parts: FrameParts,
  endpoint: AnyEndpoint,
  { tx, reference, actor, at, input, given, version }: Carrying,
  handle: Handler,
): Promise<KeptAnswer> {
  const act = actOf(parts, { tx, actor, at, reference })
  const because = await endpoint.fourEyes?.({
    tx,
    actor,
    at,
    ...input,
    desks: parts.desks,
  } as never)
  if (because !== undefined) {
    invariant(endpoint.approvers !== undefined, 'an act for four eyes has approvers', {
      endpoint: endpoint.name,
    })
    const { approval, expiresAt } = await requestApproval(act, parts.desks.oversight, {
      endpoint: endpoint.name,
      request: { ...given, version } satisfies WaitingRequest,
      because,
      expiresAt: await lapsesAt(tx, at),
    })
    const body = { approval, state: 'pending', because, expiresAt }
    return { status: 202, body: JSON.stringify(body), headers: {} }
  }
  return outcomeOf(endpoint, tx, () => handle(act))
}

/** Runs a handler behind a savepoint and says how its outcome is answered. */
export async function outcomeOf(
  endpoint: AnyEndpoint,
  tx: Tx,
  handle: () => Promise<Result<unknown>>,
): Promise<KeptAnswer> {
  await tx.query('savepoint act')
  const outcome = await handle()
  if (!outcome.ok) {
    await tx.query('rollback to savepoint act; release savepoint act')
    const status = statusOf(endpoint, outcome)
    return { status, body: JSON.stringify(problemOf(status, outcome)), headers: {} }
  }
  await tx.query('release savepoint act')
  const answer = answered(endpoint, outcome.value)
  const tag = versionTag(answer)
  return {
    status: endpoint.status,
    body: answer === undefined ? '' : JSON.stringify(answer),
    headers: tag === undefined ? {} : { etag: tag },
  }
}

/** What an act that waits will be called with: as it was sent, so that the schemas of the day look at it again. */
export interface WaitingRequest extends Input {
  readonly version: number
}

const HOUR_MS = 3_600_000

async function lapsesAt(sql: Sql, at: Date): Promise<Date> {
  const hours = await ruleAt(sql, 'approval-hours', businessDateOf(at, 0))
  return new Date(at.getTime() + Number(hours) * HOUR_MS)
}

/** An act of this frame: everything it writes, its trail too, goes through one transaction. */
export function actOf(
  parts: FrameParts,
  { tx, actor, approvedBy, at, reference }: Signature & { readonly tx: Tx },
): Act {
  const by = { actor, at, reference, ...(approvedBy === undefined ? {} : { approvedBy }) }
  return { tx, ...by, trail: (entry) => parts.appendTrail(tx, by, entry) }
}

const KEY_REUSED: Stored = {
  replayed: false,
  answer: {
    status: 422,
    body: JSON.stringify(
      problemOf(422, {
        ok: false,
        refused: 'idempotency-key-reused',
        detail: 'this key already stands for another request; take a new one',
      }),
    ),
    headers: {},
  },
}

/** The act was done, its answer is gone: who asks so late looks for what became of it, under the name of the act. */
const keyExpired = (claim: KeyOfAct, claimedAt: Date): Stored => ({
  replayed: false,
  answer: {
    status: 409,
    body: JSON.stringify(
      problemOf(409, {
        ok: false,
        refused: 'idempotency-key-expired',
        detail:
          `this request was answered at ${claimedAt.toISOString()} as ${referenceOf(claim, claimedAt)}, and the answer ` +
          'is not kept any longer; nothing was done now',
      }),
    ),
    headers: {},
  },
})
