import { toHex } from '../../src/base'
import { purchaseType, type OpenedPurchase, type PurchaseCodes } from '../../src/card'
import type { TapRecord } from '../../src/messages'
import type { CardFacts } from './tap-card'
import type { Ride } from './tap-ride'
import type { TapTerminal } from './tap-terminal'

/** What of a record belongs to the device and not to the tap. */
export interface TapDevice {
  readonly device: string
  readonly program: string
  /** 1 while the terminal is being tried out. */
  readonly test: number
}

export const UNCONFIRMED_TAC = '00000000'
const CONFIRMED = 0
const UNCONFIRMED = 1

/** The record of an opened purchase before its DEBIT: unconfirmed, no TAC, not yet numbered for upload. */
export function openRecord(
  opened: OpenedPurchase,
  about: {
    readonly facts: CardFacts
    readonly ride: Ride
    readonly terminal: TapTerminal
    readonly device: TapDevice
  },
): TapRecord {
  const { facts, ride, terminal, device } = about
  const { opening, order, sam } = opened
  const { place } = ride
  return {
    card: facts.identity.number,
    issuer: facts.identity.issuerHex,
    cardKind: facts.cardKind,
    cardClass: facts.cardClass,
    type: purchaseType(order),
    counter: opening.counter,
    balanceBefore: opening.balanceBefore,
    amount: ride.amount,
    listFare: ride.listFare,
    discount: ride.discount,
    at: ride.at,
    sam: terminal.sam,
    termSeq: sam.number,
    tac: UNCONFIRMED_TAC,
    keyVersion: opening.keyVersion,
    algorithm: opening.algorithm,
    samSerial: terminal.samSerial,
    acceptor: terminal.acceptor,
    routeLine: place.routeLine,
    station: place.station,
    vehicle: place.vehicle,
    driver: place.driver,
    direction: place.direction,
    previousAt: ride.previous?.at ?? '',
    previousStation: ride.previous?.station ?? '',
    state: UNCONFIRMED,
    uploadSeq: 0,
    device: device.device,
    program: device.program,
    test: device.test,
  }
}

/** The same record once the card has proved that it paid. */
export const confirmedRecord = (
  record: TapRecord,
  { tac }: Pick<PurchaseCodes, 'tac'>,
): TapRecord => ({
  ...record,
  tac: toHex(tac),
  state: CONFIRMED,
})
