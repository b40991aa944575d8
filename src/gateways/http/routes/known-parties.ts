import { businessDateOf, type Actor, type Sql, type Tx } from '../../../base'
import { isSamePerson, personByDocument } from '../../../citizens'
import { holderAgrees, type Funding } from '../../../tills'
import type { AskedFunding, DocumentOnDesk } from '../contract/funding-field'
import { because, type Because } from '../contract/second-person'
import type { Desks } from '../desks'

/*
 * Who may pay with what, the districts decide. What only a door can know is whether a document on its desk is the one
 * a person is registered by: here its number is compared, and nothing of it is kept.
 */

interface Asking {
  readonly desks: Desks
  readonly at: Date
}

/** Whether the document on the desk is this person's. A number that cannot be is nobody's. */
export async function isShown(
  sql: Sql,
  { desks, at }: Asking,
  { person, document }: { readonly person: string; readonly document?: DocumentOnDesk | undefined },
): Promise<boolean> {
  if (document === undefined) return false
  const today = businessDateOf(at, 0)
  const found = await personByDocument(sql, desks.citizens.vault, { ...document, today })
  return found.ok && (await isSamePerson(sql, found.value?.person, person))
}

/** A funding as the districts take it: of a document no more than whether it was the right one. */
export async function shownFunding<Of extends AskedFunding | undefined>(
  sql: Sql,
  asking: Asking,
  funding: Of,
): Promise<Funding | Extract<Of, undefined>> {
  if (funding?.kind !== 'online') return funding as Funding | Extract<Of, undefined>
  const { kind, person } = funding
  return (await isShown(sql, asking, funding)) ? { kind, person, shown: true } : { kind, person }
}

/** Why a second person is needed for an online account that is to pay for a card (or nobody's) of `doneFor`. */
export async function payerNeedsSecond(
  of: Asking & { readonly tx: Tx; readonly actor: Actor },
  funding: AskedFunding | undefined,
  doneFor: string | undefined,
): Promise<Because | undefined> {
  if (funding?.kind !== 'online') return undefined
  const shown = await isShown(of.tx, of, funding)
  const agreed = await holderAgrees(of, { person: funding.person, shown }, doneFor)
  return agreed.ok ? undefined : NOT_SHOWN
}

export const NOT_SHOWN = because('holder-not-shown')
