import { Button } from 'antd'
import { useState, type ReactNode } from 'react'
import { ask, whyOf, type NotAnswered } from '../../centre/client'
import { useLook } from '../../centre/look'
import { Note, RefusalNote } from '../../parts/notes'
import { useWords } from '../../words/words'
import { useDesk } from './desk'
import type { TalkEnd } from './talk'

/** Words after which nobody knows yet what the card did: only the card itself can tell. */
const IN_DOUBT = ['card-pulled', 'load-in-doubt']

/**
 * How a conversation that did not end well goes on: the sentence, and where nobody knows what the card did the one
 * act that finds out. Money is never moved twice by trying.
 */
export function TalkResult({
  end,
  card,
  onDone,
  onEnd,
  waysOut,
}: {
  readonly end: TalkEnd | undefined
  /** The card that was spoken with; nothing where it has no number yet and there is nothing to find out. */
  readonly card: string | undefined
  readonly onDone: () => void
  /** How it ended after all. */
  readonly onEnd?: (end: TalkEnd) => void
  /** What to do about a refusal where it takes more than its own sentence. */
  readonly waysOut?: ((why: NotAnswered) => ReactNode) | undefined
}): ReactNode {
  // What was found out belongs to one ending; after the next one it says nothing.
  const [found, setFound] = useState<{ readonly of: TalkEnd; readonly end: TalkEnd }>()
  if (end === undefined) return null
  const shown = found?.of === end ? found.end : end
  const tell = (told: TalkEnd): void => {
    setFound({ of: end, end: told })
    onEnd?.(told)
    onDone()
  }
  if (shown.how === 'pending') return <Waits approval={shown.approval} onEnd={tell} />
  if (shown.how === 'done') return shown === end ? null : <FoundOut of={shown} />
  const isDoubt = IN_DOUBT.includes(shown.why.refused ?? '')
  return (
    <RefusalNote why={shown.why}>
      {isDoubt && card !== undefined ? (
        <FindOutButton card={card} onEnd={tell} />
      ) : (
        waysOut?.(shown.why)
      )}
    </RefusalNote>
  )
}

/** That a load of the card is in doubt from before, and the act that finds out; nothing where all are known. */
export function InDoubt({
  card,
  isOff = false,
  onDone,
}: {
  readonly card: string
  /** Another act is in hand, which finds out by itself. */
  readonly isOff?: boolean
  readonly onDone: () => void
}): ReactNode {
  const { t } = useWords()
  const doubts = useLook('loads.list', { query: { card, state: 'unknown' } })
  if ((doubts.data?.items.length ?? 0) === 0) return null
  return (
    <Note mood="warn">
      <p>{t('card.in-doubt')}</p>
      {isOff ? null : <FindOut card={card} onDone={onDone} />}
    </Note>
  )
}

/** For a card of which a load is in doubt from before: asks the card, and says what it has said. */
function FindOut({
  card,
  onDone,
}: {
  readonly card: string
  readonly onDone: () => void
}): ReactNode {
  const [end, setEnd] = useState<TalkEnd>()
  return (
    <div className="rows">
      {end?.how === 'not-done' ? <RefusalNote why={end.why} /> : null}
      <div>
        <FindOutButton
          card={card}
          onEnd={(told) => {
            setEnd(told)
            onDone()
          }}
        />
      </div>
    </div>
  )
}

function FindOutButton({
  card,
  onEnd,
}: {
  readonly card: string
  readonly onEnd: (end: TalkEnd) => void
}): ReactNode {
  const { t } = useWords()
  const { reader, talk, cardOnReader } = useDesk()
  const [isBusy, setBusy] = useState(false)
  const isHere = cardOnReader === card
  const findOut = async (): Promise<void> => {
    if (reader === undefined) return
    setBusy(true)
    const told = await talk.hold(reader.reader, (key) =>
      ask('card-sessions.open', { body: { kind: 'look-again', card } }, { key }),
    )
    setBusy(false)
    // Every load is known already: then nothing is left to find out.
    const isKnown = told.how === 'not-done' && told.why.refused === 'nothing-in-doubt'
    onEnd(isKnown ? { how: 'done', answer: {} } : told)
  }
  return (
    <span className="line">
      <Button
        type="primary"
        size="small"
        data-find-out=""
        loading={isBusy}
        disabled={!isHere}
        onClick={() => void findOut()}
      >
        {t('talk.find-out')}
      </Button>
      {isHere ? null : <span>{t('talk.find-out-needs-card')}</span>}
    </span>
  )
}

/** What the card has said: it took the money or it did not. */
function FoundOut({ of }: { readonly of: TalkEnd & { readonly how: 'done' } }): ReactNode {
  const { t } = useWords()
  const { state } = of.answer
  if (state === 'confirmed') return <Note mood="good">{t('talk.found-done')}</Note>
  if (state === 'not-done') return <Note mood="warn">{t('talk.found-not-done')}</Note>
  return <Note mood="good">{t('talk.found-out')}</Note>
}

const SECOND_EVERY_MS = 1_500

/**
 * A second person has to agree; then the act goes on here, with the card on the reader where it needs one. What came of
 * it is only told to whoever asked.
 */
function Waits({
  approval,
  onEnd,
}: {
  readonly approval: string
  readonly onEnd: (end: TalkEnd) => void
}): ReactNode {
  const { t } = useWords()
  const { reader, talk } = useDesk()
  const [isBusy, setBusy] = useState(false)
  const look = useLook('approvals.get', { params: { approval } }, { everyMs: SECOND_EVERY_MS })
  const { state, outcome, reason } = look.data ?? {}
  const session = sessionOf(outcome?.answer)
  const goOn = async (): Promise<void> => {
    const answer = (outcome?.answer ?? {}) as Readonly<Record<string, unknown>>
    if (session === undefined) return onEnd({ how: 'done', answer })
    if (reader === undefined) return
    setBusy(true)
    const end = await talk.goOn(reader.reader, session)
    setBusy(false)
    onEnd(end)
  }
  if (look.error !== null) return <RefusalNote why={look.error} />
  if (state === 'rejected' || state === 'expired') {
    return (
      <Note mood="bad">
        {t(`act.second-${state}`)} {reason ?? ''}
      </Note>
    )
  }
  if (outcome === undefined) return <Note mood="warn">{t('act.waits')}</Note>
  if (outcome.status >= 400) return <RefusalNote why={whyOf(outcome)} />
  return (
    <Note mood="good">
      <p>{t(session === undefined ? 'act.second-done' : 'act.second-agreed')}</p>
      <Button
        type="primary"
        size="small"
        data-go-on=""
        loading={isBusy}
        disabled={session !== undefined && reader === undefined}
        onClick={() => void goOn()}
      >
        {t('act.second-go-on')}
      </Button>
    </Note>
  )
}

/** The conversation that was begun when the second person agreed. */
function sessionOf(answer: unknown): string | undefined {
  const { session } = (answer ?? {}) as { readonly session?: unknown }
  return typeof session === 'string' ? session : undefined
}
