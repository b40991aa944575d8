import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** One row of a made-up file; what is left out is ordinary. */
export interface MadeRow {
  readonly card?: string
  readonly at?: string
  readonly type?: string
  readonly list?: number | string
  readonly paid?: number | string
  readonly terminal?: string
  readonly operator?: string
  readonly station?: string
  readonly car?: string
  readonly transfer?: string
}

export const HEADER =
  'card_no,deal_date,deal_type,deal_money,deal_value,equ_no,company_name,station,car_no,conn_mark,close_date'

export const rowText = (row: MadeRow = {}): string =>
  [
    row.card ?? 'ABCDEF',
    row.at ?? '2018-09-01 08:00:00',
    row.type ?? '巴士',
    row.paid ?? 160,
    row.list ?? 200,
    row.terminal ?? '231017343',
    row.operator ?? '巴士集团',
    row.station ?? 'M506',
    row.car ?? '01620D',
    row.transfer ?? '0',
    '2018-09-01 00:00:00',
  ].join(',')

/** Files that live as long as a test. */
export class MadeFiles {
  private readonly folder = mkdtempSync(join(tmpdir(), 'citycard-taps-'))
  private count = 0

  write(content: string | Buffer): string {
    const file = join(this.folder, `${++this.count}.csv`)
    writeFileSync(file, content)
    return file
  }

  rows(rows: readonly MadeRow[]): string {
    return this.write([HEADER, ...rows.map(rowText), ''].join('\n'))
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A small city: buses and metro of two days, cards that ride several times, discounts of every kind. */
export function smallCity(seed: number, rowCount = 60): MadeRow[] {
  let state = seed
  const below = (most: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return Math.floor((state / 2_147_483_648) * most)
  }
  return Array.from({ length: rowCount }, (_, place) => {
    const metro = below(3) === 0
    const list = metro ? 400 : 200
    const hour = String(6 + Math.floor(place / 8)).padStart(2, '0')
    const second = String(below(60)).padStart(2, '0')
    return {
      card: `${'ABCDEFGHIJ'[below(10)]}${'ABCDEFGHIJ'[below(4)]}`,
      at: `2018-09-0${1 + Number(place > rowCount * 0.7)} ${hour}:${String(below(60)).padStart(2, '0')}:${second}`,
      type: metro ? ['地铁入站', '地铁出站'][below(2)] : '巴士',
      list,
      paid: [list, list * 0.8, list / 2, 0][below(4)],
      terminal: String(100 + below(6)),
      operator: metro ? '地铁一号线' : ['巴士集团', '西部公共汽车'][below(2)],
      transfer: String(Number(below(5) === 0)),
    } as MadeRow
  })
}
