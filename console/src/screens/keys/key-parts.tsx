import { Button, Input, Segmented } from 'antd'
import { useState, type ReactNode } from 'react'
import { useAct } from '../../centre/act'
import type { Answer } from '../../centre/client'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useWords } from '../../words/words'
import { TakeBack } from './take-back'

type Taken = Answer<'pos-terminals.give-master-key-part'>

const PART_DIGITS = 32
const isTerminal = (text: string): boolean => /^[A-Za-z0-9]{8}$/.test(text)
const isPart = (text: string): boolean => /^[0-9A-Fa-f]{32}$/.test(text)
const isCheckValue = (text: string): boolean => /^(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$/.test(text)
/** Letters print keys in groups. */
const packed = (text: string): string => text.replaceAll(/\s/g, '')

/**
 * One custodian's part of the master key of a POS. It is typed unseen, sent once, and forgotten as soon as the centre
 * has answered; what is shown afterwards are check values. The other parts are other people's.
 */
export function KeyParts(): ReactNode {
  const { t } = useWords()
  const give = useAct('pos-terminals.give-master-key-part')
  const [terminal, setTerminal] = useState('')
  const [parts, setParts] = useState(2)
  const [part, setPart] = useState(1)
  const [component, setComponent] = useState('')
  const [checkValue, setCheckValue] = useState('')
  const [wholeCheckValue, setWholeCheckValue] = useState('')
  const [taken, setTaken] = useState<Taken>()
  const whole = packed(wholeCheckValue)
  const isWhole =
    isTerminal(terminal) &&
    isPart(packed(component)) &&
    isCheckValue(packed(checkValue)) &&
    (whole === '' || isCheckValue(whole))

  const go = async (): Promise<void> => {
    const told = await give.run({
      params: { pos: terminal, part },
      body: {
        parts,
        component: packed(component),
        checkValue: packed(checkValue),
        ...(whole === '' ? {} : { wholeCheckValue: whole }),
      },
    })
    // Only a lost line leaves it: the centre has not seen it, and sending again is the same act.
    const isUndecided = !told.ok && (told.why.status === 0 || told.why.status >= 500)
    if (!isUndecided) setComponent('')
    if (!told.ok || told.pending) return
    setCheckValue('')
    setWholeCheckValue('')
    setTaken(told.value)
  }

  const digits = packed(component).length
  return (
    <Page title={t('keys.parts')} under={t('keys.parts-help')}>
      <div className="columns">
        <Panel title={t('keys.part-own')}>
          <Form onFinish={() => void go()}>
            <Field label={t('keys.pos')} htmlFor="pos">
              <Input
                id="pos"
                style={{ maxWidth: 200 }}
                maxLength={8}
                autoComplete="off"
                value={terminal}
                onChange={(event) => setTerminal(event.target.value.trim())}
              />
            </Field>
            <Field label={t('keys.part-which')}>
              <div className="line">
                <Segmented
                  aria-label={t('keys.part-which')}
                  value={part}
                  onChange={setPart}
                  options={Array.from({ length: parts }, (_, index) => ({
                    value: index + 1,
                    label: t('keys.part-nth', { nth: index + 1 }),
                  }))}
                />
                <Segmented
                  aria-label={t('keys.parts-all')}
                  value={parts}
                  onChange={(all) => {
                    setParts(all)
                    setPart(Math.min(part, all))
                  }}
                  options={[2, 3].map((value) => ({
                    value,
                    label: t('keys.parts-of', { count: value }),
                  }))}
                />
              </div>
            </Field>
            <Field label={t('keys.component')} htmlFor="component">
              <Input.Password
                id="component"
                visibilityToggle={false}
                // No browser keeps or proposes it.
                autoComplete="new-password"
                spellCheck={false}
                aria-describedby="component-digits"
                value={component}
                status={component !== '' && !/^[0-9A-Fa-f\s]*$/.test(component) ? 'error' : ''}
                onChange={(event) => setComponent(event.target.value)}
              />
              <span id="component-digits" className="quiet">
                {t('keys.digits', { typed: digits, all: PART_DIGITS })}
              </span>
            </Field>
            <Field label={t('keys.part-check')} htmlFor="check">
              <Input
                id="check"
                className="hex"
                style={{ maxWidth: 200 }}
                autoComplete="off"
                value={checkValue}
                onChange={(event) => setCheckValue(event.target.value)}
              />
            </Field>
            <Field label={t('keys.whole-check')} htmlFor="whole-check">
              <Input
                id="whole-check"
                className="hex"
                style={{ maxWidth: 200 }}
                autoComplete="off"
                value={wholeCheckValue}
                onChange={(event) => setWholeCheckValue(event.target.value)}
              />
            </Field>
            <div className="rows">
              <RefusalNote why={give.why} />
              <div>
                <Button
                  type="primary"
                  htmlType="submit"
                  data-go=""
                  loading={give.isBusy}
                  disabled={!isWhole}
                >
                  {t('keys.give')}
                </Button>
              </div>
            </div>
          </Form>
        </Panel>
        <div className="rows">
          {taken === undefined ? null : <WhatWasTaken of={taken} />}
          <Panel title={t('keys.how')}>
            <ol className="steps">
              <li>{t('keys.how-1')}</li>
              <li>{t('keys.how-2')}</li>
              <li>{t('keys.how-3')}</li>
              <li>{t('keys.how-4')}</li>
            </ol>
          </Panel>
          <TakeBack />
        </div>
      </div>
    </Page>
  )
}

/** Check values only: of the part, and of the whole key as soon as it is in force. */
function WhatWasTaken({ of }: { readonly of: Taken }): ReactNode {
  const { t } = useWords()
  const isInForce = of.wholeCheckValue !== null
  return (
    <Panel title={t('keys.taken')}>
      <div className="rows">
        <Note mood={isInForce ? 'good' : 'warn'}>
          {isInForce
            ? t('keys.in-force')
            : t('keys.more-parts', { given: of.given, all: of.parts })}
        </Note>
        <Facts
          of={[
            [t('keys.pos'), of.terminal],
            [t('keys.part-which'), t('keys.part-of', { nth: of.part, count: of.parts })],
            [
              t('keys.part-check'),
              <span key="part" className="hex" data-part-check="">
                {of.checkValue}
              </span>,
            ],
            [
              t('keys.whole-check-told'),
              of.wholeCheckValue === null ? null : (
                <span key="whole" className="hex" data-whole-check="">
                  {of.wholeCheckValue}
                </span>
              ),
            ],
          ]}
        />
      </div>
    </Panel>
  )
}
