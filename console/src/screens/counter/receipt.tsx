import { PrinterOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import type { ReactNode } from 'react'
import { citySecond } from '../../city-time'
import { useMe } from '../../centre/session'
import { money } from '../../money'
import { useWords } from '../../words/words'
import { inFours } from './find'

export interface ReceiptLine {
  readonly label: string
  readonly fen?: bigint
  readonly text?: string
}

/** What the citizen takes along; printed alone, without the page around it. */
export function Receipt({
  title,
  card,
  lines,
  at,
}: {
  readonly title: string
  readonly card: string
  readonly lines: readonly ReceiptLine[]
  readonly at: Date
}): ReactNode {
  const { t } = useWords()
  const me = useMe()
  // The middle of the number is nobody's business but the holder's.
  const shown = `${card.slice(0, 6)}${'*'.repeat(Math.max(0, card.length - 10))}${card.slice(-4)}`
  return (
    <div className="rows">
      <section className="receipt" aria-label={t('receipt.title')}>
        <h2>
          {t('shell.name')} · {title}
        </h2>
        <dl>
          <dt>{t('card.number')}</dt>
          <dd>{inFours(shown)}</dd>
          {lines.map(({ label, fen, text }) => (
            <div key={label} style={{ display: 'contents' }}>
              <dt>{label}</dt>
              <dd>{fen === undefined ? text : money(fen)}</dd>
            </div>
          ))}
          <dt>{t('receipt.at')}</dt>
          <dd>{citySecond(at)}</dd>
          <dt>{t('receipt.by')}</dt>
          <dd>{me.displayName ?? me.id}</dd>
        </dl>
      </section>
      <div className="line no-print" style={{ justifyContent: 'center' }}>
        <Button icon={<PrinterOutlined />} onClick={() => window.print()}>
          {t('receipt.print')}
        </Button>
      </div>
    </div>
  )
}
