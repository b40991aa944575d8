import { hex, NO_FEN, ok, refuse, type Result, type SamNumber } from '../base'
import {
  amountBytes,
  askCard,
  cardKey,
  expectData,
  initialiseLoad,
  loadInitStatus,
  profiles,
  readLoadOpening,
  terminalBytes,
  transactionType,
  updateBinary,
  vaultAgrees,
  type CardFactors,
  type Conversation,
  type ProfileName,
} from '../card'
import { meetCard } from '../remote-reader'

/** What a chip is to say from now on. Plain JSON, for it is kept; no secret is in it. */
export interface RenewOrder {
  readonly [name: string]: string | number
  readonly renewal: string
  readonly card: string
  readonly profile: ProfileName
  /** Issuer and card factor of its keys, in hex. */
  readonly issuer: string
  readonly factor: string
  readonly keyIndex: number
  readonly keyVersion: number
  readonly algorithm: number
  /** Stands for a terminal number under MAC1; another for each session, so that no recorded answer fits. */
  readonly terminal: string
  /** Last day of validity, YYYYMMDD. */
  readonly expiry: string
}

/** The short identifier of the file with a card's dates (card-protocol §4). */
const DATES_FILE = 0x15

/**
 * Extends the dates of a card on its chip (续期) and reads back what it says. The card proves first that it is ours,
 * by MAC1 of an opening that lapses. A chip that says the new day already was written before the answer was lost:
 * nothing is written again. The write is one protected command of four bytes, which a chip does whole or not at all.
 */
export function* renewOnChip(order: RenewOrder): Conversation<Result<'renewed', string>> {
  const profile = profiles[order.profile]
  const met = yield* meetCard(profile)
  if (!met.ok) return met
  if (met.value.number !== order.card) {
    return refuse('card-is-another', { field: 'card', detail: 'another card lies on the reader' })
  }
  const genuine = yield* provesItself(order)
  if (!genuine.ok) return genuine
  if (met.value.expiry === order.expiry) return ok('renewed')
  const written = yield* updateBinary(
    { sfi: DATES_FILE, offset: profile.identity.expiry },
    hex(order.expiry),
    cardKey(factorsOf(order), {
      purpose: 'application-maintenance',
      version: order.keyVersion,
      algorithm: order.algorithm,
    }),
  )
  const again = yield* meetCard(profile)
  if (again.ok && again.value.expiry === order.expiry) return ok('renewed')
  if (!again.ok) return refuse('renewal-in-doubt', { detail: 'show the card again' })
  return refuse('renewal-not-written', {
    detail: written.ok ? 'the chip says another day than was written' : (written.detail ?? ''),
  })
}

const factorsOf = ({ issuer, factor }: RenewOrder): CardFactors => ({
  issuer: hex(issuer),
  card: hex(factor),
})

function* provesItself(order: RenewOrder): Conversation<Result<undefined, string>> {
  const wire = {
    purse: 'EP',
    card: factorsOf(order),
    keyIndex: order.keyIndex,
    amount: NO_FEN,
    terminal: order.terminal as SamNumber,
    at: '',
  } as const
  const opened = readLoadOpening<string>(
    expectData(yield* askCard(initialiseLoad(wire)), loadInitStatus, 16),
  )
  if (!opened.ok) return opened
  const { bytes, keyVersion: version, algorithm } = opened.value
  const agrees = yield* vaultAgrees({
    act: 'check-load-mac1',
    key: cardKey(wire.card, { purpose: 'load', version, algorithm }),
    facts: {
      random: bytes.random,
      onlineSequence: bytes.counter,
      oldBalance: bytes.balance,
      amount: amountBytes(NO_FEN),
      type: Buffer.of(transactionType.purseLoad),
      terminal: terminalBytes(wire.terminal),
    },
    code: bytes.mac1,
  })
  return agrees
    ? ok(undefined)
    : refuse('card-not-genuine', { detail: 'MAC1 of the card is wrong' })
}
