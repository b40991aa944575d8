import { Button, Checkbox, Segmented, Select, Steps } from 'antd'
import { useState, type ReactNode } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import { useFreshen, useLook, usePages } from '../../centre/look'
import { cityDate } from '../../city-time'
import { money } from '../../money'
import { Amount } from '../../parts/amount'
import { Mark } from '../../parts/mark'
import { Note, RefusalNote } from '../../parts/notes'
import { Facts, Page, Panel } from '../../parts/page'
import { useKeys } from '../../shell/keys'
import { useWords } from '../../words/words'
import { useApplicationNames } from './application-names'
import { Concessions } from './concessions'
import { useAtWork, useDesk } from './desk'
import { inFours } from './find'
import { TalkResult } from './find-out'
import { fieldOf } from './found'
import { FundingChoice, useFunding, type FundingKind } from './funding-choice'
import { Receipt } from './receipt'
import { useIssue, type Stage } from './use-issue'

const stages: readonly Stage[] = ['ready', 'writing', 'issuing', 'value', 'done']

/** A blank chip becomes a card in somebody's hand: person, product, concession, deposit, writing, receipt on one page. */
export function IssuePage(): ReactNode {
  // Begun again, also for the same person, nothing of the issue before is left.
  const { key } = useLocation()
  return <OneIssue key={key} />
}

function OneIssue(): ReactNode {
  const { t } = useWords()
  const navigate = useNavigate()
  const [query] = useSearchParams()
  const freshen = useFreshen()
  const person = query.get('person') ?? undefined
  const closing = query.get('closing') ?? undefined
  const { blankOnReader, talk } = useDesk()
  const products = usePages('card-products.list', {})
  const [today] = useState(() => cityDate(new Date()))
  const offered = products.rows.filter(
    ({ validFrom, validTo }) => validFrom <= today && (validTo === null || validTo >= today),
  )
  const [chosen, setChosen] = useState(query.get('product') ?? undefined)
  const product = offered.find(({ product: one }) => one === chosen) ?? offered[0]
  const cards = usePages(
    'citizens.cards',
    { params: { person: person ?? '' } },
    { when: person !== undefined },
  )
  const [again, setAgain] = useState<'first' | 'further'>()
  const reason = again ?? (cards.rows.length > 0 ? 'further' : 'first')
  const nameOf = useApplicationNames()
  const [applications, setApplications] = useState<readonly string[]>([])
  const [kind, setKind] = useState<FundingKind>('cash')
  const funding = useFunding(kind, person)
  const issue = useIssue()
  const { stage, issued, why, end, writing } = issue

  const needsMoney = (product?.depositFen ?? 0n) > 0n
  const isReady =
    product !== undefined &&
    // Whether it is the first card of a person has to be known.
    (person === undefined || again !== undefined || cards.isKnown) &&
    (blankOnReader !== undefined || writing !== undefined) &&
    (!needsMoney || funding !== undefined) &&
    (stage === 'ready' || why !== undefined || end !== undefined)
  const go = (): void => {
    if (!isReady) return
    void issue
      .go({
        product: product.product,
        serial: blankOnReader,
        person,
        closing,
        reason,
        funding,
        applications: [...applications],
      })
      .then(() => freshen())
  }
  useKeys({ F9: go, Enter: go }, stage !== 'done')
  useAtWork(writing !== undefined && stage !== 'done')

  if (stage === 'done' && issued !== undefined) {
    return (
      <Page title={t('issue.done')}>
        <Panel>
          <div className="rows">
            <Receipt
              title={t('start.issue')}
              card={issued.card}
              at={issued.at}
              lines={[
                { label: t('card.product'), text: product?.name ?? '' },
                { label: t('card.valid-to'), text: issued.validTo },
                { label: t('card.deposit'), fen: issued.depositFen },
                ...(issued.feeFen === 0n ? [] : [{ label: t('issue.fee'), fen: issued.feeFen }]),
                ...(issued.movedFen === undefined
                  ? []
                  : [{ label: t('issue.moved'), fen: issued.movedFen }]),
              ]}
            />
            <div className="line" style={{ justifyContent: 'center' }}>
              <Button
                type="primary"
                autoFocus
                data-to-card=""
                onClick={() => void navigate(`/counter/cards/${issued.card}`)}
              >
                {t('issue.to-card')}
              </Button>
            </div>
          </div>
        </Panel>
      </Page>
    )
  }
  return (
    <Page title={t('start.issue')} under={t('issue.under')}>
      <div className="columns">
        <div>
          <Panel title={`1 ${t('issue.person')}`}>
            {person === undefined ? (
              <div className="rows">
                <span>{t('issue.nobody')}</span>
                <span className="quiet">{t('issue.nobody-help')}</span>
              </div>
            ) : (
              <Who person={person} />
            )}
          </Panel>
          <Panel title={`2 ${t('card.product')}`}>
            <div className="rows">
              <RefusalNote why={products.error} />
              <Select
                aria-label={t('card.product')}
                value={product?.product ?? null}
                onChange={(value) => setChosen(value ?? undefined)}
                placeholder={t('issue.no-product')}
                options={offered.map(({ product: value, name, depositFen }) => ({
                  value,
                  label: `${name} · ${t('card.deposit')} ${money(depositFen)}`,
                }))}
              />
              <RefusalNote why={cards.error} />
              {person === undefined ? null : (
                <Segmented<'first' | 'further'>
                  aria-label={t('issue.reason')}
                  value={reason}
                  onChange={setAgain}
                  options={[
                    { value: 'first', label: t('issue.first') },
                    { value: 'further', label: t('issue.further') },
                  ]}
                />
              )}
              {product === undefined || product.applications.every(({ onAtIssue }) => onAtIssue)
                ? null
                : product.applications
                    .filter(({ onAtIssue }) => !onAtIssue)
                    .map(({ application }) => (
                      <Checkbox
                        key={application}
                        checked={applications.includes(application)}
                        onChange={({ target: { checked } }) =>
                          setApplications(
                            checked
                              ? [...applications, application]
                              : applications.filter((one) => one !== application),
                          )
                        }
                      >
                        {nameOf(application)}
                      </Checkbox>
                    ))}
            </div>
          </Panel>
          {person === undefined ? null : (
            <Panel title={`3 ${t('person.concessions')}`}>
              <Concessions person={person} />
            </Panel>
          )}
        </div>
        <div>
          <Panel title={`4 ${t('issue.pay')}`}>
            <div className="rows">
              <Facts
                of={[
                  [t('card.deposit'), <Amount key="deposit" fen={product?.depositFen} />],
                  ...(closing === undefined
                    ? []
                    : [
                        [
                          t('issue.from-closing'),
                          <Closing key="closing" closing={closing} />,
                        ] as const,
                      ]),
                ]}
              />
              {needsMoney ? (
                <FundingChoice value={kind} onChange={setKind} person={person} />
              ) : null}
            </div>
          </Panel>
          <Panel title={`5 ${t('issue.write')}`}>
            <div className="rows">
              {blankOnReader === undefined ? (
                <Note mood={writing === undefined ? 'warn' : 'quiet'}>
                  {t(writing === undefined ? 'issue.needs-blank' : 'issue.goes-on')}
                </Note>
              ) : (
                <div className="line">
                  <Mark mood="good">{t('counter.reader-blank')}</Mark>
                  <span className="digits quiet">{inFours(blankOnReader)}</span>
                </div>
              )}
              <RefusalNote why={why} />
              <TalkResult
                end={end}
                card={issued?.card}
                onDone={() => void freshen()}
                onEnd={issue.heard}
              />
              <Button
                type="primary"
                size="large"
                data-go=""
                aria-keyshortcuts="F9"
                disabled={!isReady}
                loading={talk.state.is !== 'idle'}
                onClick={go}
              >
                {t(writing === undefined ? 'issue.go' : 'issue.go-on')} <kbd>F9</kbd>
              </Button>
              <Steps
                orientation="vertical"
                size="small"
                current={stages.indexOf(stage) - 1}
                status={why === undefined && end === undefined ? 'process' : 'error'}
                items={[
                  {
                    title: t('issue.stage-writing'),
                    content:
                      talk.state.is === 'talking' && stage === 'writing'
                        ? t('counter.talking', { turn: talk.state.turn })
                        : null,
                  },
                  { title: t('issue.stage-issuing') },
                  ...(closing === undefined ? [] : [{ title: t('issue.stage-value') }]),
                ]}
              />
            </div>
          </Panel>
        </div>
      </div>
    </Page>
  )
}

function Who({ person }: { readonly person: string }): ReactNode {
  const { t } = useWords()
  const look = useLook('citizens.get', { params: { person } })
  if (look.error !== null) return <RefusalNote why={look.error} />
  if (look.data === undefined) return null
  return (
    <Facts
      of={[
        [t('person.name'), fieldOf(look.data, 'name')],
        [t('person.documents'), look.data.documents.map(({ shown }) => shown).join(' · ')],
        [t('person.status'), t(`alive.${look.data.status}`)],
      ]}
    />
  )
}

function Closing({ closing }: { readonly closing: string }): ReactNode {
  const look = useLook('closings.get', { params: { closing } })
  return <Amount fen={look.data?.owedFen} />
}
