import type { ReactNode } from 'react'

/** The mark: a card that speaks by radio. */
export const Brand = ({ size }: { readonly size: number }): ReactNode => (
  <img src="/mark.svg" width={size} height={size} alt="" />
)
