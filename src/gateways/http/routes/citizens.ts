import { z } from 'zod'
import { businessDateOf, ok, refuse } from '../../../base'
import {
  cases,
  changePerson,
  concessionRow,
  concessionsOf,
  decideDuplicate,
  endConcession,
  grantConcession,
  oneCase,
  registerPerson,
  seekPersons,
  shownPerson,
  shownPersons,
  unmaskPerson,
  verifyConcession,
  type DuplicateCase,
} from '../../../citizens'
import { endpoint, read, write, type Route } from '../contract/endpoint'
import {
  dateField,
  idField,
  instantField,
  instantOut,
  reasonField,
  textField,
  versionOut,
} from '../contract/fields'
import { page, pageOf, pageQuery, pageWithin, shortPageQuery } from '../contract/page'
import {
  concessionKindField,
  concessionOut,
  concessionParams,
  COUNTER,
  COUNTER_AND_AUDITOR,
  documentBody,
  nameField,
  phoneField,
  documentRefusals,
  factRefusals,
  factsBody,
  personParams,
  shownPersonOut,
  unmaskedPersonOut,
} from './citizen-fields'

const DOCUMENTS_MAX = 10
const statusField = shownPersonOut.shape.status
const duplicateCasesOut = z
  .array(z.string())
  .meta({ description: 'cases for a human: this may be somebody who is registered' })

export const createCitizen = endpoint({
  name: 'citizens.create',
  method: 'post',
  path: '/v1/citizens',
  tag: 'citizens',
  summary: 'Register a person who shows at least one document',
  may: COUNTER,
  body: z.strictObject({
    ...factsBody,
    documents: z.array(documentBody).min(1).max(DOCUMENTS_MAX),
    status: statusField.optional(),
  }),
  answer: z.object({
    person: z.string(),
    version: versionOut,
    duplicateCases: duplicateCasesOut,
  }),
  status: 201,
  secret: true,
  refusals: {
    ...factRefusals,
    ...documentRefusals,
    'document-missing': 422,
    'document-taken': 409,
  },
})

export const getCitizen = endpoint({
  name: 'citizens.get',
  method: 'get',
  path: '/v1/citizens/{person}',
  tag: 'citizens',
  summary: 'A person, masked',
  may: [...COUNTER_AND_AUDITOR, 'medical-institution'],
  params: personParams,
  answer: shownPersonOut,
  refusals: { 'person-unknown': 404 },
})

export const searchCitizens = endpoint({
  name: 'citizens.search',
  method: 'post',
  path: '/v1/citizens/search',
  tag: 'citizens',
  summary: 'Find persons by document, phone or name, each compared whole; the answer is masked',
  description:
    'A POST, so that what is sought stands in no address and in no log of addresses. Nothing of it is kept.',
  may: COUNTER_AND_AUDITOR,
  query: z.strictObject(pageQuery(z.tuple([z.string()]))),
  body: z.union([
    z.strictObject({ document: documentBody.omit({ validTo: true }) }),
    z.strictObject({ phone: phoneField }),
    z.strictObject({ name: nameField }),
  ]),
  answer: pageOf(shownPersonOut),
  idempotent: false,
  secret: true,
  refusals: { ...documentRefusals, 'phone-malformed': 422, 'name-malformed': 422 },
})

export const changeCitizen = endpoint({
  name: 'citizens.change',
  method: 'patch',
  path: '/v1/citizens/{person}',
  tag: 'citizens',
  summary: 'Correct what is known of a person, add or end documents',
  may: COUNTER,
  params: personParams,
  body: z.strictObject({
    set: z.strictObject({ ...factsBody, name: factsBody.name.optional() }).optional(),
    status: statusField.optional(),
    addDocuments: z.array(documentBody).max(DOCUMENTS_MAX).optional(),
    endDocuments: z.array(idField('doc')).max(DOCUMENTS_MAX).optional(),
  }),
  answer: z.object({
    person: z.string(),
    version: versionOut,
    changed: z.boolean(),
    duplicateCases: duplicateCasesOut,
  }),
  editsVersion: true,
  secret: true,
  refusals: {
    ...factRefusals,
    ...documentRefusals,
    'person-unknown': 404,
    'person-merged': 409,
    'document-taken': 409,
    'document-unknown': 404,
    'document-missing': 409,
  },
})

export const unmaskCitizen = endpoint({
  name: 'citizens.unmask',
  method: 'post',
  path: '/v1/citizens/{person}/unmask',
  tag: 'citizens',
  summary: 'Show a person in clear; the trail keeps who looked and why',
  description:
    'The answer is never kept, so looking again is another look, with a reason of its own.',
  may: COUNTER,
  params: personParams,
  body: z.strictObject({ reason: reasonField }),
  answer: unmaskedPersonOut,
  idempotent: false,
  secret: true,
  perMinuteMax: 30,
  refusals: { 'person-unknown': 404 },
})

const caseOut = z.object({
  duplicateCase: z.string(),
  version: versionOut,
  state: z.enum(['open', 'merged', 'distinct']),
  person: z.string(),
  other: z.string(),
  reasons: z.array(z.string()),
  foundAt: instantOut,
  kept: z.string().nullable(),
  decidedAt: instantOut.nullable(),
  decidedBy: z.string().nullable(),
  decision: z.string().nullable(),
})

export const listDuplicates = endpoint({
  name: 'duplicate-cases.list',
  method: 'get',
  path: '/v1/duplicate-cases',
  tag: 'citizens',
  summary: 'Pairs of persons who may be one, oldest first',
  may: COUNTER_AND_AUDITOR,
  query: z.strictObject({
    state: z.enum(['open', 'merged', 'distinct']).default('open'),
    ...pageQuery(z.tuple([instantField, z.string()])),
  }),
  answer: pageOf(caseOut),
})

export const getDuplicate = endpoint({
  name: 'duplicate-cases.get',
  method: 'get',
  path: '/v1/duplicate-cases/{duplicateCase}',
  tag: 'citizens',
  summary: 'A pair that may be one, both masked',
  may: COUNTER_AND_AUDITOR,
  params: z.strictObject({ duplicateCase: idField('dup') }),
  answer: caseOut.extend({ persons: z.array(shownPersonOut) }),
  refusals: { 'duplicate-case-unknown': 404 },
})

export const decideDuplicateCase = endpoint({
  name: 'duplicate-cases.decide',
  method: 'post',
  path: '/v1/duplicate-cases/{duplicateCase}/decision',
  tag: 'citizens',
  summary: 'Say that two persons are one, and which entry stays, or that they are two',
  may: ['counter-supervisor'],
  params: z.strictObject({ duplicateCase: idField('dup') }),
  body: z.union([
    z.strictObject({ verdict: z.literal('distinct'), reason: reasonField }),
    z.strictObject({ verdict: z.literal('merged'), kept: idField('person'), reason: reasonField }),
  ]),
  answer: z.object({ duplicateCase: z.string(), version: versionOut }),
  editsVersion: true,
  refusals: {
    'duplicate-case-unknown': 404,
    'duplicate-case-decided': 409,
    'person-not-in-case': 422,
    'person-merged': 409,
  },
})

const grantRefusals = {
  'person-unknown': 404,
  'person-merged': 409,
  'person-not-alive': 409,
  'date-malformed': 422,
  'dates-reversed': 422,
  'birth-date-missing': 409,
  'age-too-low': 409,
  'concession-overlaps': 409,
} as const
const concessionRefusals = {
  'concession-unknown': 404,
  'concession-ended': 409,
} as const
const evidenceField = textField(500, 2).meta({ description: 'what was shown as proof; sealed' })

export const listConcessions = endpoint({
  name: 'concessions.list',
  method: 'get',
  path: '/v1/citizens/{person}/concessions',
  tag: 'citizens',
  summary: "A person's concessions, by their first day",
  may: COUNTER_AND_AUDITOR,
  params: personParams,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(concessionOut),
  refusals: { 'person-unknown': 404 },
})

export const createConcession = endpoint({
  name: 'concessions.grant',
  method: 'post',
  path: '/v1/citizens/{person}/concessions',
  tag: 'citizens',
  summary: 'Grant a concession on proof',
  may: COUNTER,
  params: personParams,
  body: z.strictObject({
    kind: concessionKindField,
    validFrom: dateField,
    validTo: dateField.optional(),
    evidence: evidenceField,
  }),
  answer: concessionOut,
  status: 201,
  secret: true,
  refusals: grantRefusals,
})

export const verify = endpoint({
  name: 'concessions.verify',
  method: 'post',
  path: '/v1/citizens/{person}/concessions/{concession}/verification',
  tag: 'citizens',
  summary: 'Verify a concession for another term',
  may: COUNTER,
  params: concessionParams,
  body: z.strictObject({ evidence: evidenceField }),
  answer: concessionOut,
  editsVersion: true,
  secret: true,
  refusals: concessionRefusals,
})

export const end = endpoint({
  name: 'concessions.end',
  method: 'post',
  path: '/v1/citizens/{person}/concessions/{concession}/end',
  tag: 'citizens',
  summary: 'End a concession today or later',
  may: ['counter-supervisor'],
  params: concessionParams,
  body: z.strictObject({ lastDate: dateField, reason: reasonField }),
  answer: concessionOut,
  editsVersion: true,
  refusals: { ...concessionRefusals, 'date-malformed': 422, 'date-past': 422 },
})

const noConcession = () =>
  refuse('concession-unknown', {
    field: 'concession',
    detail: 'this person has no such concession',
  })

const wholeCase = ({ reasons, ...row }: DuplicateCase) => ({ ...row, reasons: [...reasons] })

export const citizenRoutes: readonly Route[] = [
  write(createCitizen, ({ act, body, desks }) => registerPerson(act, desks.citizens.vault, body)),

  // Before the path with a person: "search" is no person.
  write(searchCitizens, async ({ act, body, query: { limit, cursor }, desks }) => {
    const { vault } = desks.citizens
    const today = businessDateOf(act.at, 0)
    const after = cursor === undefined ? {} : { after: cursor[0] }
    const found = await seekPersons(act.tx, vault, body, { today, limit: limit + 1, ...after })
    if (!found.ok) return found
    const by = Object.keys(body)[0] ?? ''
    const shown = await shownPersons(act.tx, vault, found.value)
    await act.trail({
      act: 'citizen.searched',
      subject: `citizens:by-${by}`,
      detail: { found: shown.length },
    })
    return ok(page(shown, limit, { placeOf: ({ person }) => [person], item: (row) => row }))
  }),

  read(getCitizen, async ({ sql, params: { person }, desks, trail }) => {
    const shown = await shownPerson(sql, desks.citizens.vault, person)
    if (shown.ok) await trail({ act: 'citizen.read', subject: `citizen:${person}` })
    return shown
  }),

  write(changeCitizen, ({ act, params, body, version, desks }) =>
    changePerson(act, desks.citizens.vault, { ...params, ...body, version }),
  ),

  write(unmaskCitizen, ({ act, params, body, desks }) =>
    unmaskPerson(act, desks.citizens.vault, { ...params, ...body }),
  ),

  read(listDuplicates, async ({ sql, query: { state, limit, cursor } }) => {
    const after = cursor === undefined ? {} : { after: cursor }
    const rows = await cases(sql, { state, limit: limit + 1, ...after })
    const placeOf = ({ foundAt, duplicateCase }: DuplicateCase) => [
      foundAt.toISOString(),
      duplicateCase,
    ]
    return ok(page(rows, limit, { placeOf, item: wholeCase }))
  }),

  read(getDuplicate, async ({ sql, params: { duplicateCase }, desks, trail }) => {
    const found = await oneCase(sql, duplicateCase)
    if (found === undefined) return refuse('duplicate-case-unknown', { field: 'duplicateCase' })
    const both = [found.person, found.other]
    const persons = await shownPersons(sql, desks.citizens.vault, both)
    for (const person of both) await trail({ act: 'citizen.read', subject: `citizen:${person}` })
    return ok({ ...wholeCase(found), persons })
  }),

  write(decideDuplicateCase, async ({ act, params: { duplicateCase }, body, version }) => {
    const decided = await decideDuplicate(act, { duplicateCase, version, ...body })
    return decided.ok ? ok({ duplicateCase, ...decided.value }) : decided
  }),

  read(listConcessions, async ({ sql, params: { person }, query, desks }) => {
    const shown = await shownPerson(sql, desks.citizens.vault, person)
    if (!shown.ok) return shown
    return ok(
      pageWithin(await concessionsOf(sql, person), query, {
        wordOf: ({ validFrom, concession }) => `${validFrom} ${concession}`,
        order: 'rising',
        item: (concession) => concession,
      }),
    )
  }),

  write(createConcession, ({ act, params, body, desks }) =>
    grantConcession(act, desks.citizens.vault, { ...params, ...body }),
  ),

  write(verify, async ({ act, params: { person, concession }, body, version, desks }) => {
    if ((await concessionRow(act.tx, concession))?.person !== person) return noConcession()
    return verifyConcession(act, desks.citizens.vault, { concession, version, ...body })
  }),

  write(end, async ({ act, params: { person, concession }, body, version }) => {
    if ((await concessionRow(act.tx, concession))?.person !== person) return noConcession()
    return endConcession(act, { concession, version, ...body })
  }),
]
