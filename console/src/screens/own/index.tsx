import type { ReactNode } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { OwnCard } from './own-card'
import { OwnCards } from './own-cards'

/** What a citizen sees: the own cards, what they held when, why each charge was made, loss and disputes. */
export default function Own(): ReactNode {
  return (
    <Routes>
      <Route index element={<OwnCards />} />
      <Route path="cards/:card" element={<OwnCard />} />
      <Route path="*" element={<Navigate to="/own" replace />} />
    </Routes>
  )
}
