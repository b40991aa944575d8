import { createHash } from 'node:crypto'
import { invariant, refuse, ok, type Act, type Result, type Sql } from '../base'
import type { CardWork, CardWorks, JsonObject, WorkSession } from './card-work'
import { standing } from './converse'
import type { Ended, Outcome, SessionRecord, SessionRefusal, Turn, TurnOrEnd } from './session'
import {
  deleteEndedSessions,
  insertSession,
  lockOpenSessionOf,
  lockSession,
  lockSilentSessions,
  sessionNamed,
  writeEnd,
  writeReply,
} from './store'

/** A command has at most 255 bytes of answer data and two of status. */
const REPLY_BYTES_MAX = 258
/**
 * An attempt fails only when another caller opened a session meanwhile; with more callers at once than a centre has
 * connections to its database, the last is told to ask again.
 */
const ATTEMPTS_MAX = 100

/** What is to be done with which card. One session is open on a subject at a time. */
export interface SessionOrder {
  readonly kind: string
  readonly order: JsonObject
  /** "card:3104…", or "reader:…" while the card is not known yet. */
  readonly subject: string
}

/** The name of the session that an act opens; the same request names the same session. */
export const sessionOf = (act: Pick<Act, 'reference'>): string =>
  `ses_${createHash('sha256').update(`session:${act.reference}`).digest('hex').slice(0, 24)}`

/**
 * Opens a session and says what the card is to be asked first. Another session that is open on the subject is
 * interrupted: whoever holds the card in the reader now is right.
 */
export async function openSession(
  act: Act,
  works: CardWorks,
  asked: SessionOrder,
): Promise<TurnOrEnd> {
  const session = sessionOf(act)
  const fresh = { session, ...asked, openedBy: act.actor.id, openedAt: act.at }
  for (let attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
    if (await insertSession(act.tx, fresh)) {
      const record: SessionRecord = {
        ...fresh,
        state: 'open',
        replies: [],
        outcome: null,
        handedTo: null,
        heardAt: act.at,
      }
      return goOn(act, workOf(works, record), record)
    }
    const before = await lockOpenSessionOf(act.tx, asked.subject)
    if (before?.session === session) return answerAgain(workOf(works, before), before, 0)
    if (before !== undefined) await interrupt(act, works, before)
    else {
      const same = await lockSession(act.tx, session)
      if (same !== undefined) return endOf(same)
    }
  }
  invariant(false, 'a session can be opened once the one before it is over', { session })
}

/**
 * Takes the card's reply to a turn and says what comes next. The same reply to the same turn gets the same
 * answer, however often and by however many callers at once; another reply is refused.
 */
export async function replyToTurn(
  act: Act,
  works: CardWorks,
  given: { readonly session: string; readonly turn: number; readonly reply: Buffer },
): Promise<Result<TurnOrEnd, SessionRefusal>> {
  const { turn, reply } = given
  if (reply.length < 2 || reply.length > REPLY_BYTES_MAX) {
    return refuse('reply-malformed', {
      field: 'reply',
      detail: `a reply has 2 to ${REPLY_BYTES_MAX} bytes, the last two are the status word`,
    })
  }
  const record = await lockSession(act.tx, given.session)
  const mine = ownOf(act, record, given.session)
  if (!mine.ok) return mine
  const own = mine.value
  const work = workOf(works, own)
  const kept = own.replies[turn - 1]
  if (kept !== undefined) {
    return kept.equals(reply)
      ? ok(await answerAgain(work, own, turn))
      : refuse('turn-answered-otherwise', {
          field: 'reply',
          detail: `turn ${turn} has been answered with another reply`,
        })
  }
  if (own.state !== 'open') return ended(own)
  if (turn !== own.replies.length + 1) {
    return refuse('turn-not-asked', {
      field: 'turn',
      detail: `turn ${own.replies.length + 1} is the one that waits for a reply`,
    })
  }
  return ok(await goOn(act, work, { ...own, replies: [...own.replies, reply] }, reply))
}

/**
 * The card left the reader, or the reader gives up. The session is over; the order behind it lives on. Saying
 * it again changes nothing.
 */
export async function interruptSession(
  act: Act,
  works: CardWorks,
  given: { readonly session: string; readonly turn: number },
): Promise<Result<Ended, SessionRefusal>> {
  const mine = ownOf(act, await lockSession(act.tx, given.session), given.session)
  if (!mine.ok) return mine
  const own = mine.value
  if (own.state !== 'open') return ok(endOf(own))
  if (given.turn > own.replies.length + 1) {
    return refuse('turn-not-asked', {
      field: 'turn',
      detail: `turn ${own.replies.length + 1} is the last that was asked`,
    })
  }
  await interrupt(act, works, own)
  return ok({ session: own.session, state: 'interrupted' })
}

/** Interrupts sessions whose reader has been silent since an instant; answers how many. */
export async function interruptSilent(
  act: Act,
  works: CardWorks,
  silent: { readonly since: Date; readonly limit: number },
): Promise<number> {
  const sessions = await lockSilentSessions(act.tx, silent)
  for (const session of sessions) await interrupt(act, works, session)
  return sessions.length
}

/**
 * Forgets sessions that ended before an instant, a few at a time. What was done in them stands where it was booked, with
 * the evidence of the card; a reader that asks for one is told that there is none. Answers how many; call again while
 * it is `limit`.
 */
export async function forgetEnded(
  act: Act,
  over: { readonly before: Date; readonly limit: number },
): Promise<number> {
  const forgotten = await deleteEndedSessions(act.tx, over)
  if (forgotten > 0) {
    const detail = { forgotten, endedBefore: over.before.toISOString() }
    await act.trail({ act: 'session.forgotten', subject: 'sessions:reader', detail })
  }
  return forgotten
}

/** A session as it stands: the turn that waits, or how it ended. */
export async function readSession(
  sql: Sql,
  works: CardWorks,
  session: string,
): Promise<
  Result<
    {
      readonly kind: string
      readonly subject: string
      readonly openedBy: string
      readonly openedAt: Date
      readonly standing: TurnOrEnd
    },
    'session-unknown'
  >
> {
  const record = await sessionNamed(sql, session)
  if (record === undefined) return unknown(session)
  const { kind, subject, openedBy, openedAt, replies } = record
  const now =
    record.state === 'open'
      ? await answerAgain(workOf(works, record), record, replies.length)
      : endOf(record)
  return ok({ kind, subject, openedBy, openedAt, standing: now })
}

/** Leads the conversation on from its newest reply (or its beginning) and keeps what came of it. */
async function goOn(
  act: Act,
  work: CardWork,
  record: SessionRecord,
  newest?: Buffer,
): Promise<TurnOrEnd> {
  const session = workSessionOf(record)
  const now = await standing(work, record, async (asks, answer) =>
    work.before === undefined ? ok(undefined) : work.before(act, session, asks, answer),
  )
  if (!now.ended) {
    await keep(act, record, { state: 'open', outcome: null }, newest)
    return turnOf(record, now.open)
  }
  const answer = await work.finish(act, session, now.outcome)
  const outcome: Outcome = answer.ok
    ? { answer: answer.value }
    : {
        refused: answer.refused,
        ...(answer.detail === undefined ? {} : { detail: answer.detail }),
      }
  const state = answer.ok ? 'done' : 'refused'
  await keep(act, record, { state, outcome }, newest)
  return endOf({ ...record, state, outcome })
}

async function keep(
  act: Act,
  { session }: SessionRecord,
  now: Pick<SessionRecord, 'state' | 'outcome'>,
  newest: Buffer | undefined,
): Promise<void> {
  if (newest !== undefined) {
    await writeReply(act.tx, { session, reply: newest, at: act.at, ...now })
  } else if (now.state !== 'open') {
    await writeEnd(act.tx, { session, at: act.at, state: now.state, outcome: now.outcome })
  }
}

/** What was answered to a turn before: replayed, nothing is booked a second time. */
async function answerAgain(
  work: CardWork,
  record: SessionRecord,
  turn: number,
): Promise<TurnOrEnd> {
  if (record.state !== 'open' && turn >= record.replies.length) return endOf(record)
  const replies = record.replies.slice(0, turn)
  const then = await standing(work, { order: record.order, replies })
  invariant(!then.ended, 'a session that was answered goes on the same way when it is replayed', {
    session: record.session,
  })
  return turnOf({ ...record, replies }, then.open)
}

async function interrupt(act: Act, works: CardWorks, record: SessionRecord): Promise<void> {
  const work = workOf(works, record)
  const now = await standing(work, record)
  invariant(!now.ended, 'an open session waits for its card', { session: record.session })
  await work.interrupted(act, workSessionOf(record), now.open)
  await writeEnd(act.tx, {
    session: record.session,
    at: act.at,
    state: 'interrupted',
    outcome: null,
  })
}

const turnOf = (
  { session, replies }: SessionRecord,
  open: { readonly apdu: Buffer; readonly repeat: Turn['repeat'] },
): Turn => ({
  session,
  state: 'open',
  turn: replies.length + 1,
  apdu: open.apdu.toString('hex').toUpperCase(),
  repeat: open.repeat,
})

function endOf({ session, state, outcome }: SessionRecord): Ended {
  if (state === 'interrupted') return { session, state }
  invariant(outcome !== null, 'a session that ended has an outcome', { session })
  return 'answer' in outcome
    ? { session, state: 'done', answer: outcome.answer }
    : { session, state: 'refused', ...outcome }
}

const workSessionOf = ({
  session,
  order,
  subject,
  openedBy,
}: SessionRecord): WorkSession<JsonObject> => ({ id: session, order, subject, openedBy })

function workOf(works: CardWorks, { kind }: Pick<SessionRecord, 'kind'>): CardWork {
  const work = Object.hasOwn(works, kind) ? works[kind] : undefined
  invariant(work !== undefined, 'every kind of session has its work', { kind })
  return work
}

function ownOf(
  act: Act,
  record: SessionRecord | undefined,
  session: string,
): Result<SessionRecord, SessionRefusal> {
  if (record === undefined) return unknown(session)
  const { openedBy, handedTo } = record
  return openedBy === act.actor.id || handedTo === act.actor.id || act.actor.kind === 'centre'
    ? ok(record)
    : refuse('session-not-yours', {
        detail: 'only who opened a session, or keeps the reader it was handed to, goes on with it',
      })
}

const unknown = (session: string): Result<never, 'session-unknown'> =>
  refuse('session-unknown', { field: 'session', detail: `no session ${session.slice(0, 40)}` })

const ended = (record: SessionRecord): Result<never, 'session-ended'> =>
  refuse('session-ended', { detail: `the session is ${record.state}; open a new one` })
