import { ok, refuse, type Result } from '../../src/base'
import {
  fareLinesText,
  readFareLines,
  readFareTableFile,
  readHotlistFile,
  type FareTableRefusal,
  type HotlistFileRefusal,
} from '../../src/messages'
import { Journal, type Folder, type Recovery } from '../journal'
import type { Fares } from './fare'
import type { TapLists } from './tap-checks'

/** Whether the centre made a MAC over the digest of a file; asked of the terminal's secure module. */
export type CheckFileMac = (digest: Buffer, mac: Buffer) => boolean | Promise<boolean>

type HotlistEvent =
  | { readonly is: 'all'; readonly version: string; readonly cards: readonly string[] }
  | {
      readonly is: 'change'
      readonly version: string
      readonly listed: readonly string[]
      readonly lifted: readonly string[]
    }
  | { readonly is: 'acknowledged'; readonly version: string }

type FareEvent =
  | {
      readonly is: 'table'
      readonly operator: string
      readonly version: string
      readonly effectiveFrom: string
      readonly lines: string
    }
  | { readonly is: 'acknowledged'; readonly version: string }

export type HotlistRefusal = HotlistFileRefusal | 'file-mac-wrong' | 'hotlist-gap' | 'hotlist-old'
export type FaresRefusal = FareTableRefusal | 'file-mac-wrong' | 'fares-of-another' | 'fares-old'

/** Changes after which the whole list is written once more. */
const EVENTS_MAX = 64
/** Tables kept: the one in force, and those still to come. */
const TABLES_MAX = 32

/**
 * The lists of a terminal on its disk. A file is believed when it is as written and its MAC is the centre's; then it
 * takes the place of what was there in one step, so that power lost in the middle leaves the old list or the new one.
 */
export class TerminalLists implements TapLists {
  readonly #hotlist: Journal<HotlistEvent>
  readonly #fares: Journal<FareEvent>
  readonly #stopped = new Set<string>()
  #tables: Fares[] = []
  #version = 0n
  #acknowledged = 0n
  #faresAcknowledged = 0n

  constructor(
    folder: Folder,
    private readonly of: {
      /** Issuers served here, 16 hex digits each; all when absent. */
      readonly issuers?: ReadonlySet<string>
      readonly operator: string
      readonly checkMac: CheckFileMac
    },
  ) {
    this.#hotlist = Journal.open(folder, 'hotlist')
    this.#fares = Journal.open(folder, 'fares')
    for (const event of this.#hotlist.events) this.#applyHotlist(event)
    for (const event of this.#fares.events) this.#applyFares(event)
    // A damaged line may have been a stop: only the whole list says what is missing.
    if (this.#hotlist.recovery.damagedLines > 0) this.#version = 0n
  }

  get recovery(): { readonly hotlist: Recovery; readonly fares: Recovery } {
    return { hotlist: this.#hotlist.recovery, fares: this.#fares.recovery }
  }

  /** The hotlist that is in force here; 0 when there is none. */
  get hotlistVersion(): bigint {
    return this.#version
  }

  /** The newest fare table here, in force or still to come; 0 when there is none. */
  get fareVersion(): bigint {
    return this.#tables.at(-1)?.version ?? 0n
  }

  /** Versions that the centre has not been told of yet. */
  get unacknowledged(): { readonly hotlist?: bigint; readonly fares?: bigint } {
    return {
      ...(this.#version > this.#acknowledged ? { hotlist: this.#version } : {}),
      ...(this.fareVersion > this.#faresAcknowledged ? { fares: this.fareVersion } : {}),
    }
  }

  hotlisted(card: string): boolean {
    return this.#stopped.has(card)
  }

  issuerServed(issuer: string): boolean {
    return this.of.issuers?.has(issuer) ?? true
  }

  /** The fares of a moment of city time: the newest table that is in force by then. */
  faresAt(at: string): Fares | undefined {
    return this.#tables.findLast(({ effectiveFrom }) => effectiveFrom <= at)
  }

  /**
   * Takes a hotlist file: the whole list, or what changed since the version that is here. `hotlist-gap`: what came
   * between is missing, ask for the whole list.
   */
  async takeHotlist(text: string): Promise<Result<bigint, HotlistRefusal>> {
    const read = readHotlistFile(text)
    if (!read.ok) return read
    const { version, since, lines, digest, mac } = read.value
    if (!(await this.of.checkMac(digest, mac))) return refuse('file-mac-wrong', { field: 'mac' })
    if (version <= this.#version) {
      return refuse('hotlist-old', { field: 'version', detail: 'a newer list is here' })
    }
    if (since !== 0n && since !== this.#version) {
      return refuse('hotlist-gap', { field: 'since', detail: `this terminal has ${this.#version}` })
    }
    const listed = lines.filter((line) => line.listed).map(({ card }) => card)
    const lifted = lines.filter((line) => !line.listed).map(({ card }) => card)
    if (since === 0n) this.#keepAll(version, listed)
    else {
      const event = { is: 'change', version: `${version}`, listed, lifted } as const
      this.#hotlist.append(event)
      this.#applyHotlist(event)
      if (this.#hotlist.events.length > EVENTS_MAX) this.#keepAll(version, [...this.#stopped])
    }
    return ok(version)
  }

  /** Takes a fare table; it is charged by from its own moment on. */
  async takeFares(text: string): Promise<Result<bigint, FaresRefusal>> {
    const read = readFareTableFile(text)
    if (!read.ok) return read
    const { operator, version, effectiveFrom, lines, digest, mac } = read.value
    if (!(await this.of.checkMac(digest, mac))) return refuse('file-mac-wrong', { field: 'mac' })
    if (operator !== this.of.operator) {
      return refuse('fares-of-another', {
        field: 'operator',
        detail: `this is ${this.of.operator}`,
      })
    }
    if (version <= this.fareVersion) {
      return refuse('fares-old', { field: 'version', detail: 'a newer table is here' })
    }
    const event: FareEvent = {
      is: 'table',
      operator,
      version: `${version}`,
      effectiveFrom,
      lines: fareLinesText(lines),
    }
    const kept = this.#fares.events.filter(({ is }) => is === 'table').slice(1 - TABLES_MAX)
    const said: FareEvent = { is: 'acknowledged', version: `${this.#faresAcknowledged}` }
    this.#fares.compact([...kept, said, event])
    this.#tables = this.#tables.slice(1 - TABLES_MAX)
    this.#applyFares(event)
    return ok(version)
  }

  /** The centre knows that this hotlist is here. */
  hotlistAcknowledged(version: bigint): void {
    const event = { is: 'acknowledged', version: `${version}` } as const
    this.#hotlist.append(event)
    this.#applyHotlist(event)
  }

  /** The centre knows that this fare table is here. */
  faresAcknowledged(version: bigint): void {
    const event = { is: 'acknowledged', version: `${version}` } as const
    this.#fares.append(event)
    this.#applyFares(event)
  }

  #keepAll(version: bigint, cards: readonly string[]): void {
    const all = { is: 'all', version: `${version}`, cards } as const
    const said = { is: 'acknowledged', version: `${this.#acknowledged}` } as const
    this.#hotlist.compact([all, said])
    this.#applyHotlist(all)
  }

  #applyHotlist(event: HotlistEvent): void {
    const version = BigInt(event.version)
    switch (event.is) {
      case 'all':
        this.#stopped.clear()
        for (const card of event.cards) this.#stopped.add(card)
        this.#version = version
        return
      case 'change':
        for (const card of event.listed) this.#stopped.add(card)
        for (const card of event.lifted) this.#stopped.delete(card)
        this.#version = version
        return
      case 'acknowledged':
        this.#acknowledged = version
    }
  }

  #applyFares(event: FareEvent): void {
    if (event.is === 'acknowledged') {
      this.#faresAcknowledged = BigInt(event.version)
      return
    }
    const lines = readFareLines(event.lines)
    if (!lines.ok) return
    const { operator, effectiveFrom } = event
    this.#tables.push({
      operator,
      version: BigInt(event.version),
      effectiveFrom,
      lines: lines.value,
    })
  }
}
