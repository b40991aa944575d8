import type { ReactNode } from 'react'
import { money } from '../money'

/** An amount, digits under digits. */
export const Amount = ({ fen }: { readonly fen: bigint | null | undefined }): ReactNode => (
  <span className="amount">{fen === null || fen === undefined ? '—' : money(fen)}</span>
)
