import type { ReactNode } from 'react'
import type { Answer } from '../../centre/client'
import { Amount } from '../../parts/amount'
import { Facts } from '../../parts/page'
import { useWords } from '../../words/words'

type Statement = Answer<'statements.get'>

/** Millionths of a fen as yuan, exactly, with two decimals at least: 1 yuan has 100 fen. */
const microFen = (amount: bigint): string => {
  const digits = amount.toString().padStart(9, '0')
  return `¥${digits.slice(0, -8)}.${digits.slice(-8, -6)}${digits.slice(-6).replace(/0+$/, '')}`
}

/** Percent of parts per million, exactly: 5000 → "0.5". */
export const percent = (ppm: number): string => {
  const digits = String(ppm).padStart(5, '0')
  return `${digits.slice(0, -4)}.${digits.slice(-4)}`.replace(/\.?0+$/, '')
}

/** The fee of each contract with its arithmetic to the millionth of a fen. */
export function Fees({ of: { contracts, demoRates } }: { readonly of: Statement }): ReactNode {
  const { t } = useWords()
  if (contracts.length === 0) return <p className="empty">{t('drill.no-fee')}</p>
  return (
    <div className="rows">
      {contracts.map((line) => (
        <Facts
          isSums
          key={line.contract}
          of={[
            [t('drill.contract'), line.contract],
            [t('drill.charged'), <Amount key="charged" fen={line.chargedFen} />],
            [t('drill.rate'), `${percent(line.feePpm)} %`],
            [
              t('drill.carried-in'),
              <span key="in" className="digits">
                {microFen(line.carriedInMicroFen)}
              </span>,
            ],
            [
              t('drill.fee-exact'),
              <span key="exact" className="digits">
                {microFen(line.chargedFen * BigInt(line.feePpm) + line.carriedInMicroFen)}
              </span>,
            ],
            [t('drill.fee'), <Amount key="fee" fen={line.feeFen} />],
            [
              t('drill.carried-out'),
              <span key="out" className="digits">
                {microFen(line.carriedOutMicroFen)}
              </span>,
            ],
          ]}
        />
      ))}
      <span className="quiet">{t(demoRates ? 'drill.fee-why-demo' : 'drill.fee-why')}</span>
    </div>
  )
}
