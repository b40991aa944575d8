import { join } from 'node:path'
import { invariant } from '../../base'
import { openVirtualKeyFactory, type VirtualKeyFactory } from '../../keys'
import { packageRoot } from '../../package-root'
import { VirtualPinPad } from '../../../terminals/virtual'
import { percentile } from '../figure'
import { AMOUNT_FEN, Caller, type Ready } from './caller'
import { HostileLines } from './hostile'
import { NOTHING_CALLED, type Called, type CallersOrder } from './orders'

/*
 * A process of its own: POS terminals that ask the host of the bench over TCP, on another core than it where there is
 * one. It does what it is told over the channel to its parent, one order after another.
 */

const KEYS_FILE = join(packageRoot, 'keys-dev', 'hierarchy.json')
const LABEL = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const
const SIGN_INS_AT_ONCE = 16
const TICK_MS = 5

class Callers {
  private readonly callers: Caller[] = []
  private hostile: HostileLines | undefined

  constructor(private readonly keys: VirtualKeyFactory) {}

  async follow(order: CallersOrder): Promise<Called> {
    switch (order.do) {
      case 'sign-in':
        return this.signIn(order)
      case 'sell':
        return this.sell(order)
      case 'flood':
        return this.flood(order)
      case 'be-hostile':
        this.hostile = new HostileLines(order.port, order.lines)
        return NOTHING_CALLED
      case 'stop-being-hostile':
        this.hostile?.stop()
        return NOTHING_CALLED
      case 'leave':
        this.hostile?.stop()
        for (const caller of this.callers) caller.leave()
        return NOTHING_CALLED
    }
  }

  /** Each shows itself by a first purchase, since nobody is believed before. */
  private async signIn(order: Extract<CallersOrder, { readonly do: 'sign-in' }>): Promise<Called> {
    const { port, merchant, terminals, traceAfter } = order
    const work: { readonly caller: Caller; readonly sales: readonly Ready[] }[] = []
    const from = performance.now()
    for (let from = 0; from < terminals.length; from += SIGN_INS_AT_ONCE) {
      const some = terminals.slice(from, from + SIGN_INS_AT_ONCE).map(([terminal, card]) => {
        const pad = new VirtualPinPad(this.keys, { terminal, label: LABEL, mac: 'unionpay-ecb' })
        return Caller.begin(port, { terminal, merchant, card, pad, traceAfter })
      })
      const signedIn = await Promise.all(some)
      const shown = signedIn.map((caller) => ({ caller, sales: caller.prepare(1) }))
      await Promise.all(shown.flatMap(({ caller, sales }) => sales.map((sale) => caller.say(sale))))
      this.callers.push(...signedIn)
      work.push(...shown)
    }
    return calledIn(performance.now() - from, work)
  }

  private async sell(order: Extract<CallersOrder, { readonly do: 'sell' }>): Promise<Called> {
    const work = this.callers
      .slice(0, order.terminals)
      .map((caller) => ({ caller, sales: caller.prepare(order.each) }))
    const from = performance.now()
    await Promise.all(
      work.map(async ({ caller, sales }) => {
        for (const sale of sales) await caller.say(sale)
      }),
    )
    return calledIn(performance.now() - from, work)
  }

  /** Whatever comes is sent at a terminal that waits for nothing; when all wait, it has gone by. */
  private async flood(order: Extract<CallersOrder, { readonly do: 'flood' }>): Promise<Called> {
    const total = Math.round(order.perSecond * order.seconds)
    const each = Math.ceil((2 * total) / this.callers.length)
    const work = this.callers.map((caller) => ({ caller, sales: caller.prepare(each), next: 0 }))
    const free = [...work]
    const underWay = new Set<Promise<void>>()
    const from = performance.now()
    while (performance.now() - from < order.seconds * 1_000) {
      const due = ((performance.now() - from) / 1_000) * order.perSecond
      let sent = work.reduce((sum, { next }) => sum + next, 0)
      for (; sent < due; sent++) {
        const one = free.shift()
        const sale = one?.sales[one.next]
        if (one === undefined || sale === undefined) break
        one.next++
        const said = one.caller.say(sale).then(() => {
          underWay.delete(said)
          free.push(one)
        })
        underWay.add(said)
      }
      await new Promise((resolve) => setTimeout(resolve, TICK_MS))
    }
    const tookMs = performance.now() - from
    await Promise.all(underWay)
    return calledIn(
      tookMs,
      work.map(({ caller, sales, next }) => ({ caller, sales: sales.slice(0, next) })),
    )
  }
}

function calledIn(
  tookMs: number,
  work: readonly { readonly caller: Caller; readonly sales: readonly Ready[] }[],
): Called {
  const otherCodes: Record<string, number> = {}
  const latencies: number[] = []
  let [asked, wrong] = [0, 0]
  for (const { caller, sales } of work) {
    for (const sale of sales) {
      asked++
      const code = caller.codeOf(sale)
      if (code === undefined) wrong++
      else if (code === '00') latencies.push(sale.tookMs ?? Number.NaN)
      else otherCodes[code] = (otherCodes[code] ?? 0) + 1
    }
  }
  return {
    seconds: tookMs / 1_000,
    asked,
    approved: latencies.length,
    approvedFen: latencies.length * AMOUNT_FEN,
    otherCodes,
    wrong,
    p50: percentile(latencies, 0.5),
    p99: percentile(latencies, 0.99),
    p999: percentile(latencies, 0.999),
  }
}

async function main(): Promise<void> {
  const keys = await openVirtualKeyFactory({ keysFile: KEYS_FILE, production: false })
  invariant(keys.ok, 'the development keys open')
  const callers = new Callers(keys.value)
  let last: Promise<unknown> = Promise.resolve()
  process.on('message', (order: CallersOrder) => {
    last = last.then(async () => {
      process.send?.(await callers.follow(order))
      if (order.do === 'leave') process.disconnect()
    })
  })
}

if (require.main === module) void main()
