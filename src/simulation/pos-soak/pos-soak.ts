import { listMessages, type KeptMessage } from '../../acquiring'
import { auditBooks } from '../../audit-books'
import { fen, invariant, SeededChance } from '../../base'
import type { City } from '../../city'
import { openPosGateway, standardLimits } from '../../gateways/iso8583'
import { openVirtualKeyFactory, type VirtualKeyFactory } from '../../keys'
import { balanceOf, operatorPayable } from '../../ledger'
import { Pos, SocketLine, type PosRecord, type Settled, type Told } from '../../../terminals/pos'
import { VirtualPinPad } from '../../../terminals/virtual'
import { openShop, type SoakShop } from './soak-shop'
import { FailingFolder, FaultyLine, noFaults, PosPowerCut, type FaultCounts } from './soak-faults'

export interface SoakAsked {
  readonly seed: number
  readonly terminals: number
  /** At least so many messages reach the host, all terminals together. */
  readonly messages: number
}

/** What came of it. Everything under `agree` must be 0 or true, or the soak has found something wrong. */
export interface SoakReport {
  readonly seed: number
  readonly terminals: number
  readonly messages: number
  readonly seconds: number
  readonly faults: FaultCounts
  /** Sales, voids and refunds by how they ended, as the POS have it. */
  readonly ended: Readonly<Record<string, number>>
  readonly batches: { readonly balanced: number; readonly uploaded: number }
  readonly agree: {
    /** Approved at the POS, and not booked once at the host. */
    readonly approvedNotBookedOnce: number
    /** Booked at the host, and not approved at a POS. */
    readonly bookedNotApproved: number
    /** Reversed by a POS, and money of it still moved at the host. */
    readonly reversalsNotHonoured: number
    /** Doubts that are still open. */
    readonly doubts: number
    /** Sum of all batches as the POS counted them, as the host did, and as the ledger has it; fen. */
    readonly terminalFen: bigint
    readonly hostFen: bigint
    readonly ledgerFen: bigint
    readonly accountsFen: bigint
  }
  readonly balanced: boolean
  readonly driftFen: bigint
}

const HOLDERS_A_TERMINAL = 2
const WRITES_A_POWER_CUT = 300
const SALES_A_BATCH = 90
const ANSWER_MS = 10_000
const SALE_MAX_FEN = 5_000
const LABEL = { purpose: 'terminal-master', version: 1, algorithm: '3des' } as const
/** The gateway's limits against hostile terminals would slow these, which are in a hurry on one machine. */
const LIMITS = {
  ...standardLimits,
  messagesPerSecondMax: 10_000,
  strangerMessagesPerSecondMax: 10_000,
  linesPerTerminalMax: 8,
  waitingMax: 4_096,
  waitSeconds: 30,
}

/** Many POS at once, with faults, through the real gateway; then every side is asked what it has. */
export async function soakPos(
  city: City,
  asked: SoakAsked,
  progress: (messages: number) => void = () => undefined,
): Promise<SoakReport> {
  const begun = performance.now()
  const { keysFile } = city.config
  invariant(keysFile !== undefined, 'a demonstration has development keys')
  const keys = await openVirtualKeyFactory({ keysFile, production: false })
  invariant(keys.ok, 'the development keys open')
  const shop = await openShop(city, {
    terminals: asked.terminals,
    holders: asked.terminals * HOLDERS_A_TERMINAL,
  })
  const before = await shop.onAccounts()
  const gateway = await openPosGateway({
    at: { host: '127.0.0.1', port: 0, trusted: ['127.0.0.1'], profile: 'cup-pos' },
    limits: LIMITS,
    acquirer: city.posHost,
    vault: city.vault.pos,
    clock: city.acquiring.clock,
    log: city.log.child({}, { level: 'silent' }),
    observe: () => undefined,
    name: `soak-${asked.seed}`,
    certificateOf: async () => undefined,
    processing: async () => '0',
  })
  const port = gateway.ports.plain
  invariant(port !== undefined, 'the gateway listens')
  const faults = noFaults()
  const till = { messages: 0 }
  const counters = shop.terminals.map(
    (terminal, index) =>
      new SoakTerminal({
        shop,
        terminal,
        port,
        keys: keys.value,
        chance: new SeededChance(asked.seed * 1_009 + index),
        faults,
        till,
      }),
  )
  const report = setInterval(() => progress(till.messages), 1_000)
  try {
    await Promise.all(counters.map((one) => one.work(() => till.messages >= asked.messages)))
    await Promise.all(counters.map((one) => one.finish()))
  } finally {
    clearInterval(report)
    for (const one of counters) one.close()
    await gateway.stop(5)
  }
  return await compare(city, {
    asked,
    shop,
    counters,
    faults,
    messages: till.messages,
    before,
    begun,
  })
}

/** One POS with somebody behind it who is in a hurry, and whom the power fails. */
class SoakTerminal {
  /** What the POS said in the end of every message that moved money, over all batches. */
  readonly log: PosRecord[] = []
  readonly settled: Settled[] = []
  private readonly folder: FailingFolder
  private readonly line: FaultyLine
  private pos: Pos
  private sales: PosRecord[] = []

  constructor(
    private readonly of: {
      readonly shop: SoakShop
      readonly terminal: string
      readonly port: number
      readonly keys: VirtualKeyFactory
      readonly chance: SeededChance
      readonly faults: FaultCounts
      readonly till: { messages: number }
    },
  ) {
    const { port, chance, faults } = of
    const there = { host: '127.0.0.1', port, timeoutMs: ANSWER_MS }
    this.folder = new FailingFolder(chance, faults, WRITES_A_POWER_CUT)
    this.line = new FaultyLine({
      main: new SocketLine(there),
      aside: new SocketLine(there),
      chance,
      counts: faults,
    })
    this.pos = this.start()
  }

  get doubts(): number {
    return this.pos.book.doubts.length
  }

  /** Sells, voids and refunds until it is enough. */
  async work(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await this.withPower(() => this.one())
  }

  /** The faults are over: everything in doubt is cleared and the last batch is settled. */
  async finish(): Promise<void> {
    this.folder.calm = true
    this.line.calm = true
    await this.line.drain()
    this.count()
    for (let attempt = 0; this.doubts > 0 && attempt < 10; attempt++) await this.pos.clearDoubts()
    await this.settle()
    this.count()
  }

  close(): void {
    this.line.close()
  }

  private start(): Pos {
    const { shop, terminal, keys } = this.of
    const pad = new VirtualPinPad(keys, { terminal, label: LABEL, mac: 'unionpay-ecb' })
    return new Pos({
      terminal,
      merchant: shop.merchantNumber,
      folder: this.folder,
      pad,
      line: this.line,
    })
  }

  private async withPower(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (cut) {
      if (!(cut instanceof PosPowerCut)) throw cut
      this.line.close()
      this.restart()
    }
    this.count()
  }

  /** Starting may be cut as well. */
  private restart(): void {
    for (;;) {
      try {
        this.pos = this.start()
        return
      } catch (cut) {
        if (!(cut instanceof PosPowerCut)) throw cut
      }
    }
  }

  private count(): void {
    this.of.till.messages += this.line.messages
    this.line.messages = 0
  }

  private async one(): Promise<void> {
    const { chance } = this.of
    const { pos } = this
    if (pos.book.isSettling || pos.book.countedRecords.length >= SALES_A_BATCH) {
      return this.settle()
    }
    const draw = chance.below(100)
    const [sale] = this.sales
    if (draw < 12 && sale !== undefined && this.standing(sale)) {
      this.sales.shift()
      await pos.void(sale.trace)
    } else if (draw < 20 && sale !== undefined && this.standing(sale)) {
      this.sales.shift()
      await this.refund(sale)
    } else if (draw < 24) {
      await pos.balance({ card: this.holder.card, pin: this.of.shop.pin })
    } else if (draw < 26) {
      await pos.signIn()
    } else {
      const amount = fen(BigInt(1 + chance.below(SALE_MAX_FEN)))
      this.keep(await pos.purchase({ card: this.holder.card, amount, pin: this.of.shop.pin }))
    }
  }

  private keep(told: Told): void {
    if (told.told !== 'approved') return
    this.sales.push(told.record)
    this.date = told.answer.fields[13] ?? ''
  }

  private date = ''

  private standing({ trace, batch }: PosRecord): boolean {
    const { book } = this.pos
    return batch === book.batch && book.recordOf(trace)?.state === 'approved'
  }

  private async refund(sale: PosRecord): Promise<void> {
    const { batch, trace, reference = '' } = sale
    const whole = BigInt(sale.amount)
    const amount = fen(whole > 1n ? whole / 2n : whole)
    const card = sale.fields['2'] ?? ''
    const original = { batch, trace, reference, date: this.date }
    await this.pos.refund({ card, amount, pin: this.of.shop.pin, original })
  }

  private get holder() {
    const { holders } = this.of.shop
    const holder = holders[this.of.chance.below(holders.length)]
    invariant(holder !== undefined, 'the shop has customers')
    return holder
  }

  /**
   * Counts the batch. What its book says is kept before it begins the next one; a doubt of it stays in the book and is
   * kept when it is over.
   */
  private async settle(): Promise<void> {
    const { pos } = this
    const before = pos.book.batch
    await pos.clearDoubts()
    const records = pos.book.records.filter(({ batch }) => batch === before)
    const settled = await pos.settle()
    if (settled.settled !== 'balanced' && settled.settled !== 'uploaded') return
    this.settled.push(settled)
    this.log.push(...records)
    this.sales = []
  }
}

interface Compared {
  readonly asked: SoakAsked
  readonly shop: SoakShop
  readonly counters: readonly SoakTerminal[]
  readonly faults: FaultCounts
  readonly messages: number
  readonly before: bigint
  readonly begun: number
}

const PAGE = 5_000
const COMPARED: ReadonlySet<string> = new Set(['purchase', 'void', 'refund'])

/** Every sale, void and refund that the host keeps of the shop. */
async function hostMessages(city: City, operator: string): Promise<KeptMessage[]> {
  const found: KeptMessage[] = []
  let after: bigint | undefined
  for (;;) {
    const page = await listMessages(city.store.database, { operator, after, limit: PAGE })
    found.push(...page.filter((one) => COMPARED.has(one.kind) && one.class !== 'reversal'))
    after = page.at(-1)?.message
    if (page.length < PAGE) return found
  }
}

async function compare(city: City, of: Compared): Promise<SoakReport> {
  const { database } = city.store
  const { shop, counters } = of
  const rows = await hostMessages(city, shop.operator)
  const host = new Map(rows.map((row) => [keyOf(row), row]))
  const log = counters.flatMap((one, index) =>
    one.log.map((record) => ({ ...record, terminal: shop.terminals[index] ?? '' })),
  )
  const own = new Map(log.map((record) => [keyOf(record), record]))
  const ended: Record<string, number> = {}
  let [approvedNotBookedOnce, reversalsNotHonoured] = [0, 0]
  for (const record of log) {
    const name = `${record.kind}-${record.state}`
    ended[name] = (ended[name] ?? 0) + 1
    const there = host.get(keyOf(record))
    const same = there?.kind === record.kind && there.amountFen === BigInt(record.amount)
    if (record.state === 'approved' && !(same && there.state === 'approved'))
      approvedNotBookedOnce++
    if (record.state === 'reversed' && there?.state === 'approved') reversalsNotHonoured++
  }
  const bookedNotApproved = rows.filter(
    (row) => row.state === 'approved' && own.get(keyOf(row))?.state !== 'approved',
  ).length
  const signOf = (kind: string): bigint => (kind === 'purchase' ? 1n : kind === 'refund' ? -1n : 0n)
  const hostFen = rows
    .filter(({ state }) => state === 'approved')
    .reduce((sum, { kind, amountFen }) => sum + signOf(kind) * amountFen, 0n)
  const settled = counters.flatMap((one) => one.settled)
  const terminalFen = settled.reduce(
    (sum, { totals }) => sum + totals.debitFen - totals.creditFen,
    0n,
  )
  const ledgerFen = (await balanceOf(database, operatorPayable(shop.operator))).balanceFen
  const accountsFen = of.before - (await shop.onAccounts())
  const findings = await auditBooks(database)
  const driftFen = findings.reduce((sum, { driftFen: drift }) => sum + (drift ?? 0n), 0n)
  const seconds = Math.round((performance.now() - of.begun) / 100) / 10
  return {
    seed: of.asked.seed,
    terminals: shop.terminals.length,
    messages: of.messages,
    seconds,
    faults: of.faults,
    ended,
    batches: {
      balanced: settled.filter((one) => one.settled === 'balanced').length,
      uploaded: settled.filter((one) => one.settled === 'uploaded').length,
    },
    agree: {
      approvedNotBookedOnce,
      bookedNotApproved,
      reversalsNotHonoured,
      doubts: counters.reduce((sum, { doubts }) => sum + doubts, 0),
      terminalFen,
      hostFen,
      ledgerFen,
      accountsFen,
    },
    balanced: findings.every(({ ok: holds }) => holds),
    driftFen,
  }
}

const keyOf = (of: { readonly terminal: string; readonly batch: number; readonly trace: number }) =>
  `${of.terminal}:${of.batch}:${of.trace}`

/** Whether every side agrees with every other. */
export const soakHolds = ({ agree, balanced, driftFen, batches }: SoakReport): boolean =>
  agree.approvedNotBookedOnce === 0 &&
  agree.bookedNotApproved === 0 &&
  agree.reversalsNotHonoured === 0 &&
  agree.doubts === 0 &&
  agree.terminalFen === agree.hostFen &&
  agree.hostFen === agree.ledgerFen &&
  agree.ledgerFen === agree.accountsFen &&
  batches.uploaded === 0 &&
  balanced &&
  driftFen === 0n
