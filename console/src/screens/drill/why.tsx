import type { ReactNode } from 'react'
import type { Answer } from '../../centre/client'
import { useLook } from '../../centre/look'
import { cityDate, citySecond } from '../../city-time'
import { money } from '../../money'
import { Answered } from '../../parts/answer'
import { ExplainBy, Explained, type Explanation } from '../../parts/explain'
import { Mark, type Mood } from '../../parts/mark'
import { Facts } from '../../parts/page'
import { NextStep, useReasons, VerdictMark, type Verdict } from '../../parts/verdict'
import { useWords, type Say } from '../../words/words'
import { Fees } from './fees'

type OneRecord = Answer<'records.get'>
type Fare = NonNullable<OneRecord['fare']>
type Check = OneRecord['judged']['checks'][number]

/** Why a fare is what it is: the table it was looked up in, the contract that bears the discount, the arithmetic. */
export function fareExplained(fare: Fare, t: Say): Explanation {
  const table =
    fare.fareTable === null
      ? t('drill.fare-table-none')
      : t('drill.fare-table-of', { version: fare.fareTable })
  const contract = fare.contract === null ? '' : ` · ${t('drill.contract')} ${fare.contract}`
  return {
    rule: `${t('drill.fare-table')} ${table}${contract}`,
    steps: [
      { label: t('drill.list-fare'), fen: fare.listFareFen },
      ...(fare.discountFen === 0n
        ? []
        : [{ label: t(`drill.discount-${fare.discount}`), fen: -fare.discountFen }]),
      ...(fare.surchargeFen === 0n
        ? []
        : [{ label: t('drill.surcharge'), fen: fare.surchargeFen }]),
    ],
    result: { label: t('drill.charged'), fen: fare.chargedFen },
  }
}

/** Which checks in which version made a verdict, in one sentence. */
export function checksSaid({ version, checks }: OneRecord['judged'], t: Say): string {
  const failed = checks.findIndex(({ outcome }) => outcome === 'failed')
  const passed = checks.filter(({ outcome }) => outcome === 'passed').length
  const of = { passed, count: checks.length, nth: failed + 1 }
  const said = failed < 0 ? t('why.passed', of) : t('why.failed', of)
  return version === null
    ? `${t('why.version-unknown')} ${said}`
    : `${t('why.version', { version })} ${said}`
}

/** What a check compared, as one reads it. */
export function comparedSaid({ compared }: Check): string {
  if (compared === null) return ''
  switch (compared.kind) {
    case 'amount':
      return `${money(compared.foundFen)} ≤ ${money(compared.limitFen)}`
    case 'not-after':
      return `${citySecond(compared.found)} ≤ ${citySecond(compared.limit)}`
    case 'not-before':
      return `${cityDate(`${compared.found}T12:00:00Z`)} ≥ ${compared.limit}`
  }
}

const outcomeMoods: Readonly<Record<Check['outcome'], Mood>> = {
  passed: 'good',
  failed: 'bad',
  'not-reached': 'quiet',
}

export function OutcomeMark({ outcome }: Pick<Check, 'outcome'>): ReactNode {
  const { t } = useWords()
  return <Mark mood={outcomeMoods[outcome]}>{t(`why.outcome-${outcome}`)}</Mark>
}

interface Place {
  readonly batch: number
  readonly line: number
}

/** A verdict in a list, with its reason, its checks and its fare behind it. */
export function VerdictWhy({
  verdict,
  ...place
}: Place & { readonly verdict: Verdict }): ReactNode {
  const { t } = useWords()
  return (
    <>
      <VerdictMark verdict={verdict} />
      <ExplainBy about={t('drill.verdict')}>
        <RecordWhy {...place} />
      </ExplainBy>
    </>
  )
}

/** A fare in a list, the same way. */
export function RecordWhy({ batch, line }: Place): ReactNode {
  const { t } = useWords()
  const meaningOf = useReasons()
  const look = useLook('records.get', { params: { batch, line } })
  return (
    <Answered look={look}>
      {({ reason, judged, fare, claim }) => (
        <div className="rows">
          <Explained of={{ words: meaningOf(reason).meaning, rule: checksSaid(judged, t) }} />
          {judged.checks
            .filter(({ outcome, compared }) => outcome === 'failed' && compared !== null)
            .map((check) => (
              <span key={check.check} className="digits">
                {comparedSaid(check)}
              </span>
            ))}
          <Facts of={[[t('drill.next'), <NextStep key="next" act={meaningOf(reason).act} />]]} />
          {fare === null ? null : <Explained of={fareExplained(fare, t)} />}
          {claim === null ? null : <Explained of={chipSaid(claim, t)} />}
        </div>
      )}
    </Answered>
  )
}

/** What the chip itself says of the same moment: balance before, amount, balance after. */
export const chipSaid = (claim: NonNullable<OneRecord['claim']>, t: Say): Explanation => ({
  words: t('why.chip', { counter: claim.counter }),
  steps: [
    { label: t('why.before'), fen: claim.balanceBeforeFen },
    { label: t('drill.charged'), fen: -claim.amountFen },
  ],
  result: { label: t('why.after'), fen: claim.balanceBeforeFen - claim.amountFen },
})

/** The fee of an operator's day, with its contract, rate and rounding. */
export function FeeWhy({
  operator,
  date,
}: {
  readonly operator: string
  readonly date: string
}): ReactNode {
  const { t } = useWords()
  return (
    <ExplainBy about={t('drill.fee')}>
      <FeesOf operator={operator} date={date} />
    </ExplainBy>
  )
}

function FeesOf(params: { readonly operator: string; readonly date: string }): ReactNode {
  const look = useLook('statements.get', { params })
  return <Answered look={look}>{(found) => <Fees of={found} />}</Answered>
}

/** The fees of a day of all operators: one each, and what they come to. */
export function DayFeeWhy({ date }: { readonly date: string }): ReactNode {
  const { t } = useWords()
  return (
    <ExplainBy about={t('drill.fee')}>
      <DayFees date={date} />
    </ExplainBy>
  )
}

function DayFees({ date }: { readonly date: string }): ReactNode {
  const { t } = useWords()
  const look = useLook('settlement.get', { query: { date } })
  return (
    <Answered look={look}>
      {({ operators, total, demoRates }) => (
        <Explained
          of={{
            steps: operators
              .filter(({ feeFen }) => feeFen !== 0n)
              .map(({ name, feeFen }) => ({ label: name, fen: feeFen })),
            result: { label: t('drill.fee'), fen: total.feeFen },
            rule: t(demoRates ? 'drill.fee-why-demo' : 'drill.fee-why'),
          }}
        />
      )}
    </Answered>
  )
}
