import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { later, laterOf } from '../../parts/later'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'

const Terminals = laterOf(() => import('./terminals'), 'Terminals')
const Health = laterOf(() => import('./health'), 'Health')
const Uploads = laterOf(() => import('./uploads'), 'Uploads')
const Lists = laterOf(() => import('./lists'), 'Lists')
const CloneAlarms = laterOf(() => import('./clone-alarms'), 'CloneAlarms')
const ExplainMessage = laterOf(() => import('./explain-message'), 'ExplainMessage')
const Pos = later(() => import('../pos'))

/** The machines of the city and the centre itself, live. */
export default function Operations(): ReactNode {
  const { t } = useWords()
  return (
    <>
      <SubMenu
        label={t('screen.operations')}
        places={[
          ['/operations', 'operations.terminals'],
          ['/operations/health', 'operations.health'],
          ['/operations/uploads', 'operations.uploads'],
          ['/operations/pos', 'pos.terminals'],
          ['/operations/lists', 'operations.lists'],
          ['/operations/clones', 'operations.clones'],
          ['/operations/explain', 'operations.explain'],
        ]}
      />
      <Routes>
        <Route index element={<Terminals />} />
        <Route path="health" element={<Health />} />
        <Route path="uploads" element={<Uploads />} />
        <Route path="pos/*" element={<Pos base="/operations/pos" />} />
        <Route path="lists" element={<Lists />} />
        <Route path="clones" element={<CloneAlarms />} />
        <Route path="explain" element={<ExplainMessage />} />
      </Routes>
    </>
  )
}
