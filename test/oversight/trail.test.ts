import { CENTRE, ok, type Actor } from '../../src/base'
import { openDatabase } from '../../src/database'
import {
  appendTrail,
  auditTrail,
  exportTrail,
  sealTrail,
  sentenceOf,
  verifyTrail,
  verifyTrailFile,
  type TrailTampering,
} from '../../src/oversight'
import { MORNING, Office } from './office'

let office: Office
beforeEach(async () => {
  office = await Office.open()
})
afterEach(() => office.close())

const CLERK: Actor = { id: 'staff_lin', kind: 'staff', roles: ['counter-clerk'] }

/** Entries 1 to `count`, sealed four to a link. */
async function trailOf(count: number): Promise<void> {
  for (let number = 1; number <= count; number++) await entry(number)
  await sealTrail(office.desk, { linkMax: 4 })
}

const entry = (number: number) =>
  office.act(CLERK, async (act) => {
    const detail = { amountFen: number * 100, kind: 'cash' }
    const subject = `card:310440300000000000${number}`
    await act.trail({ act: 'card.loaded', subject, reason: '市民要求', detail })
    return ok(null)
  })

/** What nobody may do in our name. */
async function tamper(statement: string): Promise<void> {
  const forger = openDatabase({ connectionString: office.store.superuserUrl, max: 1 })
  await forger.query(statement)
  await forger.close()
}

const verified = async (): Promise<string[]> =>
  told((await verifyTrail(office.desk.database)).tamperings)

const told = (tamperings: readonly TrailTampering[]): string[] =>
  tamperings.map(({ what, entry, link }) =>
    [what, entry ?? link].filter((is) => is !== undefined).join(' '),
  )

async function exported(): Promise<string[]> {
  const lines: string[] = []
  for await (const line of exportTrail(office.desk.database)) lines.push(line)
  return lines
}

async function* streamed(lines: readonly string[]): AsyncGenerator<string> {
  yield* lines
}
const fileSays = async (lines: readonly string[], head?: string): Promise<string[]> =>
  told((await verifyTrailFile(streamed(lines), head)).tamperings)

test('an untouched trail is intact, in the database and in its file', async () => {
  await trailOf(10)
  const report = await verifyTrail(office.desk.database)
  expect(report).toMatchObject({ intact: true, sealed: 10, unsealed: 0, tamperings: [] })
  const file = await verifyTrailFile(streamed(await exported()), report.head)
  expect(file).toEqual({ intact: true, entries: 10, links: 3, head: report.head, tamperings: [] })
  expect(await auditTrail(office.desk.database)).toMatchObject([
    { check: 'trail-intact', ok: true },
  ])
})

test('an entry is undone with its act, and sealed once both are there to stay', async () => {
  await office.desk.database
    .transaction(async (tx) => {
      await appendTrail(tx, { actor: CENTRE, at: MORNING }, { act: 'day.closed', subject: 'day:x' })
      throw new Error('undone')
    })
    .catch(() => undefined)
  await entry(1)
  expect(await sealTrail(office.desk)).toEqual({ sealed: 1 })
  expect(await sealTrail(office.desk)).toEqual({ sealed: 0 })
})

test('several sealers at once seal each entry once', async () => {
  for (let number = 1; number <= 9; number++) await entry(number)
  const sealed = await Promise.all([1, 2, 3].map(() => sealTrail(office.desk, { linkMax: 2 })))
  expect(sealed.reduce((all, one) => all + one.sealed, 0)).toBe(9)
  expect(await verified()).toEqual([])
})

test('the role that works can neither change nor remove an entry', async () => {
  await trailOf(1)
  for (const statement of [
    `update oversight_trail set reason = 'x'`,
    'delete from oversight_trail',
    'delete from oversight_trail_link',
    'truncate oversight_trail',
  ]) {
    await expect(office.desk.database.query(statement)).rejects.toThrow(/permission denied/)
  }
})

const COLUMNS = [
  ['at', `now()`],
  ['actor', `'staff_wang'`],
  ['actor_kind', `'centre'`],
  ['approved_by', `'staff_wang'`],
  ['act', `'card.returned'`],
  ['subject', `'card:1'`],
  ['reason', `'another'`],
  ['reason', 'null'],
  ['detail', `'{"amountFen":1,"kind":"cash"}'`],
  ['reference', `'req_x'`],
] as const

test('a forger is named', async () => {
  await trailOf(10)
  for (const [column, value] of COLUMNS) {
    const { rows } = await office.desk.database.query<{ kept: string }>(
      `select quote_nullable(${column}) as kept from oversight_trail where entry = 6`,
    )
    await tamper(`update oversight_trail set ${column} = ${value} where entry = 6`)
    expect({ column, found: await verified() }).toEqual({ column, found: ['entry-altered 6'] })
    expect(await fileSays(await exported())).toEqual(['entry-altered 6'])
    const type = column === 'at' ? '::timestamptz' : ''
    await tamper(`update oversight_trail set ${column} = ${rows[0]?.kept}${type} where entry = 6`)
  }
  expect(await verified()).toEqual([])
})

const forgeries: [story: string, statement: string, found: string[]][] = [
  ['a removed entry', 'delete from oversight_trail where entry = 7', ['entry-removed 7']],
  [
    'an inserted entry',
    `insert into oversight_trail (entry, at, actor, actor_kind, act, subject, detail)
     overriding system value values (500, now(), 'staff_x', 'staff', 'card.loaded', 'card:9', '{}')`,
    ['entry-inserted 500'],
  ],
  [
    'two entries that changed their subjects',
    `update oversight_trail t set subject = o.subject from oversight_trail o
      where o.entry = 5 - t.entry and t.entry in (2, 3)`,
    ['entry-altered 2', 'entry-altered 3'],
  ],
  [
    'a removed link',
    'delete from oversight_trail_link where seq = 2',
    [
      'link-missing 2',
      'entry-inserted 5',
      'entry-inserted 6',
      'entry-inserted 7',
      'entry-inserted 8',
    ],
  ],
  [
    'the newest link removed',
    'delete from oversight_trail_link where seq = 3',
    ['entry-inserted 9', 'entry-inserted 10', 'head-differs'],
  ],
  [
    'an altered link',
    `update oversight_trail_link set hash = sha256('x') where seq = 2`,
    ['link-altered 2', 'link-altered 3'],
  ],
]
test.each(forgeries)('%s is named', async (_story, statement, found) => {
  await trailOf(10)
  await tamper(statement)
  expect((await verified()).sort()).toEqual([...found].sort())
})

test('an entry removed before it was sealed is named', async () => {
  await trailOf(4)
  await entry(5)
  await tamper('delete from oversight_trail where entry = 5')
  expect(await verified()).toEqual(['entry-removed 5'])
  expect(await auditTrail(office.desk.database)).toMatchObject([
    { ok: false, where: expect.stringContaining('entry-removed 5') as string },
  ])
})

describe('the file of an auditor', () => {
  let lines: string[]
  let head: string
  beforeEach(async () => {
    await trailOf(10)
    lines = await exported()
    head = (await verifyTrail(office.desk.database)).head
  })
  const at = (member: string): number => lines.findIndex((line) => line.startsWith(`{${member}`))

  test('names a row that was altered, and a member that was added', async () => {
    const index = at('"entry":6')
    const altered = lines.with(index, (lines[index] ?? '').replace('600', '60'))
    expect(await fileSays(altered)).toEqual(['entry-altered 6'])
    const added = lines.with(index, (lines[index] ?? '').replace(/}$/, ',"note":"kind"}'))
    expect(await fileSays(added)).toContain('entry-altered 6')
  })

  test('names a row that was removed, inserted or repeated', async () => {
    const index = at('"entry":6')
    expect(await fileSays(lines.toSpliced(index, 1))).toContain('entry-removed 6')
    const copy = (lines[index] ?? '').replace('"entry":6', '"entry":66')
    expect(await fileSays(lines.toSpliced(index, 0, copy))).toContain('entry-inserted 66')
    expect(await fileSays(lines.toSpliced(index, 0, lines[index] ?? ''))).toContain(
      'entry-inserted 6',
    )
  })

  test('names a link that was removed with its rows', async () => {
    const first = at('"entry":5')
    expect(await fileSays(lines.toSpliced(first, 5))).toContain('link-missing 2')
  })

  test('cut off, or not of this format, it does not pass', async () => {
    expect(await fileSays(lines.slice(0, -1))).toEqual(['file-cut'])
    expect(await fileSays(lines.slice(0, 7))).toContain('file-cut')
    expect(await fileSays([...lines, 'more'])).toEqual(['line-unreadable'])
    expect(await fileSays(lines.with(3, 'no json'))).toContain('line-unreadable')
    expect(await fileSays([])).toEqual(['file-cut'])
  })

  test('rewritten as a whole it passes, but not with the head that was kept', async () => {
    await office.close()
    office = await Office.open()
    await trailOf(9)
    const rewritten = await exported()
    expect(await fileSays(rewritten)).toEqual([])
    expect(await fileSays(rewritten, head)).toEqual(['head-differs'])
  })
})

test('what was found is told in a sentence', () => {
  expect(sentenceOf({ what: 'entry-removed', entry: 7n, detail: 'link 2 has sealed it' })).toBe(
    'entry-removed 7: link 2 has sealed it',
  )
})
