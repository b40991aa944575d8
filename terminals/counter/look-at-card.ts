import {
  hold,
  readCardFace,
  type CardFace,
  type FaceLayoutName,
  type FaceRefusal,
} from '../../src/card'
import type { Readers } from '../reader'

/** What lies in a reader: its answer to reset, and its face where it has one we know. */
export interface Lying {
  readonly atr: Buffer
  readonly face: CardFace | undefined
  /** Why it shows none. */
  readonly refused?: { readonly refused: FaceRefusal; readonly detail: string | undefined }
}

/**
 * Looks at the card in a reader; what is not free to read is not asked for.
 * @throws ReaderTrouble
 */
export async function lookAtCard(
  readers: Readers,
  reader: string,
  layout?: FaceLayoutName,
): Promise<Lying> {
  const line = await readers.connect(reader, 'exclusive')
  try {
    const face = await hold(readCardFace(layout), (question) => {
      if (question.to !== 'card') throw new TypeError('a look at a card asks the card alone')
      return line.transmit(question.apdu)
    })
    const { atr } = line
    if (face.ok) return { atr, face: face.value }
    return { atr, face: undefined, refused: { refused: face.refused, detail: face.detail } }
  } finally {
    await line.disconnect()
  }
}
