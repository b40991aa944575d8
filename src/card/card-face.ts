import { ok, refuse, toHex, type Fen, type Result } from '../base'
import { askAuthCode } from './purse/auth-code'
import { faceLayouts, type FaceLayout, type FaceLayoutName } from './face-layouts'
import type { Conversation } from './conversation'
import { readIdentity } from './identity'
import { readChipSerial } from './personalise'
import { askBalance } from './purse/balance'
import { readLog, type LogLine } from './purse/records'
import { readBinary } from './read-file'
import { selectByName } from './select'

/** What a card shows to everybody. Nothing of it is proved. */
export interface CardFace {
  readonly layout: FaceLayoutName
  readonly number: string
  /** Issuer as file 0015 has it, hex; null where the layout does not say. */
  readonly issuer: string | null
  /** YYYYMMDD. */
  readonly validFrom: string
  readonly validTo: string
  /** Put into use by its issuer, where the layout has such a byte. */
  readonly enabled: boolean
  readonly balanceFen: Fen
  /** The newest first, from all its logs together. */
  readonly records: readonly LogLine[]
  /** The chip's own serial number, hex; null where it keeps that to itself. */
  readonly chip: string | null
  /** A chip that was not personalised yet: its number is nothing but zeros. */
  readonly blank: boolean
}

export type FaceRefusal =
  'layout-unknown' | 'application-blocked' | 'card-file-malformed' | 'card-unreadable'

const PUBLIC_FILE_BYTES = 0x1e
const RECORDS_MAX = 10

/** Looks at a card of a known layout, or tries the layouts in turn. It asks for what is free to read and no more. */
export function* readCardFace(
  wanted?: FaceLayoutName,
): Conversation<Result<CardFace, FaceRefusal>> {
  const tried = faceLayouts.filter(({ name }) => wanted === undefined || name === wanted)
  for (const layout of tried) {
    const selected = yield* selectByName(layout.applicationName)
    if (!selected.ok && selected.refused !== 'application-missing') {
      return selected.refused === 'application-blocked'
        ? refuse('application-blocked', { detail: 'the card or its application is blocked' })
        : unreadable(selected.detail)
    }
    if (!selected.ok) continue
    // Two families share a name; only one of them gives the nine bytes for the SAM.
    const isMohurd = layout.name === 'mohurd' && (wanted !== undefined || (yield* askAuthCode()).ok)
    if (layout.name === 'mohurd' && !isMohurd) continue
    return yield* lookAt(layout)
  }
  return refuse('layout-unknown', {
    detail: `no application of: ${tried.map(({ name }) => name).join(', ')}`,
  })
}

function* lookAt(layout: FaceLayout): Conversation<Result<CardFace, FaceRefusal>> {
  const file = yield* readBinary(0x15, PUBLIC_FILE_BYTES)
  if (!file.ok) return unreadable(file.detail)
  const who = identityOf(layout, file.value)
  if (!who.ok) return who
  const balance = yield* askBalance('EP')
  if (!balance.ok) return unreadable(balance.detail)
  const records: LogLine[] = []
  for (const fid of layout.logs) {
    const log = yield* readLog(fid, RECORDS_MAX)
    // A card without this log, or with one that asks for a PIN, shows the rest all the same.
    if (log.ok) records.push(...log.value.filter(({ at }) => !/^0*$/.test(at)))
  }
  const newest = records.sort((one, other) => (one.at < other.at ? 1 : -1)).slice(0, RECORDS_MAX)
  const serial = yield* readChipSerial()
  return ok({
    ...who.value,
    layout: layout.name,
    balanceFen: balance.value,
    records: newest,
    chip: serial.ok ? toHex(serial.value) : null,
    blank: /^0*$/.test(who.value.number),
  })
}

type Identity = Pick<CardFace, 'number' | 'issuer' | 'validFrom' | 'validTo' | 'enabled'>

function identityOf(layout: FaceLayout, file: Buffer): Result<Identity, 'card-file-malformed'> {
  const dates = {
    validFrom: toHex(file.subarray(layout.start, layout.start + 4)),
    validTo: toHex(file.subarray(layout.expiry, layout.expiry + 4)),
  }
  if (layout.profile !== undefined) {
    const read = readIdentity(layout.profile, file)
    if (!read.ok) return read
    const { number, issuerHex, enabled } = read.value
    return ok({ number, issuer: issuerHex, enabled, ...dates })
  }
  const { at, sizeBytes } = layout.serial ?? { at: 0, sizeBytes: 0 }
  const number = file.readUIntLE(at, sizeBytes).toString()
  return ok({ number, issuer: null, enabled: true, ...dates })
}

const unreadable = (detail?: string) =>
  refuse('card-unreadable', detail === undefined ? {} : { detail })
