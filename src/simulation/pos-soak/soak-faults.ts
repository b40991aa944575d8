import type { Chance } from '../../base'
import type { Folder } from '../../../terminals/journal'
import type { PosLine } from '../../../terminals/pos'

/** What goes wrong on purpose, and how often it did. */
export const soakFaults = {
  cutBefore: 'the line breaks before the message is sent',
  cutAfter: 'the line breaks after the message was sent',
  answerLost: 'the answer does not come',
  repeated: 'the message is sent twice',
  overtaken: 'the message arrives after what follows it',
  powerCut: 'the power goes in the middle of a write',
} as const

export type SoakFault = keyof typeof soakFaults
export type FaultCounts = Record<SoakFault, number>

export const noFaults = (): FaultCounts => ({
  cutBefore: 0,
  cutAfter: 0,
  answerLost: 0,
  repeated: 0,
  overtaken: 0,
  powerCut: 0,
})

/** A way to the host that can also be broken off. */
export interface BreakableLine extends PosLine {
  close(): void
}

/** One message in so many meets each kind of fault. */
const ONE_IN = 60
const LINE_FAULTS = ['cutBefore', 'cutAfter', 'answerLost', 'repeated', 'overtaken'] as const

/** A line that fails by plan. What was overtaken goes out behind the message that comes after the next one. */
export class FaultyLine implements PosLine {
  calm = false
  messages = 0
  #held: { readonly frame: Buffer; wait: number } | undefined

  constructor(
    private readonly parts: {
      /** Where messages go, and another connection for those that were overtaken. */
      readonly main: BreakableLine
      readonly aside: BreakableLine
      readonly chance: Chance
      readonly counts: FaultCounts
    },
  ) {}

  async ask(frame: Buffer): Promise<Buffer | undefined> {
    const { main, counts } = this.parts
    await this.deliverHeld()
    const fault = this.draw()
    if (fault !== undefined) counts[fault]++
    return fault === undefined ? this.send(main, frame) : this.fail(fault, frame)
  }

  private async fail(fault: SoakFault, frame: Buffer): Promise<Buffer | undefined> {
    const { main } = this.parts
    if (fault === 'cutBefore') main.close()
    else if (fault === 'cutAfter') {
      const asked = this.send(main, frame)
      await Promise.resolve()
      main.close()
      await asked
    } else if (fault === 'answerLost') await this.send(main, frame)
    else if (fault === 'repeated') {
      await this.send(main, frame)
      return this.send(main, frame)
    } else this.#held = { frame, wait: 1 }
    return undefined
  }

  /** Nothing is on its way any more. */
  async drain(): Promise<void> {
    while (this.#held !== undefined) await this.deliverHeld()
  }

  close(): void {
    this.parts.main.close()
    this.parts.aside.close()
  }

  private async deliverHeld(): Promise<void> {
    if (this.#held === undefined || this.#held.wait-- > 0) return
    const { frame } = this.#held
    this.#held = undefined
    await this.send(this.parts.aside, frame)
  }

  private send(line: PosLine, frame: Buffer): Promise<Buffer | undefined> {
    this.messages++
    return line.ask(frame)
  }

  private draw(): SoakFault | undefined {
    const { chance } = this.parts
    if (this.calm || this.#held !== undefined || chance.below(ONE_IN) > 0) return undefined
    return LINE_FAULTS[chance.below(LINE_FAULTS.length)]
  }
}

/** The power went while a POS wrote. */
export class PosPowerCut extends Error {}

/** The disk of a POS whose power goes now and then, in the middle of a write. */
export class FailingFolder implements Folder {
  calm = false
  readonly #files = new Map<string, Buffer>()

  constructor(
    private readonly chance: Chance,
    private readonly counts: FaultCounts,
    private readonly oneIn: number,
  ) {}

  read(name: string): Buffer | undefined {
    return this.#files.get(name)
  }

  append(name: string, bytes: Uint8Array): void {
    const before = this.#files.get(name) ?? Buffer.alloc(0)
    const cut = this.draws()
    const kept = cut ? bytes.subarray(0, this.chance.below(bytes.length + 1)) : bytes
    this.#files.set(name, Buffer.concat([before, kept]))
    if (cut) this.goDark()
  }

  truncate(name: string, size: number): void {
    this.#files.set(name, (this.#files.get(name) ?? Buffer.alloc(0)).subarray(0, size))
  }

  replace(name: string, bytes: Uint8Array): void {
    if (this.draws()) this.goDark()
    this.#files.set(name, Buffer.from(bytes))
  }

  private draws(): boolean {
    return !this.calm && this.chance.below(this.oneIn) === 0
  }

  private goDark(): never {
    this.counts.powerCut++
    throw new PosPowerCut('the power is gone')
  }
}
