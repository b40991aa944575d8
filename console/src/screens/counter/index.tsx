import type { ReactNode } from 'react'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

export default function Screen(): ReactNode {
  const { t } = useWords()
  return <Page title={t('screen.counter')}>{null}</Page>
}
