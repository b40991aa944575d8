import { businessDateOf, type Act, type Clock, type Database } from '../base'
import { decodeTlv, writeTlv, type DecodedMessage } from '../messages'
import { chipEntries, type ChipDataKind, type ChipEntry } from './chip-data'
import type { Code } from './codes.table'
import {
  beginChipFetch,
  chipProgress,
  chipSetOf,
  chipVersionAt,
  noteChipDone,
  noteChipFetched,
} from './store-chip-data'
import type { PosTerminal } from './terminal'

/** What a download says. */
export interface Said {
  readonly code: Code
  readonly fields?: Readonly<Record<number, string>>
}

/** How one download is answered. */
export type Answering = (act: Act, terminal: PosTerminal, message: DecodedMessage) => Promise<Said>

export const IMPOSSIBLE: Said = { code: 'not-possible' }

const ENTRIES_A_PAGE = 20
const NOTHING = '30'
const PRESENT = '31'
const MORE = '32'
/** What asks for a terminal's attention in the header of an answer: 4 and 5 (iso8583.md 3.1). */
const CALLS = [
  ['ca-keys', '4'],
  ['ic-parameters', '5'],
] as const satisfies readonly (readonly [ChipDataKind, string])[]

const NEWEST_FOR_MS = 5_000
const DONE_FOR_MS = 60_000

/**
 * Downloads of CA public keys (372 list, 370 one key, 371 end) and of parameters of chip applications (382, 380, 381).
 * A terminal gets the set it began with, whatever is published meanwhile, and may say that it has a set only when it was
 * sent every entry of it.
 */
export class ChipDownloads {
  readonly answering: Readonly<Record<string, Answering>> = {
    '372': (act, terminal, message) => list(act, { terminal, message, kind: 'ca-keys' }),
    '370': (act, terminal, message) => give(act, { terminal, message, kind: 'ca-keys' }),
    '371': (act, terminal) => this.end(act, terminal, 'ca-keys'),
    '382': (act, terminal, message) => list(act, { terminal, message, kind: 'ic-parameters' }),
    '380': (act, terminal, message) => give(act, { terminal, message, kind: 'ic-parameters' }),
    '381': (act, terminal) => this.end(act, terminal, 'ic-parameters'),
  }
  private newest: { readonly of: ReadonlyMap<ChipDataKind, bigint>; readonly atMs: number } = {
    of: new Map(),
    atMs: -Infinity,
  }
  private readonly has = new Map<
    string,
    { readonly of: ReadonlyMap<ChipDataKind, bigint | null>; readonly atMs: number }
  >()

  constructor(private readonly desk: { readonly database: Database; readonly clock: Clock }) {}

  /** What a terminal is to fetch: 4 CA keys, 5 parameters; undefined when it has all that is in force. */
  async call(terminal: string): Promise<'4' | '5' | undefined> {
    const nowMs = this.desk.clock.now().getTime()
    const inForce = await this.inForce(nowMs)
    if (inForce.size === 0) return undefined
    const has = await this.hasNow(terminal, nowMs)
    return CALLS.find(([kind]) => inForce.has(kind) && inForce.get(kind) !== has.get(kind))?.[1]
  }

  private async inForce(nowMs: number): Promise<ReadonlyMap<ChipDataKind, bigint>> {
    if (nowMs - this.newest.atMs < NEWEST_FOR_MS) return this.newest.of
    const { database, clock } = this.desk
    const of = new Map<ChipDataKind, bigint>()
    for (const [kind] of CALLS) {
      const version = await chipVersionAt(database, kind, businessDateOf(clock.now(), 0))
      if (version !== undefined) of.set(kind, version)
    }
    this.newest = { of, atMs: nowMs }
    return of
  }

  private async hasNow(
    terminal: string,
    nowMs: number,
  ): Promise<ReadonlyMap<ChipDataKind, bigint | null>> {
    const known = this.has.get(terminal)
    if (known !== undefined && nowMs - known.atMs < DONE_FOR_MS) return known.of
    const progress = await chipProgress(this.desk.database, terminal)
    const of = new Map([...progress].map(([kind, { doneVersion }]) => [kind, doneVersion]))
    this.has.set(terminal, { of, atMs: nowMs })
    return of
  }

  private async end(act: Act, { terminal }: PosTerminal, kind: ChipDataKind): Promise<Said> {
    const progress = (await chipProgress(act.tx, terminal)).get(kind)
    if (progress === undefined) return IMPOSSIBLE
    const entries = await entriesOf(act, progress.version)
    if (entries.some(({ name }) => !progress.fetched.includes(name))) return IMPOSSIBLE
    await noteChipDone(act.tx, { terminal, kind, at: act.at })
    // Looked up again with the next answer, when this is committed.
    this.has.delete(terminal)
    return { code: 'approved' }
  }
}

interface Asked {
  readonly terminal: PosTerminal
  readonly message: DecodedMessage
  readonly kind: ChipDataKind
}

async function entriesOf({ tx }: Act, version: bigint): Promise<readonly ChipEntry[]> {
  const set = await chipSetOf(tx, version)
  return set === undefined ? [] : chipEntries(set)
}

/** f62: "1" and in two digits how many the terminal has listed so far. */
async function list(act: Act, { terminal: { terminal }, message, kind }: Asked): Promise<Said> {
  const asked = Buffer.from(message.fields[62] ?? '', 'hex').toString('latin1')
  const [, digits] = /^1(\d{2})$/.exec(asked) ?? []
  if (digits === undefined) return { code: 'format-wrong' }
  const from = Number(digits)
  const version =
    from === 0
      ? await chipVersionAt(act.tx, kind, businessDateOf(act.at, 0))
      : (await chipProgress(act.tx, terminal)).get(kind)?.version
  if (version === undefined) return from === 0 ? saying(NOTHING) : IMPOSSIBLE
  const entries = await entriesOf(act, version)
  if (from === 0) await beginChipFetch(act.tx, { terminal, kind, version })
  if (entries.length === 0) return saying(NOTHING)
  const some = entries.slice(from, from + ENTRIES_A_PAGE)
  if (some.length === 0) return IMPOSSIBLE
  const flag = from + some.length < entries.length ? MORE : PRESENT
  return saying(flag + some.map(({ listed }) => listed).join(''))
}

/** f62: the name of one entry; the answer is that entry, or 0 when there is none of the name. */
async function give(act: Act, { terminal: { terminal }, message, kind }: Asked): Promise<Said> {
  const name = nameIn(message.fields[62] ?? '', kind)
  if (name === undefined) return { code: 'format-wrong' }
  const progress = (await chipProgress(act.tx, terminal)).get(kind)
  if (progress === undefined) return IMPOSSIBLE
  const found = (await entriesOf(act, progress.version)).find((entry) => entry.name === name)
  if (found === undefined) return saying(NOTHING)
  await noteChipFetched(act.tx, { terminal, kind, name })
  return saying(PRESENT + found.data)
}

const saying = (f62: string): Said => ({ code: 'approved', fields: { 62: f62 } })

const NAMED_BY: Readonly<Record<ChipDataKind, readonly string[]>> = {
  'ca-keys': ['9F06', '9F22'],
  'ic-parameters': ['9F06'],
}

/** The name of an entry as we write it, whatever else the terminal says. */
function nameIn(f62: string, kind: ChipDataKind): string | undefined {
  const tags = decodeTlv(Buffer.from(f62, 'hex'))
  if (!tags.ok) return undefined
  const wanted = NAMED_BY[kind]
  const parts = wanted.flatMap((tag) => tags.value.find((node) => node.tag === tag) ?? [])
  return parts.length === wanted.length ? writeTlv(parts).toString('hex').toUpperCase() : undefined
}
