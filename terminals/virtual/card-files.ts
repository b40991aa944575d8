import { hex } from '../../src/base'
import {
  type CardProfile,
  type Command,
  type FileLayout,
  type RecordFile,
  reply,
  sfiOf,
  SUCCESS,
} from '../../src/card'
import { publicFile, type CardPersonalisation } from './card-personalisation'
import { only, type CardSession } from './card-session'
import type { FileContent } from './card-state'

/** A record kept by UPDATE CAPP DATA CACHE until DEBIT writes it. */
export interface CachedRecord {
  readonly file: FileLayout
  /** Index of the record in its file, or -1 to append to a cyclic file. */
  readonly index: number
  readonly record: Buffer
}

export type Files = ReadonlyMap<number, FileContent>

const ENVIRONMENT_BIT = 0x1_0000

/** A file by where it lies and what it is called. */
const fileKey = (session: CardSession, file: FileLayout): number =>
  session.profile.environment.includes(file) ? ENVIRONMENT_BIT | file.fid : file.fid

const layoutsHere = ({ selected, profile }: CardSession): readonly FileLayout[] =>
  selected === 'application' ? profile.files : profile.environment

export function fileBySfi(session: CardSession, sfi: number): FileLayout | undefined {
  for (const file of layoutsHere(session)) if (sfiOf(file.fid) === sfi) return file
  return undefined
}

/** What a file holds now: written since issue, or as issued. */
export const contentOf = (session: CardSession, file: FileLayout): FileContent =>
  session.state.files.get(fileKey(session, file)) ??
  issuedContent(session.profile, session.personal, file)

const NO_RECORDS: readonly Buffer[] = []

/** What the issuer wrote, made when it is first read: most cards are only ever asked for file 0015. */
export function issuedContent(
  profile: CardProfile,
  personal: CardPersonalisation,
  file: FileLayout,
): FileContent {
  const given = personal.files?.[file.fid]
  switch (file.kind) {
    case 'cyclic':
      return NO_RECORDS
    case 'records':
      return issuedRecords(profile, file)
    case 'binary':
      if (given !== undefined) return hex(given)
      if (file.fid === 0x0015) return publicFile(profile, personal)
      return issuedBinary(file, personal)
  }
}

/** Records are issued alike on every card of a profile, and never changed in place: one copy serves all. */
const issuedAlike = new WeakMap<RecordFile, readonly Buffer[]>()

function issuedRecords(profile: CardProfile, file: RecordFile): readonly Buffer[] {
  const known = issuedAlike.get(file)
  if (known !== undefined) return known
  const made = file.records.map(({ id, recordBytes }) => issuedRecord(profile, id, recordBytes))
  issuedAlike.set(file, made)
  return made
}

function issuedRecord(profile: CardProfile, id: string, recordBytes: number): Buffer {
  const record = Buffer.alloc(recordBytes)
  if (id === '61' || id === '70') return directoryEntry(profile, id, record)
  record.write(id, 0, 'hex')
  record[id.length / 2] = recordBytes - id.length / 2 - 1
  return record
}

/** `61 len 4F len AID 50 len label`, wrapped in 70 where the profile does so. */
function directoryEntry(profile: CardProfile, id: string, record: Buffer): Buffer {
  const name = Buffer.from(profile.applicationName, 'hex')
  const label = Buffer.from(profile.name === 'tunion' ? 'MOT_T_EP' : 'PBOC', 'latin1')
  const named = Buffer.concat([Buffer.from([0x4f, name.length]), name])
  const labelled = Buffer.concat([Buffer.from([0x50, label.length]), label])
  const entry = Buffer.concat([
    Buffer.from([0x61, named.length + labelled.length]),
    named,
    labelled,
  ])
  const whole = id === '70' ? Buffer.concat([Buffer.from([0x70, entry.length]), entry]) : entry
  return whole.length >= record.length ? whole : Buffer.from(whole)
}

function issuedBinary(
  file: Extract<FileLayout, { kind: 'binary' }>,
  personal: CardPersonalisation,
): Buffer {
  const image = Buffer.alloc(file.sizeBytes)
  for (const { name, at, sizeBytes } of file.fields) {
    const value = issuedField(name, personal)
    if (typeof value === 'number') image.writeUIntBE(value, at, Math.min(sizeBytes, 6))
    else if (name === 'holderName') image.write(value, at, sizeBytes, 'latin1')
    else if (value !== '') image.write(value.padStart(sizeBytes * 2, '0'), at, sizeBytes, 'hex')
  }
  return image
}

function issuedField(name: string, personal: CardPersonalisation): string | number {
  switch (name) {
    case 'number':
      return personal.number
    case 'city':
      return personal.issuer.slice(0, 4)
    case 'start':
    case 'issueDate':
      return personal.start
    case 'expiry':
      return personal.expiry
    case 'holderName':
      return personal.holderName ?? ''
    case 'cardKind':
      return personal.cardKind ?? 1
    case 'country':
      return '00000156'
    case 'interoperable':
      return 1
    default:
      return ''
  }
}

/** READ BINARY: by short identifier, or of the file selected before. */
export function readBinary(session: CardSession, { p1, p2, le }: Command): Buffer {
  const file = (p1 & 0x80) !== 0 ? fileBySfi(session, p1 & 0x1f) : session.file
  if (file === undefined) return only((p1 & 0x80) !== 0 ? 0x6a82 : 0x6985)
  if (file.kind !== 'binary') return only(0x6981)
  if (!readable(session, file)) return only(0x6982)
  const content = contentOf(session, file) as Buffer
  const offset = (p1 & 0x80) !== 0 ? p2 : (p1 << 8) | p2
  if (offset >= content.length) return only(0x6b00)
  const rest = content.length - offset
  if (le === undefined || le === 256) return reply(SUCCESS, content.subarray(offset))
  if (le > rest) return only(0x6c00 | rest)
  return reply(SUCCESS, content.subarray(offset, offset + le))
}

/** READ RECORD: by number (cyclic: 01 is the newest), or the first that begins with the id in P1. */
export function readRecord(session: CardSession, { p1, p2, le }: Command): Buffer {
  const sfi = p2 >> 3
  const file = sfi === 0 ? session.file : fileBySfi(session, sfi)
  if (file === undefined) return only(0x6a82)
  if (file.kind === 'binary') return only(0x6981)
  if (!readable(session, file)) return only(0x6982)
  const records = contentOf(session, file) as readonly Buffer[]
  const index = (p2 & 0x07) === 0x04 ? p1 - 1 : indexById(file, p1)
  const record = records[index]
  if (record === undefined) return only(0x6a83)
  if (le !== undefined && le !== 256 && le > record.length) return only(0x6c00 | record.length)
  const wanted = le === undefined || le === 256 ? record : record.subarray(0, le)
  return reply(SUCCESS, wanted)
}

const readable = (session: CardSession, file: FileLayout): boolean =>
  file.read === 'free' || (file.read === 'pin' && session.pinVerified)

/** Where the record with an id stands; a two-byte id is named by its last byte. */
const indexById = (file: FileLayout, id: number): number =>
  file.kind === 'records'
    ? file.records.findIndex((record) => parseInt(record.id.slice(-2), 16) === id)
    : -1

/** UPDATE CAPP DATA CACHE: only inside an opened compound purchase; nothing is written yet. */
export function cacheRecord(session: CardSession, { p1, p2, data }: Command): Buffer {
  const { pending } = session
  if (pending?.act !== 'compound') return only(0x6985)
  const file = fileBySfi(session, p2 >> 3)
  if (file === undefined) return only(0x6a82)
  if (file.kind === 'binary') return only(0x6981)
  const place = placeFor(file, { p1, byNumber: (p2 & 0x07) === 0x04, data })
  if (typeof place === 'number') return only(place)
  session.pending = { ...pending, cache: [...pending.cache, place] }
  return only(SUCCESS)
}

function placeFor(
  file: Exclude<FileLayout, { kind: 'binary' }>,
  asked: { readonly p1: number; readonly byNumber: boolean; readonly data: Buffer },
): CachedRecord | number {
  const { p1, byNumber, data } = asked
  if (file.kind === 'cyclic') {
    if (data.length > file.recordBytes) return 0x6700
    return { file, index: -1, record: filled(data, file.recordBytes) }
  }
  const index = byNumber ? p1 - 1 : indexById(file, p1)
  const size = file.records[index]?.recordBytes
  if (size === undefined) return 0x6a83
  if (data.length > size || data.length === 0) return 0x6700
  if (!beginsWithId(file, index, data)) return 0x6a80
  return { file, index, record: filled(data, size) }
}

function beginsWithId(file: RecordFile, index: number, data: Buffer): boolean {
  const id = file.records[index]?.id ?? ''
  return data.toString('hex', 0, id.length / 2) === id.toLowerCase()
}

function filled(data: Buffer, size: number): Buffer {
  const record = Buffer.alloc(size)
  record.set(data)
  return record
}

/** The files after cached records and a log line; the caller commits them with the rest. */
export function filesWith(
  session: CardSession,
  writes: readonly CachedRecord[],
): Map<number, FileContent> {
  const files = new Map(session.state.files)
  for (const { file, index, record } of writes) {
    const key = fileKey(session, file)
    const before = (files.get(key) ??
      issuedContent(session.profile, session.personal, file)) as readonly Buffer[]
    files.set(
      key,
      file.kind === 'cyclic' ? appended(file, before, record) : before.with(index, record),
    )
  }
  return files
}

const appended = (
  file: Extract<FileLayout, { kind: 'cyclic' }>,
  before: readonly Buffer[],
  record: Buffer,
): readonly Buffer[] => [record, ...before.slice(0, file.recordCount - 1)]

/** The files after an update of a binary file, or the status word that refuses it. */
export function filesAfterUpdate(
  session: CardSession,
  file: FileLayout,
  update: { readonly offset: number; readonly data: Buffer },
): Map<number, FileContent> | number {
  if (file.kind !== 'binary') return 0x6981
  if (update.offset + update.data.length > file.sizeBytes) return 0x6b00
  const image = Buffer.from(contentOf(session, file) as Buffer)
  image.set(update.data, update.offset)
  return new Map(session.state.files).set(fileKey(session, file), image)
}
