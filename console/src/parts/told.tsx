import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { useMe, type Role } from '../centre/session'
import { money } from '../money'
import { useSaid, useWords } from '../words/words'
import { Moment } from './moment'
import { OperatorName } from './operator-name'

/*
 * What the centre names by codes and ids, in the words of the moment. A code without a word is shown as it came: an
 * auditor rather reads a code than nothing.
 */

/** Who did something, as the centre tells it: the name as far as one may know it. */
export interface Named {
  readonly login: string
  readonly name: string | null
}

type Fact = string | number | bigint | boolean | null

/** A member of staff by name and login; whoever is none by the word for what they are. */
export function Who({
  of,
  id,
  kind,
}: {
  readonly of: Named | null
  readonly id: string | null
  /** Staff, where it is not said. */
  readonly kind?: string
}): ReactNode {
  const said = useSaid()
  if (of !== null) {
    return (
      <span title={of.login}>
        {of.name ?? of.login}
        {of.name === null || of.name === of.login ? null : (
          <span className="quiet"> {of.login}</span>
        )}
      </span>
    )
  }
  if (id === null) return '—'
  if (kind === undefined || kind === 'staff') return id
  const word = said(`actor.${kind}`, kind)
  return id === kind ? word : <span title={id}>{`${word} ${shortened(id)}`}</span>
}

/** "person_0a1b2c3d4e…" → "0a1b2c3d": enough to tell two apart; the whole is the title. */
export const shortened = (id: string): string => {
  const name = id.replace(/^[a-z]+_/, '')
  return /^[0-9a-f]{12,}$/.test(name) ? name.slice(0, 8) : name
}

/** A card's number with its middle hidden: it may be looked over a shoulder. */
export const masked = (card: string): string =>
  /^\d{16,19}$/.test(card)
    ? `${card.slice(0, 6)}${'*'.repeat(card.length - 10)}${card.slice(-4)}`
    : card

const COUNTER: readonly Role[] = ['counter-clerk', 'counter-supervisor']
const FINANCE: readonly Role[] = ['finance-maker', 'finance-checker', 'auditor']
const MACHINES: readonly Role[] = ['administrator', 'auditor']

/** Where something has a screen of its own, and who works there. */
const places: Readonly<
  Record<string, readonly (readonly [roles: readonly Role[], at: (id: string) => string])[]>
> = {
  card: [[COUNTER, (id) => (id.includes('*') ? '' : `/counter/cards/${id}`)]],
  person: [[COUNTER, (id) => `/counter/people/${id}`]],
  citizen: [[COUNTER, (id) => `/counter/people/${id}`]],
  dispute: [[[...COUNTER, ...FINANCE], (id) => `/disputes/${id}`]],
  approval: [
    [
      ['counter-supervisor', ...FINANCE, 'key-custodian', 'administrator'],
      (id) => `/approvals#${id}`,
    ],
  ],
  pos: [
    [FINANCE, (id) => `/finance/pos/${id}`],
    [MACHINES, (id) => `/operations/pos/${id}`],
  ],
  item: [[FINANCE, () => '/finance/pos/items']],
  terminal: [[MACHINES, () => '/operations']],
  hotlist: [[MACHINES, () => '/operations/lists']],
}

/** The address of something's screen for whoever is signed in; none where they work at no such screen. */
function usePlace(): (kind: string, id: string) => string | undefined {
  const { roles } = useMe()
  return (kind, id) => {
    const found = places[kind]?.find(([who]) => who.some((role) => roles.includes(role)))
    const at = found?.[1](id) ?? ''
    return at === '' ? undefined : at
  }
}

/** Something by its kind and id ("card", "3104…"): in words, and linked to its screen where there is one. */
export function Thing({
  kind,
  id,
  named = null,
}: {
  readonly kind: string
  readonly id: string
  readonly named?: Named | null
}): ReactNode {
  const placeOf = usePlace()
  const said = useSaid()
  const text = ((): ReactNode => {
    if (kind === 'card') return masked(id)
    // A part of its own: only where operators are named the list of them is asked for.
    if (kind === 'operator') return <OperatorName of={id} />
    if (kind === 'rule') return said(`rule.${id}`, id)
    if (named !== null) return named.name ?? named.login
    return shortened(id)
  })()
  const at = placeOf(kind, id)
  const shown = (
    <span className="digits" title={kind === 'card' ? undefined : id}>
      {text}
    </span>
  )
  return at === undefined ? (
    shown
  ) : (
    // In a row that opens on a click, the link leads away and opens nothing else.
    <Link to={at} onClick={(event) => event.stopPropagation()}>
      {shown}
    </Link>
  )
}

/** A subject of the trail ("card:3104…", "trail"). */
export function Subject({
  of,
  named = null,
}: {
  readonly of: string
  readonly named?: Named | null
}): ReactNode {
  const said = useSaid()
  const [kind = of, ...rest] = of.split(':')
  const id = rest.join(':')
  return (
    <>
      {said(`subject.${kind}`, kind)}{' '}
      {id === '' ? null : <Thing kind={kind} id={id} named={named} />}
    </>
  )
}

const THINGS = new Set([
  'card',
  'person',
  'dispute',
  'operator',
  'rule',
  'item',
  'closing',
  'load',
  'till',
  'contract',
  'agent',
  'staff',
  'other',
  'session',
])
/** Facts that name a state: mostly of a card, else of a dispute. */
const STATES = new Set(['from', 'to'])
const CODED: Readonly<Record<string, (code: string) => string>> = {
  endpoint: (code) => `asked.${code}`,
  roles: (code) => `role.${code}`,
  reason: (code) => `because.${code}`,
}
const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}/

/** What a fact is called. */
export const useFactName = (): ((name: string) => string) => {
  const said = useSaid()
  return (name) => said(`fact.${name}`, name)
}

/** A fact's value: amounts in yuan, moments in city time, things by name, codes in words. */
export function FactValue({
  name,
  value,
}: {
  readonly name: string
  readonly value: Fact
}): ReactNode {
  const said = useSaid()
  if (value === null) return '—'
  if (typeof value === 'bigint') return <span className="amount">{money(value)}</span>
  if (typeof value === 'boolean') return said(`value.${String(value)}`, String(value))
  if (typeof value === 'number') return <span className="digits">{String(value)}</span>
  if (MOMENT.test(value)) return <Moment at={value} />
  if (THINGS.has(name)) return <Thing kind={name === 'other' ? 'person' : name} id={value} />
  if (name === 'about') return <About of={value} />
  if (STATES.has(name)) {
    return said(`card-state.${value}`, said(`dispute.${value}`, said(`value.${value}`, value)))
  }
  const labelOf = CODED[name] ?? ((code: string) => `value.${code}`)
  return value
    .split(', ')
    .map((code) => said(labelOf(code), code))
    .join(', ')
}

/** A line of a card's history ("tap:2026-03-02.…", "load:…"): what it was and its day; the whole is the title. */
export function About({ of }: { readonly of: string }): ReactNode {
  const said = useSaid()
  const [kind = '', id = ''] = of.split(':')
  const day = /^\d{4}-\d{2}-\d{2}(?=\.)/.exec(id)?.[0]
  return (
    <span title={of}>
      {said(`history.${kind}`, kind)}
      {day === undefined ? null : <span className="digits"> {day}</span>}
    </span>
  )
}

/** What was recorded, to the letter: for those who have to compare it with the export. */
export function AsRecorded({ of }: { readonly of: unknown }): ReactNode {
  const { t } = useWords()
  const text = JSON.stringify(
    of,
    (_name, part: unknown) => (typeof part === 'bigint' ? Number(part) : part),
    2,
  )
  return (
    <details className="as-recorded">
      <summary>{t('told.details')}</summary>
      <pre className="hex" tabIndex={0}>
        {text}
      </pre>
    </details>
  )
}
