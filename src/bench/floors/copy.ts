import type { OpenDatabase } from '../../database'
import { copyIn } from '../../database'
import { SeededChance } from '../../base'

/** Average bytes of one row of the floor, as in the measurements the goals come from. */
const ROW_BYTES = 148.7
const ROWS_A_PIECE = 1_000

/**
 * F, the floor of posting: COPY of plain rows into a logged table whose one unique index is a natural key in
 * random order, over one connection. Every scheme that finds repeats must pay at least this.
 */
export class CopyFloor {
  private readonly chance = new SeededChance(99)
  private made = 0

  private constructor(private readonly owner: OpenDatabase) {}

  static async prepare(owner: OpenDatabase): Promise<CopyFloor> {
    await owner.query(`create table bench_copy (card int8 not null, counter int4 not null, id int8 not null,
      amount int4 not null, at timestamptz not null, memo text not null, unique (card, counter, id))`)
    return new CopyFloor(owner)
  }

  /** Rows a second. */
  async rate(rows: number): Promise<number> {
    const pieces = this.rows(rows)
    const from = performance.now()
    await this.owner.transaction((tx) =>
      copyIn(tx, 'copy bench_copy (card, counter, id, amount, at, memo) from stdin', pieces),
    )
    return (rows * 1000) / (performance.now() - from)
  }

  private rows(rows: number): Buffer[] {
    const pieces: Buffer[] = []
    for (let from = 0; from < rows; from += ROWS_A_PIECE) {
      const count = Math.min(ROWS_A_PIECE, rows - from)
      pieces.push(Buffer.from(Array.from({ length: count }, () => this.row()).join('')))
    }
    return pieces
  }

  private row(): string {
    const card = 3_104_403_000_000 + this.chance.below(1_000_000)
    const start = `${card}000000\t${this.chance.below(65_536)}\t${++this.made}\t${100 + this.chance.below(900)}\t2026-02-01 08:00:00+08\t`
    return `${start}${'m'.repeat(Math.max(1, Math.round(ROW_BYTES) - start.length - 1))}\n`
  }
}
