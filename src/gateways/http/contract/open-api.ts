import {
  OpenApiGeneratorV31,
  OpenAPIRegistry,
  type ResponseConfig,
  type RouteConfig,
} from '@asteasolutions/zod-to-openapi'
import { z } from 'zod'
import { PROBLEM_TYPE } from '../problem'
import { possibleAnswers, type Possible } from './answers'
import { tags, type AnyEndpoint, type Route } from './endpoint'
import { instantOut } from './fields'

/** Of the contract, not of the program: what was once promised under /v1 stays. */
const CONTRACT_VERSION = '1.0.0'

const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string().optional(),
    instance: z.string().optional(),
    refused: z.string().optional(),
    field: z.string().optional(),
    errors: z.array(z.object({ field: z.string(), detail: z.string() })).optional(),
  })
  .meta({
    id: 'Problem',
    description:
      'RFC 9457. `refused` is the stable word to decide by; `field` and `errors` say what of the request is wrong.',
  })

const pendingSchema = z
  .object({
    approval: z.string(),
    state: z.literal('pending'),
    because: z.string(),
    expiresAt: instantOut,
  })
  .meta({ id: 'Pending', description: 'the act waits for a second person' })

export type OpenApiDocument = ReturnType<OpenApiGeneratorV31['generateDocument']>

/** The document of these routes, from the very schemas that check what is sent. */
export function openApiOf(routes: readonly Pick<Route, 'endpoint' | 'kind'>[]): OpenApiDocument {
  const registry = new OpenAPIRegistry()
  registry.registerComponent('securitySchemes', 'bearer', {
    type: 'http',
    scheme: 'bearer',
    description: 'the token that a sign-in gave',
  })
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'citycard-session',
    description: 'for browsers; acts also carry the header X-Citycard-Csrf',
  })
  registry.registerComponent('securitySchemes', 'certificate', {
    type: 'mutualTLS',
    description: 'of a terminal or an operator',
  })
  for (const route of routes) registry.registerPath(pathOf(route))
  return new OpenApiGeneratorV31(registry.definitions).generateDocument({
    openapi: '3.1.0',
    info: {
      title: 'Citycard',
      version: CONTRACT_VERSION,
      description:
        'The clearing centre for citizen cards. Amounts are whole fen; days are YYYY-MM-DD; moments are ISO 8601. ' +
        'Every act carries an Idempotency-Key: the same key and body are answered as before, and act once. ' +
        'What is refused is told as application/problem+json with a stable word in `refused`.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
  })
}

function pathOf(route: Pick<Route, 'endpoint' | 'kind'>): RouteConfig {
  const { endpoint, kind } = route
  const body = bodyOf(endpoint)
  const headers = headersOf(route)
  return {
    method: endpoint.method,
    path: endpoint.path,
    operationId: endpoint.name,
    tags: [endpoint.tag],
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    security:
      endpoint.may === 'anyone' ? [] : [{ bearer: [] }, { session: [] }, { certificate: [] }],
    request: {
      params: endpoint.params,
      query: endpoint.query,
      ...(headers === undefined ? {} : { headers }),
      ...(body === undefined ? {} : { body }),
    },
    responses: Object.fromEntries(
      possibleAnswers(route).map((possible) => [
        String(possible.status),
        responseOf(endpoint, possible),
      ]),
    ),
    'x-citycard-kind': kind,
    'x-citycard-may': endpoint.may,
    ...(endpoint.approvers === undefined ? {} : { 'x-citycard-approvers': endpoint.approvers }),
  }
}

function bodyOf({ body, upload }: AnyEndpoint): NonNullable<RouteConfig['request']>['body'] {
  if (upload !== undefined) {
    const schema = { type: 'string' as const, format: 'binary' }
    const content = Object.fromEntries(upload.types.map((type) => [type, { schema }]))
    return { required: true, content, description: `at most ${upload.bytesMax} bytes` }
  }
  if (body instanceof z.ZodUndefined) return undefined
  const required = !body.safeParse(undefined).success
  return { required, content: { 'application/json': { schema: body } } }
}

function headersOf({ endpoint, kind }: Pick<Route, 'endpoint' | 'kind'>): z.ZodObject | undefined {
  const headers: Record<string, z.ZodType> = {}
  if (kind === 'write' && endpoint.idempotent !== false) {
    headers['Idempotency-Key'] = z
      .string()
      .regex(/^[!-~]{1,128}$/)
      .meta({
        description: 'new for every new act; the same again for the same act',
      })
  }
  if (endpoint.editsVersion === true) {
    headers['If-Match'] = z
      .string()
      .regex(/^"v\d{1,9}"$/)
      .meta({
        description: 'the ETag of the version that was seen; "v0" where nothing was there yet',
        example: '"v0"',
      })
  }
  return Object.keys(headers).length === 0 ? undefined : z.object(headers)
}

function responseOf(endpoint: AnyEndpoint, possible: Possible): ResponseConfig {
  const { description } = possible
  switch (possible.kind) {
    case 'empty':
      return { description, ...answerHeaders(endpoint) }
    case 'pending':
      return { description, content: { 'application/json': { schema: pendingSchema } } }
    case 'problem':
      return { description, content: { [PROBLEM_TYPE]: { schema: problemWith(possible.words) } } }
    case 'answer':
      return { description, content: contentOf(endpoint), ...answerHeaders(endpoint) }
  }
}

/** The problem with the words it may carry here. */
const problemWith = (words: readonly string[] | undefined) =>
  words === undefined
    ? problemSchema
    : z.intersection(problemSchema, z.object({ refused: z.enum(words as [string, ...string[]]) }))

function contentOf({ answer, media, alsoAs }: AnyEndpoint): NonNullable<ResponseConfig['content']> {
  const text = { schema: { type: 'string' as const } }
  if (media !== undefined) return { [media]: text }
  return {
    'application/json': { schema: answer },
    ...Object.fromEntries(Object.keys(alsoAs ?? {}).map((form) => [form, text])),
  }
}

function answerHeaders({ headers }: AnyEndpoint): Pick<ResponseConfig, 'headers'> {
  if (headers === undefined) return {}
  return {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, description]) => [
        name,
        { description, schema: { type: 'string' as const } },
      ]),
    ),
  }
}
