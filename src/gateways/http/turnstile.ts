/** Lets a bounded number of acts run at a time; the others wait in the order they came. */
export class Turnstile {
  private inside = 0
  private readonly waiting: (() => void)[] = []

  constructor(private readonly most: number) {}

  async through<Value>(act: () => Promise<Value>): Promise<Value> {
    if (this.inside >= this.most) await new Promise<void>((resolve) => this.waiting.push(resolve))
    else this.inside++
    try {
      return await act()
    } finally {
      const next = this.waiting.shift()
      if (next === undefined) this.inside--
      else next()
    }
  }
}
