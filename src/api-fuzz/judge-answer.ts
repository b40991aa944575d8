import { wrongsOf, type JsonSchema, type Resolve } from './json-schema'
import type { Operation } from './document'

/** What came back. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

/** What every answer carries, whatever it says. */
const ALWAYS: readonly (readonly [name: string, looks: RegExp])[] = [
  ['x-request-id', /./],
  ['x-content-type-options', /^nosniff$/],
  ['content-security-policy', /^default-src 'none'/],
  ['x-frame-options', /^DENY$/i],
]

/** Why an answer is not one the document promises, or nothing. */
export function undocumented(
  operation: Operation | undefined,
  answer: Answer,
  resolve: Resolve,
): string | undefined {
  const bare = ALWAYS.find(([name, looks]) => !looks.test(answer.headers.get(name) ?? ''))
  if (bare !== undefined) return `the header ${bare[0]} is missing`
  // Paths and methods that are not in the document answer with a problem all the same.
  if (operation === undefined) return wrongProblem(answer, resolve)
  const documented = operation.answers[String(answer.status)]
  if (documented === undefined) return `status ${answer.status} is not documented`
  const content = Object.entries(documented.content ?? {})
  if (content.length === 0)
    return answer.text === '' ? undefined : 'a body where none is documented'
  const media = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim()
  const told = content.find(([name]) => name === media)
  if (told === undefined) return `the media type ${media} is not documented`
  const [name, { schema }] = told
  if (!/[/+]json$/.test(name)) return undefined
  return wrongJson(schema, answer.text, resolve)
}

const PROBLEM: JsonSchema = { $ref: '#/components/schemas/Problem' }

const wrongProblem = ({ status, headers, text }: Answer, resolve: Resolve): string | undefined => {
  if (status < 400 || status >= 500) return `status ${status} for what is not in the document`
  if (!(headers.get('content-type') ?? '').startsWith('application/problem+json')) {
    return 'a refusal that is no problem document'
  }
  return wrongJson(PROBLEM, text, resolve)
}

function wrongJson(schema: JsonSchema, text: string, resolve: Resolve): string | undefined {
  try {
    return wrongsOf(schema, JSON.parse(text), resolve)[0]
  } catch (error) {
    if (error instanceof SyntaxError) return 'a body that is no JSON'
    throw error
  }
}
