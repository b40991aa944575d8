import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { PosItems } from './items'
import { OnePos } from './one-terminal'
import { PosTerminals } from './terminals'

/** What there is of POS below `base`: terminals, each of them laid open, and what people have to decide. */
export default function Pos({ base }: { readonly base: string }): ReactNode {
  return (
    <Routes>
      <Route index element={<PosTerminals base={base} />} />
      <Route path="items" element={<PosItems />} />
      <Route path=":terminal" element={<OnePos base={base} />} />
    </Routes>
  )
}
