import type { GatewayLimits } from './limits'
import type { Line } from './line'

/**
 * Every open line. A crowd of strangers cannot keep a terminal out: where there is no room, the stranger that came
 * first goes, and a line that proved itself stays.
 */
export class Lines {
  private readonly all = new Set<Line>()
  private readonly strangers = new Set<Line>()
  private readonly perAddress = new Map<string, Set<Line>>()
  /** Lines over which a terminal proved itself, oldest first. */
  private readonly ofTerminal = new Map<string, Line[]>()
  private readonly terminalsOf = new Map<Line, Set<string>>()

  constructor(
    private readonly limits: Pick<
      GatewayLimits,
      'linesMax' | 'linesPerAddressMax' | 'linesPerTerminalMax'
    >,
  ) {}

  get count(): number {
    return this.all.size
  }

  /** Whether another line from this address finds room; a stranger may be closed for it. */
  admit(address: string): boolean {
    const neighbours = this.perAddress.get(address) ?? new Set()
    if (neighbours.size >= this.limits.linesPerAddressMax && !this.closeStranger(neighbours)) {
      return false
    }
    return this.all.size < this.limits.linesMax || this.closeStranger(this.strangers)
  }

  add(line: Line): void {
    this.all.add(line)
    if (!line.isProved) this.strangers.add(line)
    const neighbours = this.perAddress.get(line.address) ?? new Set()
    this.perAddress.set(line.address, neighbours.add(line))
  }

  /**
   * A terminal proved itself over a line. More lines than it may have: the oldest goes. After a power cut that is the
   * dead one, and nobody without the terminal's key can have it closed.
   */
  proved(line: Line, terminal: string): void {
    this.strangers.delete(line)
    const own = this.ofTerminal.get(terminal) ?? []
    if (own.includes(line)) return
    own.push(line)
    this.ofTerminal.set(terminal, own)
    this.terminalsOf.set(line, (this.terminalsOf.get(line) ?? new Set()).add(terminal))
    if (own.length > this.limits.linesPerTerminalMax) own[0]?.close('displaced')
  }

  remove(line: Line): void {
    this.all.delete(line)
    this.strangers.delete(line)
    const neighbours = this.perAddress.get(line.address)
    neighbours?.delete(line)
    if (neighbours?.size === 0) this.perAddress.delete(line.address)
    for (const terminal of this.terminalsOf.get(line) ?? []) {
      const rest = (this.ofTerminal.get(terminal) ?? []).filter((one) => one !== line)
      if (rest.length === 0) this.ofTerminal.delete(terminal)
      else this.ofTerminal.set(terminal, rest)
    }
    this.terminalsOf.delete(line)
  }

  stopAll(): void {
    for (const line of this.all) line.stop()
  }

  closeAll(): void {
    for (const line of this.all) line.close('stopping')
  }

  /** Closes the oldest stranger among these; false when there is none. */
  private closeStranger(among: ReadonlySet<Line>): boolean {
    for (const line of among) {
      if (line.isProved) continue
      line.close('too-many-lines')
      this.remove(line)
      return true
    }
    return false
  }
}
