import { setTimeout as pause } from 'node:timers/promises'
import { Fault, ok, refuse, type Result } from '../../src/base'

/** What the centre says of a file it has taken; more stands in it than a terminal needs. */
export interface UploadReceipt {
  readonly operator: string
  readonly fileNo: number
  readonly records: number
  readonly verdicts: Readonly<Record<string, number>>
  readonly late: number
  readonly outOfOrder: number
}

export interface Receipted {
  readonly receipt: UploadReceipt
  /** The centre had the file already: an answer to an earlier attempt was lost. */
  readonly repeated: boolean
  /** How often it was sent until an answer came. */
  readonly attempts: number
}

export interface UploadOrder {
  /** Where the centre listens, like "http://127.0.0.1:8080". */
  readonly centre: string
  readonly file: Uint8Array
  /** The bytes are packed with gzip. */
  readonly packed?: boolean
  /** How long one attempt may take until its outcome counts as unknown (default 60 s). */
  readonly timeoutMs?: number
  /** Attempts until somebody has to look at the line (default 8). */
  readonly attemptsMax?: number
  /** The pause after the first unknown outcome; it doubles with each one (default 200 ms). */
  readonly pauseMs?: number
}

/**
 * Sends a batch file until the centre has receipted it. An attempt without an answer, and an answer that the
 * centre is in trouble, mean that nobody knows whether the file arrived: it is sent again, which is safe
 * because the same file gives the same receipt and changes nothing. A refusal is final: sending the same
 * bytes again would only be refused again.
 *
 * @returns the receipt, or the refusal with the centre's own word in `detail`
 * @throws Fault `centre` after the last attempt; asking again later is safe
 */
export async function uploadUntilReceipted(
  order: UploadOrder,
): Promise<Result<Receipted, 'upload-refused'>> {
  const { attemptsMax = 8, pauseMs = 200 } = order
  let trouble: unknown
  for (let attempt = 1; attempt <= attemptsMax; attempt++) {
    const answer = await send(order)
    switch (answer.outcome) {
      case 'receipted':
        return ok({ receipt: answer.receipt, repeated: answer.repeated, attempts: attempt })
      case 'refused':
        return refuse('upload-refused', { field: answer.field, detail: answer.detail })
      case 'unknown':
        trouble = answer.trouble
        await pause(answer.waitMs ?? pauseMs * 2 ** (attempt - 1))
    }
  }
  throw new Fault('centre', `no receipt after ${attemptsMax} attempts`, true, { cause: trouble })
}

type Sent =
  | { readonly outcome: 'receipted'; readonly receipt: UploadReceipt; readonly repeated: boolean }
  | { readonly outcome: 'refused'; readonly field: string; readonly detail: string }
  | { readonly outcome: 'unknown'; readonly trouble: unknown; readonly waitMs?: number }

const TIMEOUT_MS = 60_000

async function send(order: UploadOrder): Promise<Sent> {
  try {
    const response = await fetch(new URL('/v1/upload-batches', order.centre), {
      method: 'POST',
      body: order.file as Uint8Array<ArrayBuffer>,
      headers: {
        'content-type': 'application/octet-stream',
        ...(order.packed === true ? { 'content-encoding': 'gzip' } : {}),
      },
      signal: AbortSignal.timeout(order.timeoutMs ?? TIMEOUT_MS),
    })
    const text = await response.text()
    return answered(response, text)
  } catch (trouble) {
    return { outcome: 'unknown', trouble }
  }
}

function answered(response: Response, text: string): Sent {
  const { status } = response
  if (status === 200 || status === 201) {
    const receipt = receiptIn(text)
    return receipt === undefined
      ? { outcome: 'unknown', trouble: new Error('the receipt cannot be read') }
      : { outcome: 'receipted', receipt, repeated: status === 200 }
  }
  if (status >= 500 || MAY_PASS.has(status)) {
    const seconds = Number(response.headers.get('retry-after') ?? Number.NaN)
    const trouble = new Error(`the centre answered ${status}`)
    return Number.isFinite(seconds) && seconds >= 0
      ? { outcome: 'unknown', trouble, waitMs: Math.min(seconds * 1_000, WAIT_MAX_MS) }
      : { outcome: 'unknown', trouble }
  }
  return refusalIn(status, text)
}

/** Told to wait, or cut off on the way: neither says anything about the file. */
const MAY_PASS: ReadonlySet<number> = new Set([408, 425, 429])
const CUT_OFF: ReadonlySet<string> = new Set(['body-cut-off', 'file-cut-off'])
const WAIT_MAX_MS = 30_000

function refusalIn(status: number, text: string): Sent {
  const problem = objectIn(text)
  const word = (name: string): string | undefined => {
    const value = problem?.[name]
    return typeof value === 'string' ? value : undefined
  }
  const code = word('code') ?? word('refused') ?? `status-${status}`
  // The line broke, although the answer still came through.
  if (CUT_OFF.has(code)) return { outcome: 'unknown', trouble: new Error(code) }
  const detail = word('detail')
  return {
    outcome: 'refused',
    field: word('field') ?? 'file',
    detail: detail === undefined ? code : `${code}: ${detail}`,
  }
}

function receiptIn(text: string): UploadReceipt | undefined {
  const receipt = objectIn(text)
  const whole = ['fileNo', 'records', 'late', 'outOfOrder'].every((name) =>
    Number.isSafeInteger(receipt?.[name]),
  )
  return whole && typeof receipt?.['operator'] === 'string' && isObject(receipt['verdicts'])
    ? (receipt as unknown as UploadReceipt)
    : undefined
}

function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
