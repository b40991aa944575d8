import type { Chance } from '../base'

/**
 * A text that a pattern takes: literals, classes, groups, alternatives and repetitions of the patterns our schemas
 * write. What it does not understand (look-aheads, say) it skips; the caller checks what comes out.
 */
export function textLike(pattern: string, chance: Chance): string {
  return new Writer(pattern, chance).alternatives()
}

const REPEATED_MORE = 6

class Writer {
  private at = 0

  constructor(
    private readonly pattern: string,
    private readonly chance: Chance,
  ) {}

  /** Everything up to the end of the group: one of its alternatives. */
  alternatives(): string {
    const written = [this.sequence()]
    while (this.take('|')) written.push(this.sequence())
    return written[this.chance.below(written.length)] ?? ''
  }

  private sequence(): string {
    let text = ''
    while (this.at < this.pattern.length && !'|)'.includes(this.pattern[this.at] as string)) {
      const from = this.at
      let piece = this.piece()
      const [least, most] = this.repetition()
      const count = least + this.chance.below(most - least + 1)
      const end = this.at
      if (count === 0) piece = ''
      for (let index = 1; index < count; index++) {
        this.at = from
        piece += this.piece()
      }
      this.at = end
      text += piece
    }
    return text
  }

  private piece(): string {
    const sign = this.pattern[this.at++] as string
    if (sign === '^' || sign === '$') return ''
    if (sign === '.') return 'x'
    if (sign === '[') return this.oneOfClass()
    if (sign === '(') {
      if (this.pattern.startsWith('?:', this.at)) this.at += 2
      const text = this.alternatives()
      this.take(')')
      return text
    }
    return sign === '\\' ? this.escaped() : sign
  }

  private escaped(): string {
    const sign = this.pattern[this.at++] as string
    if (sign === 'd') return String(this.chance.below(10))
    if (sign === 'w') return 'w'
    if (sign === 's') return ' '
    if (sign === 'p' || sign === 'P') {
      this.at = this.pattern.indexOf('}', this.at) + 1
      return 'p'
    }
    return sign
  }

  private oneOfClass(): string {
    const not = this.take('^')
    const signs: string[] = []
    while (this.at < this.pattern.length && this.pattern[this.at] !== ']') {
      const from = this.classSign()
      if (this.pattern[this.at] === '-' && this.pattern[this.at + 1] !== ']') {
        this.at++
        const to = this.classSign()
        for (let code = from.charCodeAt(0); code <= to.charCodeAt(0); code++) {
          signs.push(String.fromCharCode(code))
        }
      } else {
        signs.push(from)
      }
    }
    this.at++
    const choice = not ? [...'aZ5王'].filter((sign) => !signs.includes(sign)) : signs
    return choice[this.chance.below(choice.length)] ?? 'a'
  }

  private classSign(): string {
    const sign = this.pattern[this.at++] as string
    return sign === '\\' ? this.escaped() : sign
  }

  private repetition(): [least: number, most: number] {
    const sign = this.pattern[this.at]
    if (sign === '*' || sign === '+' || sign === '?') {
      this.at++
      return sign === '?' ? [0, 1] : [sign === '+' ? 1 : 0, REPEATED_MORE]
    }
    const [all, least, comma, most] = /^\{(\d+)(,?)(\d*)\}/.exec(this.pattern.slice(this.at)) ?? []
    if (all === undefined) return [1, 1]
    this.at += all.length
    const from = Number(least)
    if (comma === '') return [from, from]
    return [from, most === '' ? from + REPEATED_MORE : Number(most)]
  }

  private take(sign: string): boolean {
    if (this.pattern[this.at] !== sign) return false
    this.at++
    return true
  }
}
