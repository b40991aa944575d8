import type { Fen } from '../../base'
import { transactionType, type CardFactors, type Purse } from '../wire'

/** Money spent 消费 (offline): the SAM proves the terminal, the card proves itself. */
export interface PurchaseOrder {
  readonly act: PurchaseAct
  readonly purse: Purse
  readonly card: CardFactors
  /** Key index on the card, 1 for 3DES, 0x41 for SM4. */
  readonly keyIndex: number
  readonly amount: Fen
  /** The SAM's number, 6 bytes: it must be this SAM's own, which is what stands in MAC1. */
  readonly terminal: Buffer
  /** City time, YYYYMMDDHHMMSS. */
  readonly at: string
  /** How many diversification levels the SAM applies to its purchase key. */
  readonly levels: 1 | 2
  /** The nine bytes of a MOHURD card, read before with `askAuthCode`. */
  readonly authCode?: Buffer
}

export type PurchaseAct = 'purchase' | 'compound' | 'cash'

/** What the card answers when a purchase is opened; nothing has changed yet. */
export interface PurchaseOpening {
  readonly balanceBefore: Fen
  /** Offline counter before the purchase: the number of the transaction in the card's chain. */
  readonly counter: number
  readonly keyVersion: number
  readonly algorithm: number
  readonly counterBytes: Buffer
  readonly random: Buffer
}

/** Transaction type as MAC1, TAC and the card's log have it. */
export function purchaseType({ act, purse }: Pick<PurchaseOrder, 'act' | 'purse'>): number {
  if (act === 'compound') return transactionType.compoundPurchase
  if (act === 'cash') return transactionType.cash
  return purse === 'ED' ? transactionType.depositPurchase : transactionType.pursePurchase
}
