import type { ReactNode } from 'react'
import { Route, Routes } from 'react-router'
import { useMe } from '../../centre/session'
import { SubMenu } from '../../parts/sub-menu'
import { useWords } from '../../words/words'
import { ChipData } from './chip-data'
import { KeyParts } from './key-parts'
import { Labels } from './labels'

/** What is known of keys without ever showing one, and where custodians enter theirs part by part. */
export default function Keys(): ReactNode {
  const { t } = useWords()
  const isCustodian = useMe().roles.includes('key-custodian')
  return (
    <>
      <SubMenu
        label={t('screen.keys')}
        places={[
          ['/keys', 'keys.labels'],
          ...(isCustodian ? ([['/keys/parts', 'keys.parts']] as const) : []),
          ['/keys/chip-data', 'keys.chip-data'],
        ]}
      />
      <Routes>
        <Route index element={<Labels />} />
        {isCustodian ? <Route path="parts" element={<KeyParts />} /> : null}
        <Route path="chip-data" element={<ChipData />} />
      </Routes>
    </>
  )
}
