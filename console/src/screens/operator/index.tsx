import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { useMe } from '../../centre/session'
import { later, laterOf } from '../../parts/later'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'

const Days = later(async () => ({ default: (await import('../drill/days')).Days }))
const DrillDown = laterOf(() => import('../drill/routes'), 'DrillDown')
const Held = laterOf(() => import('../drill/held'), 'Held')
const HeldRecord = laterOf(() => import('../drill/routes'), 'HeldRecord')
const Terminals = laterOf(() => import('../operations/terminals'), 'Terminals')
const Uploads = laterOf(() => import('../operations/uploads'), 'Uploads')
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
