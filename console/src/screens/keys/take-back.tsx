import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Panel } from '../../parts/page'
import { useWords } from '../../words/words'

/** Parts that wait are taken back, so that the custodians begin anew; a key in force stays. */
export function TakeBack(): ReactNode {
  const { t } = useWords()
  const act = useAct('pos-terminals.take-back-master-key-parts')
  const [terminal, setTerminal] = useState('')
  const [reason, setReason] = useState('')
  const [removed, setRemoved] = useState<number>()
  const go = async (): Promise<void> => {
    setRemoved(undefined)
    const told = await act.run({ params: { pos: terminal }, body: { reason: reason.trim() } })
    if (told.ok && !told.pending) setRemoved(told.value.removed)
  }
  return (
    <Panel title={t('keys.take-back')}>
      <Form onFinish={() => void go()}>
        <div className="line" style={{ alignItems: 'start' }}>
          <Field label={t('keys.pos')} htmlFor="back-pos" style={{ width: 120 }}>
            <Input
              id="back-pos"
              maxLength={8}
              value={terminal}
              onChange={(event) => setTerminal(event.target.value.trim())}
            />
          </Field>
          <Field label={t('approvals.reason')} htmlFor="back-reason" style={{ flex: 1 }}>
            <Input
              id="back-reason"
              maxLength={300}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Field>
        </div>
        <div className="rows">
          {removed === undefined ? null : (
            <Note mood="good">{t('keys.taken-back', { count: removed })}</Note>
          )}
          <RefusalNote why={act.why} />
          <div>
            <Button
              danger
              htmlType="submit"
              loading={act.isBusy}
              disabled={!/^[A-Za-z0-9]{8}$/.test(terminal) || reason.trim().length < 2}
            >
              {t('keys.take-back-go')}
            </Button>
          </div>
        </div>
      </Form>
    </Panel>
  )
}
