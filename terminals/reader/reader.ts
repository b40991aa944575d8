/** A reader, and the card in it. */
export interface ReaderFace {
  /** As the system names it. */
  readonly name: string
  /** Answer to reset of the card that lies in it; absent when there is none. */
  readonly atr?: Buffer
}

export type ReaderEvent =
  | { readonly kind: 'reader-arrived' | 'reader-left'; readonly reader: string }
  | { readonly kind: 'card-arrived'; readonly reader: string; readonly atr: Buffer }
  | { readonly kind: 'card-left'; readonly reader: string }

/** `exclusive`: nobody else speaks with the card until it is let go. Whoever writes or moves money takes it. */
export type Sharing = 'exclusive' | 'shared'

/**
 * Readers of this machine, whatever stands behind them. All that fails throws `ReaderTrouble`. Every provider keeps
 * test/contracts/readers.ts.
 */
export interface Readers {
  /** The readers there are now, by name; none is no trouble. */
  list(): Promise<readonly ReaderFace[]>
  /** Tells of every change from now on; answers how to stop. */
  watch(tell: (event: ReaderEvent) => void): () => void
  /** Starts to speak with the card in a reader. */
  connect(reader: string, sharing: Sharing): Promise<CardLine>
  /** Lets everything go; may be called twice. */
  close(): Promise<void>
}

/** A line to one card. After trouble it is of no more use than `disconnect`. */
export interface CardLine {
  readonly reader: string
  readonly atr: Buffer
  /**
   * One command, short or extended, and its whole answer: 61xx is fetched, 6Cxx repeated with the right length.
   * Commands of one line are sent one after another, in the order of the calls.
   */
  transmit(command: Buffer): Promise<Buffer>
  /** Starts the card afresh: what was selected and proved is forgotten. Answers its answer to reset. */
  reset(): Promise<Buffer>
  /** Lets the card go; may be called twice, and never throws. */
  disconnect(): Promise<void>
}
