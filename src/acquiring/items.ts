import { idFrom, type Tx } from '../base'
import type { Turn, Work } from './turn-context'

/** What people have to look at, and why. */
export const itemKinds = {
  'reversal-of-settled': 'a reversal came for what was settled already',
  'reversal-of-changed': 'a reversal came for what was refunded or completed meanwhile',
  'reversal-differs': 'a reversal came with another card or amount than its original',
  'void-taken-back': 'a void was taken back, and the money of the sale is no longer there',
  claim: 'a sale made offline that no account could pay',
  adjustment: 'a terminal asks to change what it sold',
  'load-unproved': 'a terminal says that a card took a load, and does not prove it',
  'trace-used': 'a terminal used a number twice for different messages',
  'host-only': 'we have a sale that its terminal does not know of',
  'terminal-only': 'a terminal has a sale that we do not know of',
  'amounts-differ': 'a terminal and we have different amounts for one sale',
} as const

export type ItemKind = keyof typeof itemKinds

export interface NewItem {
  readonly kind: ItemKind
  readonly terminal: string
  readonly operator: string
  readonly message: bigint | null
  readonly amountFen: bigint
  readonly detail?: string
}

/** Puts something before people, once under its name. */
export async function openItem(
  tx: Tx,
  at: Date,
  { name, ...item }: NewItem & { readonly name: string },
): Promise<void> {
  await tx.query(
    `insert into acquiring_item (item, kind, terminal, operator, message, amount_fen, detail, opened_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (item) do nothing`,
    [
      idFrom('positem', `${item.kind}:${name}`),
      item.kind,
      item.terminal,
      item.operator,
      item.message,
      item.amountFen,
      item.detail ?? '',
      at,
    ],
  )
}

/** The same about the message that is being answered, or the one it is about. */
export const openItemOf = (
  turn: Turn,
  work: Work,
  of: { readonly kind: ItemKind; readonly message: bigint; readonly detail?: string },
): Promise<void> =>
  openItem(turn.tx, turn.at, {
    ...of,
    name: String(work.message),
    terminal: work.terminal.terminal,
    operator: work.terminal.operator,
    amountFen: work.asked.amountFen,
  })
