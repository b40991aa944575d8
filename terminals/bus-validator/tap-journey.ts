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

/** The records that the DEBIT of a compound purchase writes with the money (card-protocol §2.5, §4.2, §4.3). */
export function journeyRecords(journey: Journey): readonly RecordUpdate[] {
  switch (journey.facts.profile.name) {
    case 'tunion':
      return [transportRecord(journey), tripLine(journey)]
    case 'mohurd':
      return [cityRecord(journey)]
    case 'pboc':
      return []
  }
}

const entered = ({ ride }: Journey): boolean => ride.stage === 'entry'

function transportRecord(journey: Journey): RecordUpdate {
  const metro = journey.ride.mode === 'metro'
  const id = metro ? '2701' : '2702'
  const { fields, sizeBytes } = layoutOf(journey.facts.profile, 0x001a, id)
  const values = { id, sizeBytes: '125', valid: '01', ...transportFields(journey, metro) }
  const record = writeFields(fields, sizeBytes, values)
  return { sfi: sfiOf(0x001a), by: 'id', which: metro ? 0x01 : 0x02, record }
}

/** Which side of the journey this tap fills in; a single ride is both at once. */
function transportFields(journey: Journey, metro: boolean): FieldValues {
  const { ride, terminal } = journey
  const inward = metro ? 'entry' : 'boarded'
  const outward = metro ? 'exit' : 'alighted'
  const side = entered(journey) ? inward : outward
  return {
    state: entered(journey) ? '01' : '02',
    [`${side}Operator`]: terminal.acceptor,
    [metro ? `${side}Device` : `${side}Terminal`]: terminal.sam,
    [`${side}At`]: ride.at,
    [metro ? 'entryBalanceFen' : 'maxFareFen']: metro
      ? journey.facts.balance.toString()
      : ride.listFare.toString(),
    amountFen: ride.amount.toString(),
  }
}

/** Trip log 001E: 03 entry, 04 exit, 06 single ride by purse; industry 01 metro, 02 bus. */
function tripLine({ ride, facts, terminal }: Journey): RecordUpdate {
  const { fields, sizeBytes } = layoutOf(facts.profile, 0x001e, '')
  const record = writeFields(fields, sizeBytes, {
    type: TRIP_TYPE[ride.stage],
    terminal: terminal.sam,
    industry: ride.mode === 'metro' ? '01' : '02',
    amountFen: ride.amount.toString(),
    balanceAfterFen: (facts.balance - ride.amount).toString(),
    at: ride.at,
    acceptor: terminal.acceptor,
  })
  return { sfi: sfiOf(0x001e), by: 'append', which: 0, record }
}

const TRIP_TYPE = { entry: '03', exit: '04', single: '06' } as const

/** EF17 of a MOHURD card: record 02 metro, 03 bus. */
function cityRecord(journey: Journey): RecordUpdate {
  const { ride, facts } = journey
  const metro = ride.mode === 'metro'
  const id = metro ? '02' : '03'
  const { fields, sizeBytes } = layoutOf(facts.profile, 0x0017, id)
  const values: FieldValues = metro
    ? { state: entered(journey) ? '01' : '02', [entered(journey) ? 'entryAt' : 'lastAt']: ride.at }
    : {
        fullFareFen: ride.listFare.toString(),
        direction: ride.place.direction.toString(),
        dueFen: ride.amount.toString(),
        ...(entered(journey)
          ? { boarded: '01', boardedAt: ride.at }
          : { alighted: '01', alightedAt: ride.at }),
      }
  const record = writeFields(fields, sizeBytes, { id, sizeBytes: '46', ...values })
  return { sfi: sfiOf(0x0017), by: 'id', which: metro ? 0x02 : 0x03, record }
}

function layoutOf(
  profile: CardProfile,
  fid: number,
  id: string,
): { readonly fields: readonly FieldLayout[]; readonly sizeBytes: number } {
  const file = profile.files.find((layout) => layout.fid === fid)
  if (file?.kind === 'cyclic') return { fields: file.fields, sizeBytes: file.recordBytes }
  const record =
    file?.kind === 'records' ? file.records.find((layout) => layout.id === id) : undefined
  invariant(record !== undefined, 'a profile lays out the records its journeys write', { id })
  return { fields: record.fields, sizeBytes: record.recordBytes }
}
