import { BulbOutlined, GlobalOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { MenuButton } from '../parts/menu-button'
import { brightnesses } from '../theme'
import { speak, useWords } from '../words/words'
import { useBrightness } from './brightness'

/** The other language, by its own name. */
export function LanguageSwitch(): ReactNode {
  const { language } = useWords()
  const other = language === 'zh' ? 'en' : 'zh'
  return (
    <Button
      type="text"
      icon={<GlobalOutlined />}
      lang={other === 'zh' ? 'zh-CN' : 'en'}
      data-language={other}
      onClick={() => void speak(other)}
    >
      {other === 'zh' ? '中文' : 'English'}
    </Button>
  )
}

export function BrightnessSwitch(): ReactNode {
  const { t } = useWords()
  const { chosen, choose } = useBrightness()
  return (
    <MenuButton
      type="text"
      icon={<BulbOutlined />}
      aria-label={t('shell.brightness')}
      label={t('shell.brightness')}
      items={brightnesses.map((key) => ({
        key,
        label: t(`brightness.${key}`),
        isChosen: key === chosen,
      }))}
      onChoose={choose}
    />
  )
}
