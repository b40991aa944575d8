import {
  invariant,
  ok,
  refuse,
  type Actor,
  type Database,
  type Result,
  type Sql,
  type Tx,
} from '../base'
import type { CardWorks } from './card-work'
import { readSession } from './open-session'
import { isAway, mayUse, type ReaderRecord, type ReaderRefusal, type ReaderReport } from './reader'
import {
  insertReader,
  lockReader,
  readerNamed,
  readersFor,
  writeHeard,
  writeReader,
} from './reader-store'
import type { SessionRefusal, Turn } from './session'
import { handSessionTo, lockSession } from './store'

/** Who asks, and when. */
export interface Asking {
  readonly actor: Actor
  readonly at: Date
}

/**
 * The program at a desk says what its reader is and what lies in it; the first report enters the reader. Whoever
 * keeps a reader may start the program again: the newer one takes the place of the older.
 */
export async function reportReader(
  tx: Tx,
  { actor, at }: Asking,
  given: ReaderReport & { readonly reader: string },
): Promise<
  Result<{ readonly reader: ReaderRecord; readonly entered: boolean }, 'reader-kept-by-another'>
> {
  const keeperKind = actor.kind === 'terminal' ? 'terminal' : 'staff'
  const fresh = { ...given, keptBy: actor.id, keeperKind, heardAt: at } as const
  const entered = await insertReader(tx, fresh)
  const known = await lockReader(tx, given.reader)
  invariant(known !== undefined, 'a reader that was entered is there', { reader: given.reader })
  if (entered) return ok({ reader: known, entered })
  if (known.keptBy !== actor.id && !isAway(known, at)) {
    return refuse('reader-kept-by-another', {
      field: 'reader',
      detail: 'somebody else’s program keeps a reader of this name; take another name',
    })
  }
  const restarted = known.instance !== given.instance
  const now: ReaderRecord = {
    ...known,
    ...fresh,
    ...(restarted ? { session: null, wish: null, wishNumber: 0n } : {}),
    change: seen(known) === seen(fresh) && !restarted ? known.change : known.change + 1n,
  }
  await writeReader(tx, now)
  return ok({ reader: now, entered: restarted })
}

/** What of a reader people see. */
const seen = ({ model, drawer, card, trouble }: ReaderReport): string =>
  JSON.stringify([model, drawer, card === null ? null : Object.entries(card).sort(), trouble])

/** The readers somebody may use that were heard within the last hours; those away say so. */
export const readersOf = (sql: Sql, { actor, at }: Asking): Promise<ReaderRecord[]> =>
  readersFor(sql, {
    keptBy: actor.id,
    terminals: actor.roles.some(
      (role) => role === 'counter-clerk' || role === 'counter-supervisor',
    ),
    heardSince: new Date(at.getTime() - LISTED_MS),
    limit: LISTED_MAX,
  })

const LISTED_MS = 12 * 3_600_000
const LISTED_MAX = 200

/** A reader as it stands, for those who may use it. */
export async function readerFor(
  sql: Sql,
  actor: Actor,
  reader: string,
): Promise<Result<ReaderRecord, 'reader-unknown'>> {
  const found = await readerNamed(sql, reader)
  return found === undefined || !mayUse(actor, found) ? unknown(reader) : ok(found)
}

type HandRefusal = Extract<
  ReaderRefusal | SessionRefusal,
  'reader-unknown' | 'reader-away' | 'reader-busy' | 'session-unknown' | 'session-ended'
>

/**
 * Hands an open conversation of one's own to a reader: its program answers the turns from now on, and whoever handed
 * it over watches. Saying it again changes nothing.
 */
export async function handToReader(
  tx: Tx,
  { actor, at }: Asking,
  given: { readonly reader: string; readonly session: string },
): Promise<Result<ReaderRecord, HandRefusal>> {
  const known = await lockReader(tx, given.reader)
  if (known === undefined || !mayUse(actor, known)) return unknown(given.reader)
  const session = await lockSession(tx, given.session)
  if (session === undefined || session.openedBy !== actor.id) {
    return refuse('session-unknown', { field: 'session', detail: 'no such session' })
  }
  if (known.session === given.session) return ok(known)
  if (session.state !== 'open') {
    return refuse('session-ended', { detail: `the session is ${session.state}; open a new one` })
  }
  if (isAway(known, at)) {
    return refuse('reader-away', { detail: 'its program is not heard; start it at the desk' })
  }
  const before = known.session === null ? undefined : await lockSession(tx, known.session)
  if (before?.state === 'open') {
    return refuse('reader-busy', {
      detail: 'another conversation is held with the card in it; wait for its end or interrupt it',
    })
  }
  const now = { ...known, session: given.session, change: known.change + 1n }
  await handSessionTo(tx, { session: given.session, keeper: known.keptBy })
  await writeReader(tx, now)
  return ok(now)
}

/** A person without hardware puts a card of the drawer on a virtual reader, or takes it away (`put` null). */
export async function wishCard(
  tx: Tx,
  { actor, at }: Asking,
  given: { readonly reader: string; readonly put: string | null },
): Promise<
  Result<
    ReaderRecord,
    Extract<
      ReaderRefusal,
      'reader-unknown' | 'reader-away' | 'reader-not-virtual' | 'card-not-in-drawer'
    >
  >
> {
  const known = await lockReader(tx, given.reader)
  if (known === undefined || !mayUse(actor, known)) return unknown(given.reader)
  if (known.drawer === null) {
    return refuse('reader-not-virtual', { detail: 'cards are put on a real reader by hand' })
  }
  if (isAway(known, at)) {
    return refuse('reader-away', { detail: 'its program is not heard; start it at the desk' })
  }
  if (given.put !== null && !known.drawer.some(({ name }) => name === given.put)) {
    return refuse('card-not-in-drawer', { field: 'put', detail: 'no card of this name' })
  }
  const now = { ...known, wish: given.put, wishNumber: known.wishNumber + 1n }
  await writeReader(tx, now)
  return ok(now)
}

/** What a reader's program is to do now. */
export interface ReaderWork {
  /** The turn that waits for the card; null when no conversation is open. */
  readonly turn: Turn | null
  /** The newest wish of a person at a virtual reader; number 0 when there was none. */
  readonly wish: { readonly number: number; readonly put: string | null }
}

/** Looks what there is to do, and notes that the program is heard. */
export async function workOf(
  database: Database,
  works: CardWorks,
  asked: Asking & { readonly reader: string; readonly instance: string },
): Promise<Result<ReaderWork, 'reader-unknown' | 'reader-taken-over'>> {
  const { actor, at, reader, instance } = asked
  const known = await readerNamed(database, reader)
  if (known === undefined || known.keptBy !== actor.id) return unknown(reader)
  if (known.instance !== instance || !(await writeHeard(database, { reader, instance, at }))) {
    return refuse('reader-taken-over', {
      detail: 'another program keeps this reader now; this one has to stop',
    })
  }
  const wish = { number: Number(known.wishNumber), put: known.wish }
  if (known.session === null) return ok({ turn: null, wish })
  const found = await readSession(database, works, known.session)
  const standing = found.ok ? found.value.standing : undefined
  return ok({ turn: standing?.state === 'open' ? standing : null, wish })
}

const unknown = (reader: string): Result<never, 'reader-unknown'> =>
  refuse('reader-unknown', { field: 'reader', detail: `no reader ${reader.slice(0, 68)}` })
