import { Button, Input } from 'antd'
import { useState, type ReactNode } from 'react'
import { Link } from 'react-router'
import { useAct } from '../../centre/act'
import { useFreshen } from '../../centre/look'
import { DayField } from '../../parts/day-field'
import { Field, Form } from '../../parts/form'
import { Note, RefusalNote } from '../../parts/notes'
import { useWords } from '../../words/words'
import { entriesTyped, type CaKeyTyped, type ChipApplicationTyped } from './typed-entries'

interface Set<Entry> {
  readonly validFrom: string
  readonly entries: Entry[]
  readonly reason: string
}

/** The CA public keys of bank chips, whole, from a day on. */
export function PublishCaKeys(): ReactNode {
  const { t } = useWords()
  const act = useAct('pos-ca-keys.publish')
  return (
    <SetForm<CaKeyTyped>
      id="ca-keys"
      help={t('keys.ca-keys-lines')}
      begins=""
      read={(words) => {
        const [rid, index, expires, exponent, modulus, check, more] = words
        const isWhole = check !== undefined && more === undefined
        if (!isWhole || (exponent !== '03' && exponent !== '010001')) return undefined
        return {
          rid: rid ?? '',
          index: index ?? '',
          expires: expires ?? '',
          exponent,
          modulus: modulus ?? '',
          check,
        }
      }}
      why={act.why}
      isBusy={act.isBusy}
      publish={async (set) => (await act.run({ body: set })).ok}
    />
  )
}

/** The chip applications that terminals take, whole, from a day on; `begins` are those in force. */
export function PublishApplications({ begins }: { readonly begins: string }): ReactNode {
  const { t } = useWords()
  const act = useAct('pos-ic-parameters.publish')
  return (
    <SetForm<ChipApplicationTyped>
      id="applications"
      help={t('keys.applications-lines')}
      begins={begins}
      read={([aid = '', ...parameters]) => {
        const pairs = parameters.map((one) => one.split('='))
        if (pairs.length === 0 || pairs.some((pair) => pair.length !== 2)) return undefined
        return { aid, parameters: Object.fromEntries(pairs as [string, string][]) }
      }}
      why={act.why}
      isBusy={act.isBusy}
      publish={async (set) => (await act.run({ body: set })).ok}
    />
  )
}

/** An entry a line, as the card networks print them; what stands in one is the centre's to judge. */
function SetForm<Entry>({
  id,
  help,
  begins,
  read,
  why,
  isBusy,
  publish,
}: {
  readonly id: string
  readonly help: string
  /** What stands there before somebody types. */
  readonly begins: string
  readonly read: (words: readonly string[]) => Entry | undefined
  readonly why: Parameters<typeof RefusalNote>[0]['why']
  readonly isBusy: boolean
  /** Whether the centre has taken it: a second person decides then. */
  readonly publish: (set: Set<Entry>) => Promise<boolean>
}): ReactNode {
  const { t } = useWords()
  const freshen = useFreshen()
  const [own, setOwn] = useState<string>()
  const [validFrom, setValidFrom] = useState('')
  const [reason, setReason] = useState('')
  const [waits, setWaits] = useState(false)
  const typed = own ?? begins
  const { entries, wrongLine } = entriesTyped(typed, read)
  const go = async (): Promise<void> => {
    setWaits(false)
    const isTaken = await publish({ validFrom, entries: [...entries], reason: reason.trim() })
    setWaits(isTaken)
    if (isTaken) void freshen('approvals.list')
  }
  const isWhole =
    entries.length > 0 && wrongLine === undefined && validFrom !== '' && reason.trim().length >= 2
  return (
    <Form onFinish={() => void go()}>
      <p className="quiet">{t('keys.publish-whole')}</p>
      <Field
        label={help}
        htmlFor={`${id}-entries`}
        extra={
          wrongLine === undefined
            ? t('keys.lines-read', { count: entries.length })
            : t('keys.line-wrong', { nth: wrongLine })
        }
      >
        <Input.TextArea
          id={`${id}-entries`}
          className="hex"
          rows={5}
          autoFocus
          spellCheck={false}
          value={typed}
          status={wrongLine === undefined ? '' : 'error'}
          onChange={(event) => setOwn(event.target.value)}
        />
      </Field>
      <div className="line" style={{ alignItems: 'start' }}>
        <Field label={t('keys.publish-from')} htmlFor={`${id}-from`} style={{ width: 170 }}>
          <DayField id={`${id}-from`} value={validFrom} onChange={setValidFrom} />
        </Field>
        <Field label={t('approvals.reason')} htmlFor={`${id}-reason`} style={{ flex: 1 }}>
          <Input
            id={`${id}-reason`}
            maxLength={300}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        </Field>
      </div>
      <div className="rows">
        <RefusalNote why={why} />
        {waits ? (
          <Note mood="warn">
            {t('act.waits')} <Link to="/approvals">{t('screen.approvals')}</Link>
          </Note>
        ) : null}
        <div>
          <Button
            type="primary"
            htmlType="submit"
            data-go=""
            loading={isBusy}
            disabled={!isWhole || waits}
          >
            {t('keys.publish-go')}
          </Button>
        </div>
      </div>
    </Form>
  )
}
