/** What a reader needs of a chip: its answer to reset, its answers, and that the power can go. */
export interface ServedChip {
  readonly atr: Buffer
  /** A promise that never settles is a mute chip; a `Fault` is a chip that left before it answered. */
  transmit(command: Buffer): Buffer | Promise<Buffer>
  /** The power goes, or comes back: what was open is forgotten. */
  powerCut(): void
}

/** Historical bytes of our virtual cards. */
const NAME = Buffer.from('CITYCARD', 'latin1')

/** `3B 8n 80 01`, historical bytes and check byte: how PC/SC shows a contactless card (PC/SC part 3, 3.1.3.2.3). */
export const VIRTUAL_ATR: Buffer = (() => {
  const body = Buffer.concat([Buffer.from([0x80 | NAME.length, 0x80, 0x01]), NAME])
  const check = body.reduce((sum, byte) => sum ^ byte, 0)
  return Buffer.concat([Buffer.from([0x3b]), body, Buffer.from([check])])
})()

/** A virtual card as a reader holds it. */
export const served = (chip: Pick<ServedChip, 'transmit' | 'powerCut'>): ServedChip => ({
  atr: VIRTUAL_ATR,
  transmit: (command) => chip.transmit(command),
  powerCut: () => chip.powerCut(),
})
