import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { later, laterOf } from '../../parts/later'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import { Today } from './today'

const DrillDown = laterOf(() => import('../drill/routes'), 'DrillDown')
const Held = laterOf(() => import('../drill/held'), 'Held')
const HeldRecord = laterOf(() => import('../drill/routes'), 'HeldRecord')
const Alarms = laterOf(() => import('./alarms'), 'Alarms')
const Balances = laterOf(() => import('./balances'), 'Balances')
const Pos = later(() => import('../pos'))

/** The money of the city: today, the days, what is held, alarms and the books. */
export default function Finance(): ReactNode {
  const { t } = useWords()
  return (
    <>
      <SubMenu
        label={t('screen.finance')}
        places={[
          ['/finance', 'finance.today'],
          ['/finance/days', 'drill.days'],
          ['/finance/held', 'drill.held'],
          ['/finance/alarms', 'finance.alarms'],
          ['/finance/pos', 'pos.terminals'],
          ['/finance/pos/items', 'pos.items'],
          ['/finance/balances', 'finance.balances'],
        ]}
      />
      <Routes>
        <Route index element={<Today />} />
        <Route path="days/*" element={<DrillDown base="/finance/days" />} />
        <Route path="held" element={<Held base="/finance/held" />} />
        <Route path="held/:record" element={<HeldRecord base="/finance/held" />} />
        <Route path="alarms" element={<Alarms />} />
        <Route path="pos/*" element={<Pos base="/finance/pos" />} />
        <Route path="balances" element={<Balances />} />
      </Routes>
    </>
  )
}
