import type { Asking } from '../../centre/client'

export type DocumentKind =
  | 'resident-id'
  | 'hk-macao-tw-residence'
  | 'hk-macao-permit'
  | 'tw-permit'
  | 'foreigner-permanent'
  | 'passport'
  | 'social-security'

export const documentKinds: readonly DocumentKind[] = [
  'resident-id',
  'hk-macao-tw-residence',
  'hk-macao-permit',
  'tw-permit',
  'foreigner-permanent',
  'passport',
  'social-security',
]

/** What somebody typed into the one field for everything. */
export type Sought =
  | { readonly what: 'card'; readonly card: string }
  | { readonly what: 'person'; readonly ask: Asking<'citizens.search'> }

/** A resident ID begins with a region and holds a date of birth from 1900 on (GB 11643-1999). */
const RESIDENT_ID = /^[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])\d{3}[\dXx]$/

/**
 * Tells a mobile number, an ID, a card's number, a passport and a name apart by their shape, so that a clerk never
 * has to say which one was typed.
 */
export function soughtBy(typed: string): Sought | undefined {
  const text = typed.normalize('NFKC').trim()
  const packed = text.replaceAll(/[\s-]/g, '')
  const person = (body: Asking<'citizens.search'>['body']): Sought => ({
    what: 'person',
    ask: { body },
  })
  if (text === '') return undefined
  if (/^1\d{10}$/.test(packed)) return person({ phone: packed })
  if (RESIDENT_ID.test(packed)) {
    return person({ document: { kind: 'resident-id', number: packed.toUpperCase() } })
  }
  if (/^\d{16,19}$/.test(packed)) return { what: 'card', card: packed }
  if (/^[A-Za-z]{1,2}\d{6,9}$/.test(packed)) {
    const number = packed.toUpperCase()
    const kind = /^[HM]\d{8,10}$/.test(number) ? 'hk-macao-permit' : 'passport'
    return person({ document: { kind, number } })
  }
  if (/^\d{8}$/.test(packed)) return person({ document: { kind: 'tw-permit', number: packed } })
  return person({ name: text })
}

/** "3105 8400 0000 0000 001": in fours, as it is printed. */
export const inFours = (number: string): string => number.replaceAll(/(.{4})(?=.)/g, '$1 ')
