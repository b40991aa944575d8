import { useState } from 'react'
import { useAct } from '../../centre/act'
import { ask, NotAnswered, type Answer } from '../../centre/client'
import { useDesk } from './desk'
import type { Funding } from './funding-choice'
import type { TalkEnd } from './talk'

export type Stage = 'ready' | 'writing' | 'issuing' | 'value' | 'done'

export interface IssueOrder {
  readonly product: string
  /** Of the blank chip on the reader; not needed to go on with a writing that broke off. */
  readonly serial: string | undefined
  readonly person: string | undefined
  /** Of the card that this one replaces: its value moves over. */
  readonly closing: string | undefined
  readonly reason: 'first' | 'further'
  readonly funding: Funding | undefined
  readonly applications: readonly string[]
}

export interface Issued {
  readonly card: string
  readonly validTo: string
  readonly depositFen: bigint
  readonly feeFen: bigint
  readonly movedFen: bigint | undefined
  readonly at: Date
}

export interface Issuing {
  readonly stage: Stage
  readonly writing: Answer<'card-writings.begin'> | undefined
  readonly issued: Issued | undefined
  readonly why: NotAnswered | undefined
  readonly end: TalkEnd | undefined
  /** How a conversation ended after all, or what came of an act that a second person agreed to. */
  readonly heard: (told: TalkEnd) => void
  /** Does what is left to do: broken off anywhere, it goes on from there and does nothing twice. */
  readonly go: (order: IssueOrder) => Promise<void>
}

/** From a blank chip to a card that is handed out, in stages of which each is done once. */
export function useIssue(): Issuing {
  const { reader, talk } = useDesk()
  const begin = useAct('card-writings.begin')
  const handing = useAct('cards.issue')
  const [stage, setStage] = useState<Stage>('ready')
  const [writing, setWriting] = useState<Answer<'card-writings.begin'>>()
  const [isWritten, setWritten] = useState(false)
  const [issued, setIssued] = useState<Issued>()
  const [why, setWhy] = useState<NotAnswered>()
  const [end, setEnd] = useState<TalkEnd>()
  const [moved, setMoved] = useState<bigint>()

  /** The chip gets its files and keys; a pulled chip goes on where it stood. */
  const write = async (order: IssueOrder): Promise<string | undefined> => {
    if (reader === undefined) {
      setWhy(noReader())
      return undefined
    }
    let now = writing
    if (now === undefined) {
      if (order.serial === undefined) {
        setStage('ready')
        return undefined
      }
      const begun = await begin.run({
        body: { product: order.product, serial: order.serial },
      })
      if (!begun.ok) {
        setWhy(begun.why)
        return undefined
      }
      if (begun.pending) {
        setEnd({ how: 'pending', approval: begun.approval })
        return undefined
      }
      now = begun.value
      setWriting(now)
    }
    if (isWritten) return now.card
    const { writing: id, card } = now
    const told = await talk.hold(reader.reader, (key) =>
      ask('card-writings.session', { params: { writing: id } }, { key }),
    )
    if (told.how !== 'done') {
      setEnd(told)
      return undefined
    }
    setWritten(true)
    return card
  }

  const handOut = async (card: string, order: IssueOrder): Promise<Issued | undefined> => {
    if (issued !== undefined) return issued
    const { person, reason, funding, applications } = order
    const told = await handing.run({
      params: { card },
      body: {
        ...(person === undefined ? {} : { person, reason }),
        ...(funding === undefined ? {} : { funding }),
        ...(applications.length === 0 ? {} : { applications }),
      },
    })
    if (!told.ok) {
      setWhy(told.why)
      return undefined
    }
    if (told.pending) {
      setEnd({ how: 'pending', approval: told.approval })
      return undefined
    }
    const done = issuedBy(card, told.value)
    setIssued(done)
    return done
  }

  /** What the closed card was worth comes onto the new one. */
  const moveValue = async (card: string, closing: string): Promise<bigint | undefined> => {
    if (reader === undefined) {
      setWhy(noReader())
      return undefined
    }
    const owed = await ask('closings.get', { params: { closing } })
    if (!owed.ok) {
      setWhy(owed.why)
      return undefined
    }
    if (owed.pending) throw new Error('nobody is asked before something is looked at')
    const amountFen = owed.value.owedFen
    if (amountFen <= 0n) return moved ?? 0n
    const told = await talk.hold(reader.reader, (key) =>
      ask(
        'card-sessions.open',
        { body: { kind: 'load', card, amountFen, funding: { kind: 'closed-card', closing } } },
        { key },
      ),
    )
    if (told.how === 'done') return amountFen
    setEnd(told)
    return undefined
  }

  const go = async (order: IssueOrder): Promise<void> => {
    setWhy(undefined)
    setEnd(undefined)
    setStage('writing')
    const card = await write(order)
    if (card === undefined) return
    setStage('issuing')
    const handedOut = await handOut(card, order)
    if (handedOut === undefined) return
    if (order.closing !== undefined) {
      setStage('value')
      const movedFen = await moveValue(card, order.closing)
      if (movedFen === undefined) return
      setIssued({ ...handedOut, movedFen })
    }
    setStage('done')
  }

  const heard = (told: TalkEnd): void => {
    if (told.how !== 'done') return
    const { state, amountFen, validTo, depositFen, feeFen } = told.answer
    if (state === 'confirmed' && typeof amountFen === 'bigint') setMoved(amountFen)
    const isIssue =
      typeof validTo === 'string' && typeof depositFen === 'bigint' && typeof feeFen === 'bigint'
    if (isIssue && writing !== undefined) {
      setIssued(issuedBy(writing.card, { validTo, depositFen, feeFen }))
    }
  }

  return { stage, writing, issued, why, end, heard, go }
}

const noReader = (): NotAnswered => new NotAnswered(404, 'reader-unknown')

const issuedBy = (
  card: string,
  { validTo, depositFen, feeFen }: Pick<Issued, 'validTo' | 'depositFen' | 'feeFen'>,
): Issued => ({ card, validTo, depositFen, feeFen, movedFen: undefined, at: new Date() })
