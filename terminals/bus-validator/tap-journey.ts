import { invariant } from '../../src/base'
import {
  sfiOf,
  writeFields,
  type CardProfile,
  type FieldLayout,
  type FieldValues,
  type RecordUpdate,
} from '../../src/card'
import type { CardFacts } from './tap-card'
import type { Ride } from './tap-ride'
import type { TapTerminal } from './tap-terminal'

interface Journey {
  readonly facts: CardFacts
  readonly ride: Ride
  readonly terminal: TapTerminal
}

/** What fills a field at each tap: hex digits, or a whole number (fen). */
type Source = (journey: Journey) => string | bigint

/** A record of this terminal with everything that never changes already in it. */
interface Press {
  readonly update: Omit<RecordUpdate, 'record'>
  readonly image: Buffer
  readonly slots: readonly { readonly field: FieldLayout; readonly source: Source }[]
}

interface Pattern {
  readonly fid: number
  readonly id: string
  readonly by: RecordUpdate['by']
  readonly constant: FieldValues
  readonly changing: Readonly<Record<string, Source>>
}

/**
 * The records that the DEBIT of a compound purchase writes with the money (card-protocol §2.5, §4.2, §4.3).
 */
export function journeyRecords(journey: Journey): readonly RecordUpdate[] {
  return pressesFor(journey).map(({ update, image, slots }) => {
    const record = Buffer.from(image)
    for (const { field, source } of slots) {
      const value = source(journey)
      if (typeof value === 'string') record.write(value, field.at, field.sizeBytes, 'hex')
      else record.writeUIntBE(Number(value), field.at, field.sizeBytes)
    }
    return { sfi: update.sfi, by: update.by, which: update.which, record }
  })
}

const presses = new WeakMap<TapTerminal, Map<string, readonly Press[]>>()

function pressesFor({ facts, ride, terminal }: Journey): readonly Press[] {
  const made = presses.get(terminal) ?? new Map<string, readonly Press[]>()
  presses.set(terminal, made)
  const name = `${facts.profile.name} ${ride.mode} ${ride.stage}`
  const known = made.get(name)
  if (known !== undefined) return known
  const fresh = patternsFor(facts.profile, ride, terminal).map((pattern) =>
    pressOf(facts.profile, pattern),
  )
  made.set(name, fresh)
  return fresh
}

function patternsFor(profile: CardProfile, ride: Ride, terminal: TapTerminal): readonly Pattern[] {
  switch (profile.name) {
    case 'tunion':
      return [transportRecord(ride, terminal), tripLine(ride, terminal)]
    case 'mohurd':
      return [cityRecord(ride)]
    case 'pboc':
      return []
  }
}

const at: Source = ({ ride }) => ride.at
const amount: Source = ({ ride }) => ride.amount
const listFare: Source = ({ ride }) => ride.listFare
const balance: Source = ({ facts }) => facts.balance
const balanceAfter: Source = ({ facts, ride }) => facts.balance - ride.amount
const direction: Source = ({ ride }) => BigInt(ride.place.direction)

/** T-Union 001A: an entry fills in one side of the journey, an exit or a single ride the other. */
function transportRecord({ mode, stage }: Ride, { sam, acceptor }: TapTerminal): Pattern {
  const entry = stage === 'entry'
  const state = entry ? '01' : '02'
  if (mode === 'metro') {
    const side = entry ? 'entry' : 'exit'
    return {
      fid: 0x001a,
      id: '2701',
      by: 'id',
      constant: { valid: '01', state, [`${side}Operator`]: acceptor, [`${side}Device`]: sam },
      changing: { [`${side}At`]: at, lastAt: at, entryBalanceFen: balance, amountFen: amount },
    }
  }
  const side = entry ? 'boarded' : 'alighted'
  return {
    fid: 0x001a,
    id: '2702',
    by: 'id',
    constant: { valid: '01', state, [`${side}Operator`]: acceptor, [`${side}Terminal`]: sam },
    changing: { [`${side}At`]: at, maxFareFen: listFare, amountFen: amount, direction },
  }
}

/** Trip log 001E: 03 entry, 04 exit, 06 single ride by purse; industry 01 metro, 02 bus. */
function tripLine({ mode, stage }: Ride, { sam, acceptor }: TapTerminal): Pattern {
  const industry = mode === 'metro' ? '01' : '02'
  return {
    fid: 0x001e,
    id: '',
    by: 'append',
    constant: { type: TRIP_TYPE[stage], terminal: sam, industry, acceptor },
    changing: { at, amountFen: amount, balanceAfterFen: balanceAfter },
  }
}

const TRIP_TYPE = { entry: '03', exit: '04', single: '06' } as const

/** EF17 of a MOHURD card: record 02 metro, 03 bus. */
function cityRecord({ mode, stage }: Ride): Pattern {
  const entry = stage === 'entry'
  if (mode === 'metro') {
    const changing = { [entry ? 'entryAt' : 'lastAt']: at }
    const constant = { state: entry ? '01' : '02' }
    return { fid: 0x0017, id: '02', by: 'id', constant, changing }
  }
  const side = entry ? 'boarded' : 'alighted'
  return {
    fid: 0x0017,
    id: '03',
    by: 'id',
    constant: { [side]: '01' },
    changing: { [`${side}At`]: at, fullFareFen: listFare, dueFen: amount, direction },
  }
}

function pressOf(profile: CardProfile, pattern: Pattern): Press {
  const { fields, sizeBytes } = layoutOf(profile, pattern)
  const idBytes = pattern.id.length / 2
  const named =
    idBytes === 0 ? {} : { id: pattern.id, sizeBytes: (sizeBytes - idBytes - 1).toString() }
  const slots = Object.entries(pattern.changing).map(([name, source]) => {
    const field = fields.find((layout) => layout.name === name)
    invariant(field !== undefined, 'a journey fills fields that its record has', { name })
    return { field, source }
  })
  const which = idBytes === 0 ? 0 : parseInt(pattern.id.slice(-2), 16)
  const image = writeFields(fields, sizeBytes, { ...pattern.constant, ...named })
  return { update: { sfi: sfiOf(pattern.fid), by: pattern.by, which }, image, slots }
}

function layoutOf(
  { files }: CardProfile,
  { fid, id }: Pattern,
): { readonly fields: readonly FieldLayout[]; readonly sizeBytes: number } {
  const file = files.find((layout) => layout.fid === fid)
  if (file?.kind === 'cyclic') return { fields: file.fields, sizeBytes: file.recordBytes }
  const record =
    file?.kind === 'records' ? file.records.find((layout) => layout.id === id) : undefined
  invariant(record !== undefined, 'a profile lays out the records its journeys write', { id })
  return { fields: record.fields, sizeBytes: record.recordBytes }
}
