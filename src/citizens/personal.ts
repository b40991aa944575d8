import { createHash } from 'node:crypto'
import { Fault } from '../base'
import type { KeyVault } from '../keys'
import type { CheckedDocument } from './documents'
import type { DocumentKind } from './documents.table'
import type { PersonField } from './person'
import { nameKey } from './text'

/** What the district needs of the vault. */
export type PersonalVault = Pick<
  KeyVault,
  'sealPersonal' | 'openPersonal' | 'blindIndex' | 'blindIndexes' | 'personalDataVersion'
>

/** Where a sealed value belongs; sealed for one place it opens in no other. */
export const places = {
  field: (person: string, field: PersonField) => `citizens_field:${person}:${field}`,
  document: (document: string) => `citizens_document:${document}`,
  evidence: (concession: string, reference: string) =>
    `citizens_verification:${concession}:${reference}`,
  statement: (dispute: string) => `citizens_dispute:${dispute}:statement`,
  answer: (dispute: string) => `citizens_dispute:${dispute}:answer`,
  populationPart: (file: string, part: number) => `citizens_population_part:${file}:${part}`,
} as const

export const sealText = (vault: PersonalVault, context: string, text: string): Promise<Buffer> =>
  vault.sealPersonal({ context, plain: Buffer.from(text, 'utf8') })

/** @throws Fault when what is stored does not open: a key is missing or somebody changed the row */
export async function openText(
  vault: PersonalVault,
  context: string,
  sealed: Uint8Array,
): Promise<string> {
  const opened = await vault.openPersonal({ context, sealed })
  if (!opened.ok) throw new Fault('keys', `personal data does not open: ${opened.refused}`, false)
  return opened.value.toString('utf8')
}

/** What may be searched, as the text of its blind index. */
export interface Findable {
  readonly context: string
  readonly text: string
}

export const findable = {
  name: (name: string): Findable => ({ context: 'citizens.name', text: nameKey(name) }),
  phone: (phone: string): Findable => ({ context: 'citizens.phone', text: phone }),
  twin: (name: string, birthDate: string): Findable => ({
    context: 'citizens.name-and-birth-date',
    text: `${nameKey(name)}|${birthDate}`,
  }),
  number: ({ kind, number }: Pick<CheckedDocument, 'kind' | 'number'>): Findable => ({
    context: 'citizens.document',
    text: `${kind}|${number}`,
  }),
  /** A citizen's number is the same on the identity card and on the social-security card, with 15 or 18 digits. */
  sameNumber: ({ kind, sameAs }: CheckedDocument): Findable => ({
    context: 'citizens.same-document',
    text:
      kind === 'social-security' && sameAs.length === 18
        ? `resident-id|${sameAs}`
        : `${kind}|${sameAs}`,
  }),
} as const

/** An id that the same act always gives again: `prefix_` and 20 hex digits of a digest. */
export const derivedId = (prefix: string, ...parts: readonly (string | number)[]): string =>
  `${prefix}_${createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 20)}`

/** How a document's number is looked for. */
export const soughtNumber = async (
  vault: PersonalVault,
  document: Pick<CheckedDocument, 'kind' | 'number'>,
): Promise<{ readonly kind: DocumentKind; readonly indexes: readonly Buffer[] }> => ({
  kind: document.kind,
  indexes: await vault.blindIndexes(findable.number(document)),
})
