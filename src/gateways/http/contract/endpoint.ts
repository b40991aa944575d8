import { z } from 'zod'
import type { Act, Actor, Database, Result, Role, TrailEntry, Tx } from '../../../base'
import type { Desks } from '../desks'
import type { Credentials } from './gatekeeper'
import type { Waiting } from './parts'
import type { Because } from './second-person'

export type Method = 'get' | 'post' | 'put' | 'patch' | 'delete'

/** Who may call: these roles, everybody who signed in, or everybody. */
export type May = readonly [Role, ...Role[]] | 'signed-in' | 'anyone'

/** The parts of the document. */
export const tags = {
  access: 'signing in, staff, certificates, approvals and the trail',
  cards: 'stock, personalisation and the life of cards',
  'card-care': 'loss, hotlists, replacement and return',
  citizens: 'persons, concessions and disputes',
  clearing: 'uploads, verdicts and what is missing',
  keys: 'labels and check values of keys',
  loads: 'conversations with cards, loads and unloads',
  readers: 'card readers at desks: what lies in them, and conversations handed to them',
  pos: 'POS terminals, their transactions, batches and what people have to look at',
  own: 'what citizens see of their own cards',
  registry: 'operators, merchants, agents, contracts, terminals and products',
  settlement: 'days, statements and balances',
  tills: 'cash drawers, online accounts and prepayments',
} as const

export type Tag = keyof typeof tags

/** What one path and method takes, answers and refuses, and who may call it: data, which everything else reads. */
export interface Endpoint<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Word extends string,
> {
  /** "cards.issue": unique; idempotency keys and approvals are kept under it, so it never changes. */
  readonly name: string
  readonly method: Method
  /** "/v1/cards/{card}/issue" */
  readonly path: string
  readonly tag: Tag
  readonly summary: string
  /** More than the summary says, for the reader of the document. */
  readonly description?: string
  readonly may: May
  readonly params: Params
  readonly query: Query
  readonly body: Body
  readonly answer: Answer
  /** Of an answer as asked: 200 when absent, and for a `delete` without an answer 204. */
  readonly status: number
  /** Other statuses of an answer as asked that the handler may set, and when. */
  readonly alsoStatus?: Readonly<Record<number, string>>
  /** Every word the handler may refuse with, and its status. */
  readonly refusals: Readonly<Record<Word, number>>
  /** A sentence why a second person has to approve first, or nothing. Asked inside the act's transaction. */
  fourEyes?(call: Proposal<Params, Query, Body>): Promise<Because | undefined> | Because | undefined
  /** Who may be the second person. */
  readonly approvers?: readonly [Role, ...Role[]]
  /** The caller says with If-Match which version it has seen; the handler gets it as `version`. */
  readonly editsVersion?: boolean
  /** Body or answer hold secrets or personal data: what is stored of them is sealed. */
  readonly secret?: boolean
  /**
   * False where acting twice does no harm and the answer must not be kept (signing in): no key is asked for and
   * nothing is stored.
   */
  readonly idempotent?: boolean
  /** The same answer in another form, chosen by Accept. */
  readonly alsoAs?: Readonly<Record<string, (answer: never) => string>>
  /** The answer is no JSON document but this media type, and may be a stream. */
  readonly media?: string
  /** The body is a stream of one of these media types, up to this many bytes. */
  readonly upload?: { readonly types: readonly string[]; readonly bytesMax: number }
  /** Most requests of one caller in a minute, where the general limit is too wide. */
  readonly perMinuteMax?: number
  /** Headers the handler sets, and what they say. */
  readonly headers?: Readonly<Record<string, string>>
}

export type AnyEndpoint = Endpoint<z.ZodObject, z.ZodObject, z.ZodType, z.ZodType, string>

type Optional = 'params' | 'query' | 'body' | 'answer' | 'status' | 'refusals'

export type EndpointSpec<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
  Answer extends z.ZodType,
  Word extends string,
> = Omit<Endpoint<Params, Query, Body, Answer, Word>, Optional | 'fourEyes'> &
  Partial<Pick<Endpoint<Params, Query, Body, Answer, Word>, Optional>> & {
    fourEyes?(
      call: Proposal<Params, Query, Body>,
    ): Promise<Because | undefined> | Because | undefined
  }

const NOTHING = z.strictObject({})
type Nothing = typeof NOTHING

/** Describes one path and method. What is left out takes nothing, answers nothing and refuses nothing. */
export function endpoint<
  Params extends z.ZodObject = Nothing,
  Query extends z.ZodObject = Nothing,
  Body extends z.ZodType = z.ZodUndefined,
  Answer extends z.ZodType = z.ZodUndefined,
  Word extends string = never,
>(
  spec: EndpointSpec<Params, Query, Body, Answer, Word>,
): Endpoint<Params, Query, Body, Answer, Word> {
  const described = {
    params: NOTHING,
    query: NOTHING,
    body: z.undefined(),
    answer: z.undefined(),
    status: spec.answer === undefined && spec.media === undefined ? 204 : 200,
    refusals: {},
    ...spec,
  }
  return described as unknown as Endpoint<Params, Query, Body, Answer, Word>
}

/** What every handler is told. */
export interface Asked<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> {
  /** `ANYONE` where the endpoint is open and nobody signed in. */
  readonly actor: Actor
  readonly at: Date
  readonly params: z.output<Params>
  readonly query: z.output<Query>
  readonly body: z.output<Body>
  readonly desks: Desks
}

/** What `fourEyes` looks at. */
export interface Proposal<
  Params extends z.ZodObject,
  Query extends z.ZodObject,
  Body extends z.ZodType,
> extends Asked<Params, Query, Body> {
  readonly tx: Tx
}

interface Exchange {
  /** As the caller showed them; for signing in and out. */
  readonly credentials: Credentials
  /** Sets a header of the answer (named in `headers` of the endpoint); not kept for a repeated request or an approved act. */
  readonly setHeader: (name: string, value: string) => void
}

type AskedOf<E extends AnyEndpoint> = Asked<E['params'], E['query'], E['body']>

export interface ReadCall<E extends AnyEndpoint> extends AskedOf<E>, Exchange {
  readonly sql: Database
  /** Reads of personal data leave a trace too: await it before answering. */
  readonly trail: (entry: TrailEntry) => Promise<void>
}

export interface WriteCall<E extends AnyEndpoint> extends AskedOf<E>, Exchange {
  readonly act: Act
  /** The version that If-Match names; only where the endpoint says `editsVersion`, otherwise 0. */
  readonly version: number
  /** For the decision about acts that wait. */
  readonly waiting: Waiting
}

export interface UploadCall<E extends AnyEndpoint> extends AskedOf<E>, Exchange {
  readonly database: Database
  readonly stream: AsyncIterable<Buffer>
  /** An act in a transaction of the handler's own, under a reference derived from the content. */
  readonly actIn: (tx: Tx, reference: string) => Act
}

/**
 * As the house writes it, told by the schema of the answer: fen may be bigint and instants Date; the frame makes
 * JSON of them. What the schema does not name is not sent.
 */
export type Wire<Value> = Value extends string
  ? string extends Value
    ? string | Date
    : Value
  : Value extends number
    ? number extends Value
      ? number | bigint
      : Value
    : Value extends boolean | null | undefined
      ? Value
      : Value extends readonly (infer Item)[]
        ? readonly Wire<Item>[]
        : Value extends object
          ? { readonly [Key in keyof Value]: Wire<Value[Key]> }
          : unknown

export type AnswerOf<E extends AnyEndpoint> = Wire<z.input<E['answer']>>

/** What the frame itself may be told to refuse with, on every endpoint that edits a version. */
export type FrameWord = 'version-changed'

export type WordOf<E extends AnyEndpoint> = (keyof E['refusals'] & string) | FrameWord

export type AnswerResult<E extends AnyEndpoint> = Result<AnswerOf<E>, WordOf<E>>

export type TextOrStream = string | Buffer | AsyncIterable<string | Buffer>

/** One endpoint with what answers it. */
export type Route =
  | { readonly kind: 'read'; readonly endpoint: AnyEndpoint; readonly handle: ErasedHandler }
  | { readonly kind: 'write'; readonly endpoint: AnyEndpoint; readonly handle: ErasedHandler }
  | { readonly kind: 'download'; readonly endpoint: AnyEndpoint; readonly handle: ErasedHandler }
  | { readonly kind: 'upload'; readonly endpoint: AnyEndpoint; readonly handle: ErasedHandler }

/** Types meet where a route is made; the table of routes has forgotten them. */
export type ErasedHandler = (call: never) => Promise<Result<unknown>>

/** A look that changes nothing. */
export const read = <E extends AnyEndpoint>(
  endpoint: E,
  handle: (call: ReadCall<E>) => Promise<AnswerResult<E>>,
): Route => ({ kind: 'read', endpoint, handle })

/**
 * An act: one transaction holds the caller's key, what the handler writes, its trail and the stored answer. On a
 * refusal everything the handler wrote is undone and the refusal is stored.
 */
export const write = <E extends AnyEndpoint>(
  endpoint: E,
  handle: (call: WriteCall<E>) => Promise<AnswerResult<E>>,
): Route => ({ kind: 'write', endpoint, handle })

/**
 * An act whose handler opens its own transactions (`sql.transaction`), because something must be remembered although
 * it is refused: a wrong sign-in, say. No key is asked for and no answer is kept.
 */
export const direct = read

/** A text or a stream of the endpoint's `media`. */
export const download = <E extends AnyEndpoint>(
  endpoint: E,
  handle: (call: ReadCall<E>) => Promise<Result<TextOrStream, WordOf<E>>>,
): Route => ({ kind: 'download', endpoint, handle })

/**
 * A file: the handler reads the stream in its own transactions and must take the same content only once; no key is
 * asked for.
 */
export const upload = <E extends AnyEndpoint>(
  endpoint: E,
  handle: (call: UploadCall<E>) => Promise<AnswerResult<E>>,
): Route => ({ kind: 'upload', endpoint, handle })
