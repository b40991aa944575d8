import { z } from 'zod'
import { ok, type Role } from '../../../base'
import {
  handToReader,
  isAway,
  readerFor,
  readersOf,
  reportReader,
  wishCard,
  workOf,
  type ReaderRecord,
} from '../../../remote-reader'
import { direct, endpoint, read, type Route } from '../contract/endpoint'
import { pageOf, pageWithin, shortPageQuery } from '../contract/page'
import { countOut, idField, instantOut, textField, wholeNumberText } from '../contract/fields'

const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
const KEEPERS = [...COUNTER, 'agent', 'terminal'] as const satisfies readonly Role[]
const USERS = [...COUNTER, 'agent'] as const satisfies readonly Role[]

/** How long a request may wait for news: less than the time after which proxies usually give up. */
const WAIT_SECONDS_MAX = 20
/** Between two looks of a program whose reader is idle, a minute holds three; people ask more often. */
const REQUESTS_A_MINUTE = 1_200

const readerParams = z.strictObject({ reader: idField('rdr') })
const waitField = wholeNumberText(0, WAIT_SECONDS_MAX)
  .default(0)
  .meta({ description: 'seconds to wait for news before answering' })
const instanceField = z
  .string()
  .regex(/^[A-Za-z0-9_-]{8,64}$/)
  .meta({ description: 'drawn by the program at its start' })
const nameField = z.string().regex(/^[a-z0-9-]{1,40}$/)

const cardSeenField = z.strictObject({
  atr: z.string().regex(/^([0-9A-Fa-f]{2}){0,33}$/),
  number: z
    .string()
    .regex(/^\d{16,19}$/)
    .nullable(),
  layout: nameField.nullable(),
  chip: z
    .string()
    .regex(/^[0-9A-Fa-f]{16}$/)
    .nullable(),
  blank: z.boolean(),
  name: nameField.nullable(),
})
const drawerField = z.array(z.strictObject({ name: nameField, meaning: textField(100) })).max(50)

const readerOut = z.object({
  reader: z.string(),
  state: z.enum(['away', 'empty', 'card']),
  change: countOut.meta({ description: 'grows with every change; name it as `seen` to wait' }),
  model: z.string(),
  virtual: z.boolean(),
  drawer: z.array(z.object({ name: z.string(), meaning: z.string() })).nullable(),
  card: z
    .object({
      atr: z.string(),
      number: z.string().nullable(),
      layout: z.string().nullable(),
      chip: z.string().nullable(),
      blank: z.boolean(),
      name: z.string().nullable(),
    })
    .nullable()
    .meta({ description: 'as its program read it; nothing of it is proved' }),
  trouble: z.string().nullable().meta({ description: 'what is wrong, and what the clerk can do' }),
  session: z.string().nullable().meta({ description: 'the conversation handed to it last' }),
  heardAt: instantOut,
})

export const putReader = endpoint({
  name: 'readers.report',
  method: 'put',
  path: '/v1/readers/{reader}',
  tag: 'readers',
  summary: 'The program at a desk says what its reader is and what lies in it',
  description:
    'The first report enters the reader, every later one is a sign of life. A program that signed in as a member ' +
    'of staff keeps its reader for them alone; one with a certificate keeps it for everybody at the counter.',
  may: KEEPERS,
  params: readerParams,
  body: z.strictObject({
    instance: instanceField,
    model: textField(100),
    drawer: drawerField.nullable().meta({ description: 'the cards of a virtual reader' }),
    card: cardSeenField.nullable(),
    trouble: textField(500).nullable(),
  }),
  answer: readerOut,
  idempotent: false,
  perMinuteMax: REQUESTS_A_MINUTE,
  refusals: { 'reader-kept-by-another': 409 },
})

export const listReaders = endpoint({
  name: 'readers.list',
  method: 'get',
  path: '/v1/readers',
  tag: 'readers',
  summary: 'The readers I may use, and what lies in them',
  may: USERS,
  query: z.strictObject(shortPageQuery),
  answer: pageOf(readerOut),
})

export const getReader = endpoint({
  name: 'readers.get',
  method: 'get',
  path: '/v1/readers/{reader}',
  tag: 'readers',
  summary: 'A reader as it stands; with `seen` it answers when that has changed',
  may: USERS,
  params: readerParams,
  query: z.strictObject({
    seen: wholeNumberText(0, Number.MAX_SAFE_INTEGER).optional(),
    waitSeconds: waitField,
  }),
  answer: readerOut,
  perMinuteMax: REQUESTS_A_MINUTE,
  refusals: { 'reader-unknown': 404 },
})

export const handOverSession = endpoint({
  name: 'readers.hand-over',
  method: 'post',
  path: '/v1/readers/{reader}/sessions',
  tag: 'readers',
  summary: 'Hand an open conversation of mine to a reader, whose program answers it from now on',
  description:
    'Open the conversation first (`POST /v1/card-sessions`, `POST /v1/card-writings/{writing}/sessions`), hand it ' +
    'over, and watch `GET /v1/card-sessions/{session}` until its state is no longer open.',
  may: USERS,
  params: readerParams,
  body: z.strictObject({ session: idField('ses') }),
  answer: readerOut,
  idempotent: false,
  refusals: {
    'reader-unknown': 404,
    'reader-away': 409,
    'reader-busy': 409,
    'session-unknown': 404,
    'session-ended': 409,
  },
})

export const postWish = endpoint({
  name: 'readers.wish',
  method: 'post',
  path: '/v1/readers/{reader}/wishes',
  tag: 'readers',
  summary: 'Put a card of the drawer on a virtual reader, or take it away',
  may: USERS,
  params: readerParams,
  body: z.strictObject({ put: nameField.nullable() }),
  answer: readerOut,
  idempotent: false,
  refusals: {
    'reader-unknown': 404,
    'reader-away': 409,
    'reader-not-virtual': 409,
    'card-not-in-drawer': 404,
  },
})

export const getWork = endpoint({
  name: 'readers.work',
  method: 'get',
  path: '/v1/readers/{reader}/work',
  tag: 'readers',
  summary: 'What the program at a desk is to do now: the turn that waits, or a wish',
  description:
    'A turn whose `repeat` is look-first may already have been sent to the card by a program that stopped meanwhile: ' +
    'who did not get it as the answer to a reply of his own interrupts the conversation instead of sending it.',
  may: KEEPERS,
  params: readerParams,
  query: z.strictObject({
    instance: instanceField,
    wishSeen: wholeNumberText(0, Number.MAX_SAFE_INTEGER).default(0),
    waitSeconds: waitField,
  }),
  answer: z.object({
    turn: z
      .object({
        session: z.string(),
        state: z.literal('open'),
        turn: countOut,
        apdu: z.string().meta({ description: 'command bytes in hex, for the card' }),
        repeat: z.enum(['safe', 'look-first']),
      })
      .nullable(),
    wish: z.object({ number: countOut, put: z.string().nullable() }),
  }),
  perMinuteMax: REQUESTS_A_MINUTE,
  refusals: { 'reader-unknown': 404, 'reader-taken-over': 409 },
})

export const readerRoutes: readonly Route[] = [
  direct(putReader, async ({ sql, actor, at, desks, params, body, trail }) => {
    const told = await sql.transaction((tx) =>
      reportReader(tx, { actor, at }, { ...params, ...body }),
    )
    if (!told.ok) return told
    const { reader, entered } = told.value
    if (entered) {
      await trail({
        act: 'reader.entered',
        subject: `reader:${reader.reader}`,
        detail: { model: reader.model, virtual: reader.drawer !== null },
      })
    }
    desks.bell.ring(params.reader)
    return ok(answerOf(reader, at))
  }),
  read(listReaders, async ({ sql, actor, at, query }) =>
    ok(
      pageWithin(await readersOf(sql, { actor, at }), query, {
        wordOf: ({ reader }) => reader,
        order: 'rising',
        item: (reader) => answerOf(reader, at),
      }),
    ),
  ),
  read(getReader, async ({ sql, actor, desks, params: { reader }, query }) => {
    const { seen, waitSeconds } = query
    const now = await desks.bell.watch(reader, {
      look: () => readerFor(sql, actor, reader),
      isNews: (found) => !found.ok || seen === undefined || Number(found.value.change) !== seen,
      waitMs: waitSeconds * 1_000,
    })
    return now.ok ? ok(answerOf(now.value, desks.clock.now())) : now
  }),
  direct(handOverSession, async ({ sql, actor, at, desks, params, body }) => {
    const told = await sql.transaction((tx) =>
      handToReader(tx, { actor, at }, { ...params, ...body }),
    )
    if (told.ok) desks.bell.ring(params.reader)
    return told.ok ? ok(answerOf(told.value, at)) : told
  }),
  direct(postWish, async ({ sql, actor, at, desks, params, body }) => {
    const told = await sql.transaction((tx) => wishCard(tx, { actor, at }, { ...params, ...body }))
    if (told.ok) desks.bell.ring(params.reader)
    return told.ok ? ok(answerOf(told.value, at)) : told
  }),
  direct(getWork, async ({ sql, actor, desks, params: { reader }, query }) => {
    const { instance, wishSeen, waitSeconds } = query
    return desks.bell.watch(reader, {
      look: () => workOf(sql, desks.works, { actor, at: desks.clock.now(), reader, instance }),
      isNews: (found) =>
        !found.ok || found.value.turn !== null || found.value.wish.number !== wishSeen,
      waitMs: waitSeconds * 1_000,
    })
  }),
]

const answerOf = (record: ReaderRecord, at: Date) => {
  const { reader, change, model, drawer, card, trouble, session, heardAt } = record
  return {
    ...{ reader, change, model, virtual: drawer !== null, drawer, card, trouble, session, heardAt },
    state: stateOf(record, at),
  }
}

function stateOf(record: ReaderRecord, at: Date): 'away' | 'card' | 'empty' {
  if (isAway(record, at)) return 'away'
  return record.card === null ? 'empty' : 'card'
}
