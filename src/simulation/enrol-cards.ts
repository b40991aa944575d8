import { ok, type Database, type Refusal, type Result } from '../base'
import { register, type CardRegistration } from '../registry'
import type { OnlinePosting, PostOutcome } from '../ledger'
import { CITY_ISSUER, cityProduct, KEY_VERSION, TRIPLE_DES, type Validity } from './chip-works'
import { movementOf, type LoadDone } from './issue-cards'

/** Cards of one call to the registry: large enough to be cheap, small enough to keep up with the streets. */
const CARDS_MAX = 8_192
/** Loads that wait for the books at most. */
const WAITING_MAX = 4_096

export interface CardDeskParts {
  readonly database: Database
  readonly posting: OnlinePosting
  readonly issuedAt: Date
  readonly validity: Validity
}

/**
 * The counter of one day: cards that were handed out enter the registry, and every load goes into the books as
 * a movement of its own. Everything is safe to say again.
 */
export class CardDesk {
  private fresh: LoadDone[] = []
  private reloads: LoadDone[] = []
  private waiting: Promise<PostOutcome>[] = []
  private registering: Promise<unknown> = Promise.resolve()
  private refused: Refusal<string> | undefined

  constructor(private readonly parts: CardDeskParts) {}

  /** Cards with their first load. */
  async issued(loads: readonly LoadDone[]): Promise<void> {
    await this.post(loads)
    this.fresh.push(...loads)
    if (this.fresh.length >= CARDS_MAX) await this.enter()
  }

  /** Loads onto cards that are out already. */
  async loaded(loads: readonly LoadDone[]): Promise<void> {
    await this.post(loads)
    this.reloads.push(...loads)
  }

  /** Everything has been entered when it returns, or the first refusal says why not. */
  async close(): Promise<Result<undefined>> {
    await this.enter()
    await this.registering
    await this.settle()
    await this.parts.posting.close()
    return this.refused ?? ok(undefined)
  }

  private async post(loads: readonly LoadDone[]): Promise<void> {
    for (const load of loads) {
      const posted = this.parts.posting.submit(movementOf(load))
      // Told where it is awaited.
      posted.catch(() => undefined)
      this.waiting.push(posted)
    }
    if (this.waiting.length >= WAITING_MAX) await this.settle()
  }

  private async settle(): Promise<void> {
    const outcomes = await Promise.all(this.waiting)
    this.waiting = []
    for (const outcome of outcomes) if (!outcome.ok) this.refused ??= outcome
  }

  /** One call at a time; the next waits for the one before. */
  private async enter(): Promise<void> {
    await this.registering
    const { fresh, reloads } = this
    this.fresh = []
    this.reloads = []
    this.registering = this.register(fresh, reloads)
    this.registering.catch(() => undefined)
  }

  private async register(fresh: readonly LoadDone[], reloads: readonly LoadDone[]): Promise<void> {
    const done = await register(this.parts.database, {
      cards: fresh.map((load) => this.entryOf(load)),
      cardLoads: [...fresh, ...reloads],
    })
    if (!done.ok) this.refused ??= done
  }

  private entryOf({ card }: LoadDone): CardRegistration {
    const { issuedAt, validity } = this.parts
    return {
      card,
      product: cityProduct.product,
      productVersion: cityProduct.version,
      issuer: CITY_ISSUER,
      issuedAt,
      validFrom: dated(validity.start),
      validTo: dated(validity.expiry),
      openingCounter: 0,
      keyVersion: KEY_VERSION,
      algorithm: TRIPLE_DES,
    }
  }
}

const dated = (day: string): string => `${day.slice(0, 4)}-${day.slice(4, 6)}-${day.slice(6)}`
