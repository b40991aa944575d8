import { z } from 'zod'
import type { Role } from '../../../base'
import {
  concessionKinds,
  documentKinds,
  personFields,
  personStatuses,
  type ConcessionKind,
  type DocumentKind,
} from '../../../citizens'
import { dateField, dateOut, idField, instantOut, textField, versionOut } from '../contract/fields'

/** Fields and words that the paths about people share. */

export const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
export const COUNTER_AND_AUDITOR = [...COUNTER, 'auditor'] as const satisfies readonly Role[]

export const documentKindField = z.enum(Object.keys(documentKinds) as [DocumentKind])
export const concessionKindField = z.enum(Object.keys(concessionKinds) as [ConcessionKind])
export const personParams = z.strictObject({ person: idField('person') })
export const concessionParams = z.strictObject({
  person: idField('person'),
  concession: idField('conc'),
})
export const disputeParams = z.strictObject({ dispute: idField('disp') })

export const documentBody = z.strictObject({
  kind: documentKindField,
  number: textField(40),
  validTo: dateField.optional(),
})

export const nameField = textField(200).meta({ description: 'a name', example: '欧阳𠮷祥' })
export const phoneField = textField(40).meta({ description: 'a phone', example: '13800138000' })

/** What is stated about a person; the district says in which spelling it can be kept. */
export const factsBody = {
  name: nameField,
  birthDate: dateField.optional(),
  sex: z.enum(['male', 'female']).optional(),
  phone: phoneField.optional(),
  address: textField(1_000).optional(),
}

const personOut = {
  person: z.string(),
  version: versionOut,
  status: z.enum(personStatuses),
  mergedInto: z.string().nullable(),
  registeredAt: instantOut,
}

export const shownPersonOut = z.object({
  ...personOut,
  fields: z.array(
    z.object({
      field: z.enum(personFields),
      shown: z.string().meta({ description: 'masked' }),
      from: z.string().meta({ description: 'who said so' }),
      setAt: instantOut,
    }),
  ),
  documents: z.array(
    z.object({
      document: z.string(),
      kind: documentKindField,
      shown: z.string().meta({ description: 'masked' }),
      validTo: dateOut.nullable(),
      from: z.string(),
      endedAt: instantOut.nullable(),
    }),
  ),
})

export const unmaskedPersonOut = z.object({
  ...personOut,
  fields: z.array(z.object({ field: z.enum(personFields), value: z.string() })),
  documents: z.array(z.object({ document: z.string(), kind: z.string(), number: z.string() })),
})

export const concessionOut = z.object({
  concession: z.string(),
  person: z.string(),
  kind: concessionKindField,
  version: versionOut,
  validFrom: dateOut,
  validTo: dateOut.nullable(),
  verifiedUntil: dateOut,
  endedOn: dateOut.nullable(),
  endedReason: z.string().nullable(),
})

/** Every word with which a document's number or a stated fact may be refused. */
export const factRefusals = {
  'name-malformed': 422,
  'phone-malformed': 422,
  'address-malformed': 422,
  'date-malformed': 422,
  'birth-date-impossible': 422,
  'facts-disagree': 422,
} as const

export const documentRefusals = {
  'id-characters-wrong': 422,
  'id-length-wrong': 422,
  'id-region-unknown': 422,
  'id-birth-date-impossible': 422,
  'id-check-character-wrong': 422,
  'document-number-malformed': 422,
} as const
