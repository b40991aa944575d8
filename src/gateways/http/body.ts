import type { Request } from 'express'
import { Transform, type Readable } from 'node:stream'
import { RequestRefused } from './mishaps'

/**
 * The raw body as a stream that refuses to become larger than allowed, as sent (before any unpacking). A body
 * that ends before it is complete is refused too, and never looks like a shorter one.
 */
export function bodyOf(request: Request, bytesMax: number): Readable {
  // Whoever left while waiting for a turn sends nothing any more, not even the end.
  if (request.destroyed && !request.complete) {
    throw new RequestRefused('body-cut-off', 'the sender left before its turn came')
  }
  if (Number(request.headers['content-length'] ?? 0) > bytesMax) throw tooLarge(bytesMax)
  const body = new Counted(bytesMax)
  const cutOff = (): void => {
    if (!request.complete) body.destroy(new RequestRefused('body-cut-off', 'the upload broke off'))
  }
  request.once('error', cutOff).once('close', cutOff)
  // The request itself stays open: the answer that says why still has to go out on it.
  body.once('error', () => request.unpipe(body))
  return request.pipe(body)
}

class Counted extends Transform {
  private seenBytes = 0

  constructor(private readonly bytesMax: number) {
    super()
  }

  override _transform(
    chunk: Buffer,
    _encoding: BufferEncoding,
    done: (error: Error | null, chunk?: Buffer) => void,
  ): void {
    this.seenBytes += chunk.length
    if (this.seenBytes > this.bytesMax) done(tooLarge(this.bytesMax))
    else done(null, chunk)
  }
}

const tooLarge = (bytesMax: number): RequestRefused =>
  new RequestRefused('body-too-large', `an upload is at most ${bytesMax} bytes`)
