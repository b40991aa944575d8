import { promisify } from 'node:util'
import { inflateRaw } from 'node:zlib'
import { invariant, type Database, type OperatorId } from '../base'
import { chainStep, drainChains, type FreshTaps } from './chain-step'
import type { ClearingDesk } from './desk'
import { judgePart, type JudgedPart } from './judge-part'
import { bookPart, type PostedBatch } from './post-batch'
import { drawReceipt, type Receipt } from './receipt'
import {
  markComplete,
  markRefused,
  presentmentOf,
  unfinishedUploads,
  uploadNumbered,
  type UploadRow,
} from './store-uploads'

const inflate = promisify(inflateRaw)

/** The records of one part as they came. */
export interface RawPart {
  readonly firstLine: number
  readonly raw: Buffer
}

/** Parts that are in memory since they were stored, by chunk, so that they need not be read again. */
export type RawParts = Map<number, RawPart>

/** Each piece that is inflated is handed on by itself: few large ones, or every part waits for hundreds. */
const INFLATED_PIECE_BYTES = 512 * 1024

/** Parts whose taps are kept at hand for the chain step. */
const FRESH_MAX = 3

/** An attempt that has lain still this long after its process ended was cut off. */
const CUT_OFF_AFTER_MS = 10 * 60_000

/**
 * Judges and books what is left of a whole file and answers its receipt. Every step is safe to repeat, so
 * it may be run by several at once and again after a crash.
 */
export function completeUpload(
  desk: ClearingDesk,
  upload: bigint,
  atHand?: RawParts,
): Promise<Receipt> {
  const ours = underWay.get(desk.database) ?? new Map<bigint, Promise<Receipt>>()
  underWay.set(desk.database, ours)
  const begun = ours.get(upload)
  if (begun !== undefined) return begun
  const completing = completeOnce(desk, upload, atHand).finally(() => ours.delete(upload))
  ours.set(upload, completing)
  return completing
}

/** What this process is at: whoever asks for the same upload meanwhile waits for the same answer. */
const underWay = new WeakMap<Database, Map<bigint, Promise<Receipt>>>()

async function completeOnce(
  desk: ClearingDesk,
  upload: bigint,
  atHand: RawParts = new Map(),
): Promise<Receipt> {
  const row = await uploadNumbered(desk.database, upload)
  invariant(row !== undefined && row.digest !== null, 'only a whole file is judged', { upload })
  if (row.receipt !== null) return row.receipt as Receipt
  const chains = new FollowingChains(desk)
  let judging = judgeNext(desk, row, { chunk: 0, atHand })
  for (let chunk = 1; ; chunk++) {
    const judged = await judging
    if (judged === undefined) break
    // While one part is booked the next is judged and the chains of those before are looked at.
    judging = judgeNext(desk, row, { chunk, atHand })
    judging.catch(() => undefined)
    await chains.follow(await bookPart(desk, judged, { durableLater: true }))
  }
  await chains.drain(upload)
  return settleReceipt(desk, row)
}

/** Looks at the chains of parts as they are booked, one step at a time, and lags behind by a few parts at most. */
class FollowingChains {
  private readonly fresh: FreshTaps = new Map()
  private step: Promise<unknown> | undefined

  constructor(private readonly desk: ClearingDesk) {}

  async follow({ batch, taps }: PostedBatch): Promise<void> {
    if (taps !== undefined) this.fresh.set(batch.batch, taps)
    // The step of another upload may have taken a part of ours: what is not here is read from the books.
    for (const oldest of this.fresh.keys()) {
      if (this.fresh.size > FRESH_MAX) this.fresh.delete(oldest)
    }
    if (this.fresh.size === FRESH_MAX) await this.step
    this.step ??= this.begin()
  }

  async drain(upload: bigint): Promise<void> {
    await this.step
    await drainChains(this.desk, { upload }, this.fresh)
  }

  private begin(): Promise<unknown> {
    const step = chainStep(this.desk, this.fresh).then(() => {
      this.step = undefined
    })
    // Told where it is awaited; until then a failure must not end the process.
    step.catch(() => undefined)
    return step
  }
}

async function judgeNext(
  desk: ClearingDesk,
  { upload, operator, form }: UploadRow,
  { chunk, atHand }: { readonly chunk: number; readonly atHand: RawParts },
): Promise<JudgedPart | undefined> {
  const part = atHand.get(chunk) ?? (await storedPart(desk, upload, chunk))
  atHand.delete(chunk)
  return part && judgePart(desk, { upload, operator: operator as OperatorId, form, chunk, ...part })
}

async function storedPart(
  desk: ClearingDesk,
  upload: bigint,
  chunk: number,
): Promise<RawPart | undefined> {
  const part = await presentmentOf(desk.database, upload, chunk)
  if (part === undefined) return undefined
  const { firstLine, raw } = part
  return { firstLine, raw: await inflate(raw, { chunkSize: INFLATED_PIECE_BYTES }) }
}

async function settleReceipt(desk: ClearingDesk, row: UploadRow): Promise<Receipt> {
  const receipt = await desk.database.transaction((tx) => drawReceipt(tx, row), {
    isolation: 'repeatable read',
    readOnly: true,
  })
  await markComplete(desk.database, row.upload, { receipt, at: desk.clock.now() })
  for (const [verdict, count] of Object.entries(receipt.verdicts)) {
    desk.observe?.({ what: 'records', verdict, count })
  }
  // Where another process finished first, its receipt is the receipt.
  const kept = await uploadNumbered(desk.database, row.upload)
  return (kept?.receipt ?? receipt) as Receipt
}

/** How an interrupted upload was taken up again. */
export interface Resumed {
  readonly completed: number
  /** Uploads that could not be finished, with why; they are tried again the next time. */
  readonly failed: readonly { readonly upload: bigint; readonly error: unknown }[]
}

/**
 * Finishes whole files whose work was interrupted, and closes attempts that were cut off. To be called at the
 * start and from time to time. One file that cannot be finished does not hold up the others.
 */
export async function resumeUploads(desk: ClearingDesk): Promise<Resumed> {
  let completed = 0
  const failed: { upload: bigint; error: unknown }[] = []
  for (const { upload, state } of await unfinishedUploads(desk.database)) {
    try {
      if (state === 'received') {
        await completeUpload(desk, upload)
        completed++
      } else if (await lainStill(desk, upload)) {
        await markRefused(desk.database, upload, leftBehind)
      }
    } catch (error) {
      failed.push({ upload, error })
    }
  }
  while ((await chainStep(desk)) > 0);
  return { completed, failed }
}

const leftBehind = {
  state: 'cut-off',
  refused: 'file-cut-off',
  field: undefined,
  detail: 'the centre stopped while the file was arriving',
} as const

async function lainStill(desk: ClearingDesk, upload: bigint): Promise<boolean> {
  const row = await uploadNumbered(desk.database, upload)
  return (
    row !== undefined && desk.clock.now().getTime() - row.receivedAt.getTime() > CUT_OFF_AFTER_MS
  )
}
