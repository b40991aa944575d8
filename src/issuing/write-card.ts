import {
  type Act,
  type CardNumber,
  idFrom,
  invariant,
  maskCardNumber,
  ok,
  parseHex,
  refuse,
  type Result,
  type Sql,
} from '../base'
import { personalise, type PersonalisedCard, profiles, vaultDoor } from '../card'
import type { KeyVault } from '../keys'
import { type CardProfile, cardKey, changeCardState, enterBlankCard } from '../registry'
import type { CardWork, JsonObject } from '../remote-reader'
import { type NumbersRefusal, takeNumbers } from './plan'
import { lockChips, writeCardsOfChips, writeMoves } from './store-stock'
import {
  endWriting,
  insertWriting,
  lockWriting,
  openWritingOf,
  selectWriting,
  type Writing,
} from './store-writings'

/** The registry and the card district spell one profile differently. */
export const chipProfile = (profile: CardProfile) =>
  profiles[profile === 't-union' ? 'tunion' : profile]

export type BeginRefusal =
  | NumbersRefusal
  | 'serial-unknown'
  | 'stock-state-forbids'
  | 'stock-not-yours'
  | 'chip-not-blank'
  | 'profile-differs'
  | 'card-number-taken'

/**
 * Begins to make a card of a blank chip that the clerk has in hand: a number is set aside and the card entered as
 * blank. What is written afterwards, in one reader session or in several, is written for this number on this chip.
 * Begun again for a chip that is being written, the same writing is answered: that is how a broken one resumes.
 */
export async function beginWriting(
  act: Act,
  wanted: {
    readonly product: string
    readonly serial: string
    /** Written on the chip instead of what the plan says: a card for somebody with a concession. */
    readonly cardKind?: number
  },
): Promise<Result<Writing, BeginRefusal>> {
  const serial = wanted.serial.toUpperCase()
  const chip = (await lockChips(act.tx, [serial])).get(serial)
  if (chip === undefined) return refuse('serial-unknown', { detail: `no chip ${serial}` })
  if (chip.state !== 'with-clerk') {
    return refuse('stock-state-forbids', { detail: `chip ${serial} is ${chip.state}` })
  }
  if (chip.holder !== act.actor.id) {
    return refuse('stock-not-yours', { detail: `chip ${serial} is in other hands` })
  }
  const open = await openWritingOf(act.tx, serial)
  if (open !== undefined) {
    const isSame =
      open.product === wanted.product &&
      (wanted.cardKind === undefined || open.cardKind === wanted.cardKind)
    return isSame
      ? ok(open)
      : refuse('chip-not-blank', {
          detail: 'this chip is being written for another product or kind of card',
        })
  }
  if (chip.card !== null) return refuse('chip-not-blank', { detail: 'this chip is a card already' })
  const taken = await takeNumbers(act, { product: wanted.product, count: 1 })
  if (!taken.ok) return taken
  const { product, plan, numbers, validFrom, validTo } = taken.value
  if (product.profile !== chip.profile) {
    return refuse('profile-differs', {
      detail: `the chip is ${chip.profile}, the product ${product.profile}`,
    })
  }
  const [card] = numbers
  invariant(card !== undefined, 'one number was taken')
  const { issuer, keyVersion, algorithm } = plan
  const cardKind = wanted.cardKind ?? plan.cardKind
  const written = {
    card,
    product: product.product,
    productVersion: product.version,
    issuer,
    validFrom,
    validTo,
    keyVersion,
    algorithm,
  }
  const entered = await enterBlankCard(act, { ...written, openingCounter: 0 })
  if (!entered.ok) {
    return refuse('card-number-taken', {
      detail: `${maskCardNumber(card)}: ${entered.detail ?? ''}`,
    })
  }
  const writing: Writing = {
    ...written,
    writing: idFrom('wri', act.reference),
    serial,
    profile: product.profile,
    cardKind,
    begunAt: act.at,
    begunBy: act.actor.id,
    state: 'open',
  }
  await insertWriting(act.tx, writing)
  await writeCardsOfChips(act.tx, [{ serial, card: cardKey(card) }])
  await act.trail({ act: 'card.writing-begun', subject: `card:${card}`, detail: { serial } })
  return ok(writing)
}

/** Order of a reader session: which writing goes on. All that is written about the card is no secret. */
export interface WriteOrder extends JsonObject {
  readonly writing: string
  readonly profile: CardProfile
  readonly card: string
  readonly issuer: string
  readonly start: string
  readonly expiry: string
  readonly cardKind: number
  readonly chip: string
  readonly keyVersion: number
  readonly algorithm: number
}

export interface WritingSession {
  readonly kind: 'personalise'
  readonly order: WriteOrder
  readonly subject: string
}

/** What to open a reader session with, to write (or go on writing) a card; refused when it is over, or another’s. */
export async function sessionOfWriting(
  act: Act,
  writing: string,
): Promise<Result<WritingSession, 'writing-unknown' | 'writing-ended' | 'stock-not-yours'>> {
  const found = await lockWriting(act.tx, writing)
  if (found === undefined) return refuse('writing-unknown', { detail: `no writing ${writing}` })
  if (found.state !== 'open') return refuse('writing-ended', { detail: `it is ${found.state}` })
  const chip = (await lockChips(act.tx, [found.serial])).get(found.serial)
  if (chip?.holder !== act.actor.id) {
    return refuse('stock-not-yours', { detail: 'the chip is in other hands' })
  }
  return ok({
    kind: 'personalise',
    subject: `card:${found.card}`,
    order: {
      writing,
      profile: found.profile,
      card: found.card,
      issuer: found.issuer,
      start: found.validFrom.replaceAll('-', ''),
      expiry: found.validTo.replaceAll('-', ''),
      cardKind: found.cardKind,
      chip: found.serial,
      keyVersion: found.keyVersion,
      algorithm: found.algorithm,
    },
  })
}

/**
 * Writing a card in a reader elsewhere. The centre asks the card and the vault; when all is written and read
 * back, the card steps from blank over personalised to ready, in the transaction of the last reply. Until then it is
 * blank here, whatever is on the chip: a session that breaks off changes nothing in the books and is taken up again.
 */
export const writeWork = (vault: KeyVault): CardWork<WriteOrder, PersonalisedCard> => ({
  kind: 'personalise',
  converse: (order) =>
    personalise({
      profile: chipProfile(order.profile),
      number: order.card as CardNumber,
      issuer: bytesOf(order.issuer),
      start: order.start,
      expiry: order.expiry,
      cardKind: order.cardKind,
      chip: bytesOf(order.chip),
      keyVersion: order.keyVersion,
      algorithm: order.algorithm,
    }),
  vault: vaultDoor(vault, 2),
  finish: async (act, { order }, outcome) => {
    if (!outcome.ok) return outcome
    return finishWriting(act, order, outcome.value)
  },
  interrupted: async () => undefined,
})

function bytesOf(text: string): Buffer {
  const bytes = parseHex(text)
  invariant(bytes.ok, 'an order holds hex where hex belongs')
  return bytes.value
}

async function finishWriting(
  act: Act,
  order: WriteOrder,
  written: PersonalisedCard,
): Promise<Result<JsonObject, string>> {
  const writing = await lockWriting(act.tx, order.writing)
  if (writing === undefined) return refuse('writing-unknown')
  if (writing.state !== 'open') {
    return refuse('writing-ended', {
      detail: 'the writing was given up while the chip was written',
    })
  }
  if (written.openingCounter !== 0 || written.onlineCounter !== 0) {
    return refuse('chip-used', { detail: 'the chip has paid or been loaded before' })
  }
  for (const step of [
    { card: writing.card, act: 'personalise', reason: 'live' },
    { card: writing.card, act: 'check', reason: 'read-back' },
  ] as const) {
    const done = await changeCardState(act, step)
    if (!done.ok) return done
  }
  await endWriting(act.tx, { writing: writing.writing, state: 'done', at: act.at })
  return ok({ card: writing.card, state: 'ready', serial: writing.serial })
}

/**
 * Gives a writing up: the card is destroyed and its number never used again, and the chip is scrap, for nobody knows
 * what is on it. A writing that is done or given up cannot be given up.
 */
export async function giveUpWriting(
  act: Act,
  given: { readonly writing: string; readonly reason: 'half-written' | 'chip-fault' },
): Promise<Result<Writing, 'writing-unknown' | 'writing-ended' | 'stock-not-yours'>> {
  const found = await lockWriting(act.tx, given.writing)
  if (found === undefined)
    return refuse('writing-unknown', { detail: `no writing ${given.writing}` })
  if (found.state !== 'open') return refuse('writing-ended', { detail: `it is ${found.state}` })
  const chip = (await lockChips(act.tx, [found.serial])).get(found.serial)
  invariant(chip !== undefined, 'a chip that is written is in stock')
  if (chip.holder !== act.actor.id && !act.actor.roles.includes('counter-supervisor')) {
    return refuse('stock-not-yours', { detail: 'the chip is in other hands' })
  }
  const scrapped = await changeCardState(act, {
    card: found.card,
    act: 'scrap',
    reason: given.reason,
  })
  invariant(scrapped.ok, 'a card that is being written is blank')
  await writeMoves(act, {
    chips: [chip],
    act: 'scrap',
    to: 'scrapped',
    holder: null,
    reason: given.reason,
  })
  await endWriting(act.tx, { writing: found.writing, state: 'given-up', at: act.at })
  return ok({ ...found, state: 'given-up' })
}

/** A writing as it stands. */
export const writingOf = (sql: Sql, writing: string): Promise<Writing | undefined> =>
  selectWriting(sql, writing)
