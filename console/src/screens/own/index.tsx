import type { ReactNode } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { laterOf } from '../../parts/later'
import { OwnCards } from './own-cards'

const OwnCard = laterOf(() => import('./own-card'), 'OwnCard')

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
