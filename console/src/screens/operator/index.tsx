import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { useMe } from '../../centre/session'
import { later } from '../../parts/later'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import { Days } from '../drill/days'
import { Held } from '../drill/held'
import { DrillDown, HeldRecord } from '../drill/routes'
import { Terminals } from '../operations/terminals'
import { Uploads } from '../operations/uploads'

const Pos = later(() => import('../pos'))

/** What an operator sees: its own days, files, terminals and held records, and nobody else's. */
export default function Operator(): ReactNode {
  const { t } = useWords()
  const { operator } = useMe()
  return (
    <>
      <SubMenu
        label={t('screen.operator')}
        places={[
          ['/operator', 'drill.days'],
          ['/operator/uploads', 'operations.uploads'],
          ['/operator/terminals', 'operations.terminals'],
          ['/operator/pos', 'pos.terminals'],
          ['/operator/pos/items', 'pos.items'],
          ['/operator/held', 'drill.held'],
        ]}
      />
      <Routes>
        <Route path="uploads" element={<Uploads />} />
        <Route path="terminals" element={<Terminals />} />
        <Route path="pos/*" element={<Pos base="/operator/pos" />} />
        <Route path="held" element={<Held base="/operator/held" />} />
        <Route path="held/:record" element={<HeldRecord base="/operator/held" />} />
        <Route
          path="days/*"
          element={<DrillDown base="/operator/days" operator={operator ?? undefined} />}
        />
        <Route index element={<Days base="/operator/days" operator={operator ?? undefined} />} />
      </Routes>
    </>
  )
}
