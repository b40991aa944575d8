import { Button } from 'antd'
import type { ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { useFreshen, useLook } from '../../centre/look'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { Dialogue } from '../../parts/dialogue'
import { Mark, type Mood } from '../../parts/mark'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Facts } from '../../parts/page'
import { About } from '../../parts/told'
import { useWords } from '../../words/words'

type State = 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'

export const disputeMoods: Readonly<Record<State, Mood>> = {
  raised: 'info',
  'under-review': 'warn',
  upheld: 'good',
  rejected: 'bad',
  withdrawn: 'quiet',
}

/** One own dispute: what was said, what was answered, what was given back; it can be withdrawn until it is answered. */
export function OwnDispute({
  dispute,
  onClose,
}: {
  readonly dispute: string
  readonly onClose: () => void
}): ReactNode {
  const { t, language } = useWords()
  const params = { params: { dispute } }
  const look = useLook('own.dispute', params)
  const withdraw = useAct('own.withdraw-dispute')
  const freshen = useFreshen()
  const isOpen = look.data?.state === 'raised' || look.data?.state === 'under-review'
  const go = async (): Promise<void> => {
    const told = await withdraw.run(params)
    if (told.ok) await freshen('own.dispute', 'own.disputes')
  }
  return (
    <Dialogue
      open
      title={t('own.dispute')}
      onCancel={onClose}
      footer={
        <>
          {isOpen ? (
            <Button danger loading={withdraw.isBusy} onClick={() => void go()}>
              {t('own.withdraw')}
            </Button>
          ) : null}
          <Button type="primary" onClick={onClose}>
            {t('act.close')}
          </Button>
        </>
      }
    >
      <div className="rows">
        <Answered look={look} lines={6}>
          {({ state, raisedAt, subject, statement, answer, changedAt, given }) => (
            <Facts
              of={[
                [
                  t('card.state'),
                  <Mark key="state" mood={disputeMoods[state]}>
                    {t(`dispute.${state}`)}
                  </Mark>,
                ],
                [t('history.at'), <Moment key="raised" at={raisedAt} />],
                [t('own.subject'), <About key="about" of={subject} />],
                [t('own.said'), statement],
                ...(answer === null
                  ? []
                  : ([
                      [t('own.answer'), answer],
                      [t('own.answered-at'), <Moment key="changed" at={changedAt} />],
                    ] as const)),
                ...(given === null
                  ? []
                  : ([
                      [t('own.given'), <Amount key="given" fen={given.fen} />],
                      [t('own.given-why'), given.why[language]],
                    ] as const)),
              ]}
            />
          )}
        </Answered>
        <RefusalNote why={withdraw.why} />
      </div>
    </Dialogue>
  )
}
