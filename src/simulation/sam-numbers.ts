import { createHash } from 'node:crypto'
import { invariant, parseSamNumber, type SamNumber } from '../base'

const SAM_DIGITS = 12
const HASHED = '9'

/**
 * A SAM number for every terminal of a file, named by its number and its operator: no two share one, and the
 * same set always gets the same ones. A number that is digits and free is kept, filled with zeros on the
 * left; the others get one from their hash.
 */
export class SamNumbers {
  private readonly taken = new Set<string>()

  /** The numbers of these terminals, under `keyOf` each. */
  assign<Terminal extends { readonly number: string; readonly operator: string }>(
    terminals: readonly Terminal[],
  ): ReadonlyMap<Terminal, SamNumber> {
    const inOrder = [...terminals].sort(
      (left, right) => order(left.number, right.number) || order(left.operator, right.operator),
    )
    const numbers = new Map<Terminal, SamNumber>()
    for (const terminal of inOrder) {
      const plain = terminal.number.padStart(SAM_DIGITS, '0')
      if (/^\d{12}$/.test(plain) && !this.taken.has(plain)) numbers.set(terminal, this.take(plain))
    }
    for (const terminal of inOrder) {
      if (!numbers.has(terminal)) {
        numbers.set(terminal, this.spare(`${terminal.operator}\u0000${terminal.number}`))
      }
    }
    return numbers
  }

  /** A number that no terminal of the file has. */
  spare(name: string): SamNumber {
    const digits = SAM_DIGITS - 1
    const space = 10n ** BigInt(digits)
    let place = createHash('sha256').update(name, 'utf8').digest().readBigUInt64BE() % space
    for (;;) {
      const number = `${HASHED}${place.toString().padStart(digits, '0')}`
      if (!this.taken.has(number)) return this.take(number)
      place = (place + 1n) % space
    }
  }

  private take(number: string): SamNumber {
    this.taken.add(number)
    const parsed = parseSamNumber(number)
    invariant(parsed.ok, 'a terminal of the city has a SAM number', { length: number.length })
    return parsed.value
  }
}

const order = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0)
