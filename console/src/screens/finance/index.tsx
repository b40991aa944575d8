import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { later } from '../../parts/later'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import { Held } from '../drill/held'
import { DrillDown, HeldRecord } from '../drill/routes'
import { Alarms } from './alarms'
import { Balances } from './balances'
import { Today } from './today'

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
