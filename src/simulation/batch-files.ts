import { gzipSync } from 'node:zlib'
import { grouped, invariant, type Chance } from '../base'
import type { KeyVault } from '../keys'
import { tapRecordFields, writeTapFile, type TapFileForm, type TapRecord } from '../messages'
import type { CastOperator } from './cast'
import { shuffled } from './plan-faults'
import { fieldText } from './ride-of'
import type { Harvest, OperatorRecord } from './street'

/** A batch of an operator before it is a file. */
export interface Batch {
  readonly operator: CastOperator
  readonly fileNo: number
  readonly form: TapFileForm
  readonly packed: boolean
  readonly records: readonly TapRecord[]
  /** Its records do not stand in the order of their SAMs. */
  readonly mixed: boolean
}

/** A batch as it goes over the line. */
export interface BatchFile {
  readonly operator: string
  readonly fileNo: number
  readonly packed: boolean
  readonly bytes: Uint8Array
}

const TERMINALS_A_DEPOT = 100
const RECORDS_MAX = 5_000
const EVERY_BINARY = 3
const EVERY_PACKED = 4

/** Numbers and shapes the batches of a city, day by day. Every operator numbers its own files. */
export class BatchDesk {
  private readonly lastNo = new Map<CastOperator, number>()
  private made = 0

  /** The batches of one day: depots first, then what goes up besides; `late` is left from the day before. */
  batchesOf(day: {
    readonly harvest: Pick<Harvest, 'journals' | 'besides'>
    readonly late: readonly OperatorRecord[]
  }): Batch[] {
    const depots = depotsOf(day.harvest.journals)
    const others = [day.late, day.harvest.besides].flatMap((records) =>
      [...grouped(records, ({ operator }) => operator)]
        .sort(([left], [right]) => order(left.id, right.id))
        .map(([operator, own]) => ({
          operator,
          records: own.map(({ record }) => record).sort(bySam),
        })),
    )
    return [...depots, ...others].flatMap(({ operator, records }) =>
      cut(records).map((some) => this.batch(operator, some)),
    )
  }

  private batch(operator: CastOperator, records: readonly TapRecord[]): Batch {
    const fileNo = (this.lastNo.get(operator) ?? 0) + 1
    this.lastNo.set(operator, fileNo)
    const place = this.made++
    return {
      operator,
      fileNo,
      form: place % EVERY_BINARY === EVERY_BINARY - 1 ? 'binary' : 'text',
      packed: place % EVERY_PACKED === 1,
      records,
      mixed: false,
    }
  }
}

/** Whether the batch would show that its records were mixed: one SAM with two numbers at least. */
export function canBeMixed({ records }: Batch): boolean {
  const seen = new Map<string, number>()
  return records.some(({ sam, termSeq }) => {
    const other = seen.get(sam)
    seen.set(sam, termSeq)
    return other !== undefined && other !== termSeq
  })
}

/** The same records in an order of chance, with at least one pair of a SAM the wrong way round. */
export function mixedUp(batch: Batch, chance: Chance): Batch {
  const records = shuffled(batch.records, chance)
  const inOrder = records.every((record, place) => {
    const before = records.slice(0, place).findLast(({ sam }) => sam === record.sam)
    return before === undefined || before.termSeq <= record.termSeq
  })
  return { ...batch, records: inOrder ? records.reverse() : records, mixed: true }
}

/** The bytes of a batch: the same batch always gives the same ones. */
export async function fileOf(
  batch: Batch,
  by: { readonly createdAt: string; readonly vault: Pick<KeyVault, 'makeFileMac'> },
): Promise<BatchFile> {
  const { form, fileNo, packed } = batch
  const operator = batch.operator.id
  const records = form === 'binary' ? batch.records.map(asBlockHolds) : batch.records
  const written = await writeTapFile(
    { form, operator, fileNo, createdAt: by.createdAt, records },
    (digest) => by.vault.makeFileMac({ operator, digest }),
  )
  invariant(written.ok, 'what terminals wrote fits the file', {
    refused: written.ok ? undefined : written.refused,
    field: written.ok ? undefined : written.field,
  })
  const bytes = packed ? gzipSync(written.value, { level: 1 }) : written.value
  return { operator, fileNo, packed, bytes }
}

/** Depots of about a hundred terminals, each with its records in the order of their SAMs. */
function depotsOf(
  journals: Harvest['journals'],
): { operator: CastOperator; records: TapRecord[] }[] {
  const byOperator = grouped(journals, ([{ operator }]) => operator)
  return [...byOperator]
    .sort(([left], [right]) => order(left.id, right.id))
    .flatMap(([operator, own]) => {
      const inOrder = own.sort(([left], [right]) => order(left.sam, right.sam))
      const depots: { operator: CastOperator; records: TapRecord[] }[] = []
      for (let from = 0; from < inOrder.length; from += TERMINALS_A_DEPOT) {
        const terminals = inOrder.slice(from, from + TERMINALS_A_DEPOT)
        depots.push({ operator, records: terminals.flatMap(([, records]) => records) })
      }
      return depots
    })
}

function cut(records: readonly TapRecord[]): (readonly TapRecord[])[] {
  const parts: (readonly TapRecord[])[] = []
  for (let from = 0; from < records.length; from += RECORDS_MAX) {
    parts.push(records.slice(from, from + RECORDS_MAX))
  }
  return parts
}

/** The block form has less room for words than the line; money, times and numbers are the same in both. */
function asBlockHolds(record: TapRecord): TapRecord {
  const shortened: Record<string, unknown> = { ...record }
  for (const { name, of, block } of tapRecordFields) {
    if (of === 'text') shortened[name] = fieldText(record[name], block.sizeBytes)
  }
  return shortened as TapRecord
}

const bySam = (left: TapRecord, right: TapRecord): number =>
  order(left.sam, right.sam) || left.termSeq - right.termSeq

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
