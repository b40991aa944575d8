import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import type { Answer } from '../../centre/client'
import { useFreshen } from '../../centre/look'
import { parseYuan } from '../../money'
import { Amount } from '../../parts/amount'
import { AmountField } from '../../parts/amount-field'
import { Field, Form } from '../../parts/form'
import { Moment } from '../../parts/moment'
import { RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel, Waiting } from '../../parts/page'
import { useWords } from '../../words/words'
import { useDesk, type Till } from './desk'
import { TalkResult } from './find-out'
import type { TalkEnd } from './talk'

/** The own cash drawer: opened, counted, closed. What should lie in it is told after the count, not before. */
export function TillPage(): ReactNode {
  const { t } = useWords()
  const { till, isTillKnown, tillWhy } = useDesk()
  return (
    <Page title={t('till.title')}>
      <RefusalNote why={tillWhy} />
      {till !== undefined ? (
        <OwnTill key={till.till} till={till} />
      ) : isTillKnown ? (
        <OpenTill />
      ) : (
        <Waiting />
      )}
    </Page>
  )
}

function OpenTill(): ReactNode {
  const { t } = useWords()
  const open = useAct('tills.open')
  const freshen = useFreshen()
  const [desk, setDesk] = useState('desk-1')
  const [float, setFloat] = useState('0')
  const floatFen = parseYuan(float)
  const submit = async (): Promise<void> => {
    if (floatFen === undefined) return
    const told = await open.run({ body: { desk: desk.trim(), floatFen } })
    if (told.ok) await freshen('tills.own')
  }
  return (
    <Panel title={t('till.open-title')}>
      <Form style={{ maxWidth: 380 }} onFinish={() => void submit()}>
        <Field label={t('till.desk')} htmlFor="desk">
          <Input
            id="desk"
            autoFocus
            value={desk}
            onChange={(event) => setDesk(event.target.value)}
          />
        </Field>
        <Field label={t('till.float')} htmlFor="float">
          <AmountField id="float" typed={float} onType={setFloat} keys={[0n, 50_000n, 100_000n]} />
        </Field>
        <div className="rows">
          <RefusalNote why={open.why} />
          <Button
            type="primary"
            htmlType="submit"
            loading={open.isBusy}
            disabled={floatFen === undefined || desk.trim() === ''}
          >
            {t('till.open')}
          </Button>
        </div>
      </Form>
    </Panel>
  )
}

type Counted = Answer<'tills.count'>

function OwnTill({ till }: { readonly till: Till }): ReactNode {
  const { t } = useWords()
  const count = useAct('tills.count')
  const close = useAct('tills.close')
  const freshen = useFreshen()
  const [counted, setCounted] = useState('')
  const [seen, setSeen] = useState<Counted>()
  const [waits, setWaits] = useState<TalkEnd>()
  const countedFen = parseYuan(counted)
  const params = { till: till.till }
  const doCount = async (): Promise<void> => {
    if (countedFen === undefined) return
    const told = await count.run({ params, body: { countedFen } })
    if (told.ok && !told.pending) setSeen(told.value)
  }
  // What was typed since is another count: its difference has not been seen yet.
  const result = seen?.countedFen === countedFen ? seen : undefined
  const doClose = async (): Promise<void> => {
    if (result === undefined) return
    const told = await close.run({ params, body: { countedFen: result.countedFen } })
    if (!told.ok) return
    if (told.pending) return setWaits({ how: 'pending', approval: told.approval })
    await freshen('tills.own')
  }
  return (
    <div className="columns">
      <Panel title={till.desk}>
        <Facts of={[[t('till.opened'), <Moment key="at" at={till.openedAt} />]]} />
        <Form style={{ marginTop: 12, maxWidth: 380 }} onFinish={() => void doCount()}>
          <Field label={t('till.counted')} htmlFor="counted" extra={t('till.counted-help')}>
            <AmountField id="counted" typed={counted} onType={setCounted} />
          </Field>
          <div className="rows">
            <RefusalNote why={count.why ?? close.why} />
            <TalkResult end={waits} card={undefined} onDone={() => void freshen('tills.own')} />
            <div className="line">
              <Button
                type={result === undefined ? 'primary' : 'default'}
                htmlType="submit"
                loading={count.isBusy}
                disabled={countedFen === undefined}
              >
                {t('till.count')}
              </Button>
              <Button
                type={result === undefined ? 'default' : 'primary'}
                disabled={result === undefined}
                loading={close.isBusy}
                onClick={() => void doClose()}
              >
                {t('till.close')}
              </Button>
            </div>
          </div>
        </Form>
      </Panel>
      {result === undefined ? null : (
        <Panel title={t('till.result')}>
          <Facts
            of={[
              [t('till.counted'), <Amount key="counted" fen={result.countedFen} />],
              [t('till.expected'), <Amount key="expected" fen={result.expectedFen} />],
              [t('till.difference'), <Amount key="difference" fen={result.differenceFen} />],
            ]}
          />
          <p className="quiet">{t(result.differenceFen === 0n ? 'till.right' : 'till.wrong')}</p>
        </Panel>
      )}
    </div>
  )
}
