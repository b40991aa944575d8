import { z } from 'zod'
import { ok, refuse } from '../../../base'
import { describeMessage, describeRecord, profiles } from '../../../messages'
import { direct, endpoint, type Route } from '../contract/endpoint'

const TEXT_MAX = 20_000
const PROFILES = profiles.map(({ name }) => name)

const describedOut = z.object({
  kind: z.string().meta({ description: 'the form of the record, or the profile of the message' }),
  sentence: z.string(),
  sentenceChinese: z.string(),
  fields: z.array(
    z.object({
      path: z.string(),
      label: z.string(),
      labelChinese: z.string(),
      value: z.string().meta({ description: 'card data masked' }),
      valueChinese: z.string(),
      meaning: z.string(),
      meaningChinese: z.string(),
      coveredByTac: z.boolean(),
    }),
  ),
})

export const describeOne = endpoint({
  name: 'messages.describe',
  method: 'post',
  path: '/v1/descriptions',
  tag: 'clearing',
  summary: 'A tap record or an ISO 8583 message in plain words, field by field, card data masked',
  may: [
    'administrator',
    'auditor',
    'finance-maker',
    'finance-checker',
    'key-custodian',
    'operator',
  ],
  body: z.strictObject({
    what: z.enum(['record', 'message']),
    text: z.string().min(1).max(TEXT_MAX),
    profile: z
      .enum(PROFILES)
      .optional()
      .meta({ description: 'of a message; else the first that reads it' }),
  }),
  answer: describedOut,
  secret: true,
  refusals: { 'message-not-understood': 422 },
})

/** Messages and records explained; nothing is kept of them. */
export const descriptions: readonly Route[] = [
  direct(describeOne, async ({ body: { what, text, profile } }) =>
    what === 'record' ? recordInWords(text) : messageInWords(text, profile),
  ),
]

function recordInWords(text: string) {
  const described = describeRecord(text)
  if (!described.ok) return notUnderstood(described)
  const { form, sentence, sentenceChinese, fields } = described.value
  return ok({
    kind: form,
    sentence,
    sentenceChinese,
    fields: fields.map(({ name, ...field }) => ({
      ...field,
      path: name,
      meaningChinese: '',
    })),
  })
}

function messageInWords(text: string, profile: string | undefined) {
  const described = describeMessage(text, profile)
  if (!described.ok) return notUnderstood(described)
  const { sentence, fields, profile: read } = described.value
  return ok({
    kind: read,
    sentence: sentence[0],
    sentenceChinese: sentence[1],
    fields: fields.map(({ path, label, value, meaning = ['', ''] }) => ({
      path,
      label: label[0],
      labelChinese: label[1],
      value,
      valueChinese: value,
      meaning: meaning[0],
      meaningChinese: meaning[1],
      coveredByTac: false,
    })),
  })
}

/** The words of formats are many; which one it was, where and at which byte stands in the detail. */
const notUnderstood = (why: {
  readonly refused: string
  readonly field?: string
  readonly detail?: string
}) =>
  refuse('message-not-understood', {
    field: 'text',
    detail: [why.refused, why.field, why.detail].filter((part) => part !== undefined).join(': '),
  })
