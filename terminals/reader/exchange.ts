import { ReaderTrouble } from './trouble'

/** More rounds of GET RESPONSE than any card of ours needs: 64 KiB in pieces of 256 bytes. */
const ROUNDS_MAX = 256

/**
 * One command and its whole answer over a line that knows neither 61xx nor 6Cxx (ISO/IEC 7816-3, T=0): on 61xx the
 * rest is fetched by GET RESPONSE, on 6Cxx the command is sent again with the length the card names. An answer of
 * fewer than two bytes is what a virtual driver gives for a card that was pulled away.
 */
export async function exchange(
  reader: string,
  command: Buffer,
  send: (command: Buffer) => Promise<Buffer>,
): Promise<Buffer> {
  const sendWhole = async (bytes: Buffer): Promise<Buffer> => {
    const answer = await send(bytes)
    if (answer.length < 2) throw new ReaderTrouble('card-left', { reader })
    return answer
  }
  let answer = await sendWhole(command)
  if (first(answer) === 0x6c && answer.length === 2) {
    answer = await sendWhole(withLength(command, last(answer)))
  }
  const parts: Buffer[] = []
  for (let round = 0; first(answer) === 0x61; round++) {
    if (round === ROUNDS_MAX) throw new ReaderTrouble('answer-endless', { reader })
    parts.push(answer.subarray(0, -2))
    const fetch = Buffer.from([0x00, 0xc0, 0x00, 0x00, last(answer)])
    answer = await sendWhole(fetch)
    // Some chips correct the length of GET RESPONSE, too.
    if (first(answer) === 0x6c && answer.length === 2) {
      answer = await sendWhole(withLength(fetch, last(answer)))
    }
  }
  return Buffer.concat([...parts, answer])
}

/** First and second byte of the status word. */
const first = (answer: Buffer): number => answer.readUInt8(answer.length - 2)
const last = (answer: Buffer): number => answer.readUInt8(answer.length - 1)

/** The same command, expecting so many bytes (0 stands for 256). */
export function withLength(command: Buffer, expected: number): Buffer {
  const third = command.length > 4 ? command.readUInt8(4) : 0
  const extended = command.length >= 7 && third === 0
  if (extended) {
    const dataBytes = command.length === 7 ? 0 : command.readUInt16BE(5)
    const body = dataBytes === 0 ? command.subarray(0, 5) : command.subarray(0, 7 + dataBytes)
    return Buffer.concat([body, Buffer.from([expected === 0 ? 1 : 0, expected])])
  }
  const hasData = command.length > 5
  const body = hasData ? command.subarray(0, 5 + third) : command.subarray(0, 4)
  return Buffer.concat([body, Buffer.from([expected])])
}
