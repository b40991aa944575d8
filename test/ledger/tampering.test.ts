import { fen, type Tx } from '../../src/base'
import { openDatabase } from '../../src/database'
import { auditLedger, movements, sealPosted, verifyChain, type Tampering } from '../../src/ledger'
import { BUS, emptyBooks, METRO, NOON, pay, topUp, unsound, type Books } from './books'

let books: { readonly sealed: Books; readonly unsealed: Books }
beforeAll(async () => {
  books = { sealed: await bookedUp(), unsealed: await bookedUp() }
  await sealPosted(books.sealed.database)
  await sealPosted(books.sealed.database)
})
afterAll(() => Promise.all([books.sealed.drop(), books.unsealed.drop()]))

async function bookedUp(): Promise<Books> {
  const fresh = await emptyBooks()
  await fresh.post(
    topUp('t:1', 'li', 500),
    pay('p:1', 'li', 100),
    pay('p:2', 'li', 40, METRO),
    movements.takings({
      batch: '1',
      operator: BUS,
      chargedFen: fen(700),
      taps: 4,
      evidence: Buffer.alloc(32, 3),
      at: NOON,
      subsidies: [{ kind: 'transfer', amount: fen(50), taps: 2 }],
    }),
    topUp('t:2', 'wang', 500),
  )
  expect(await unsound(fresh.database)).toEqual([])
  return fresh
}

/** What a check says of books that somebody with all rights has altered; afterwards they are as they were. */
async function altered<Found>(
  which: Books,
  sql: string,
  check: (tx: Tx) => Promise<Found>,
): Promise<Found> {
  const admin = openDatabase({ connectionString: which.superuserUrl, max: 1 })
  const undo = new Error('undo')
  const found: Found[] = []
  const work = admin.transaction(async (tx) => {
    await tx.query(sql)
    found.push(await check(tx))
    throw undo
  })
  await expect(work).rejects.toBe(undo)
  await admin.close()
  return found[0] as Found
}

const payable = '2004.operator-payable:op_bus'
const entryOf = (reference: string, line: number): string =>
  `movement = (select movement from ledger_movement where reference = '${reference}') and line = ${line}`

type Case = [story: string, sql: string, named: Partial<Tampering>]

const cases: Case[] = [
  [
    'another amount',
    `update ledger_entry set amount_fen = 1000 where ${entryOf('p:1', 2)}`,
    {
      what: 'entry-altered',
      reference: 'p:1',
      line: 2,
      account: payable,
      detail: `posted was credit ${payable} 100 fen for 1`,
    },
  ],
  [
    'another account',
    `update ledger_entry set account = '2004.operator-payable:op_metro' where ${entryOf('takings:1', 2)}`,
    {
      what: 'entry-altered',
      reference: 'takings:1',
      line: 2,
      detail: `posted was credit ${payable} 700 fen for 4`,
    },
  ],
  [
    'another side',
    `update ledger_entry set side = 'D' where ${entryOf('p:1', 2)}`,
    { what: 'entry-altered', reference: 'p:1', line: 2, account: payable },
  ],
  [
    'another count',
    `update ledger_entry set count = 9 where ${entryOf('takings:1', 1)}`,
    { what: 'entry-altered', reference: 'takings:1', line: 1, account: '2001.cardholder-value' },
  ],
  [
    'another day',
    `update ledger_entry set day = day + 1 where ${entryOf('p:2', 1)}`,
    { what: 'entry-altered', reference: 'p:2', line: 1 },
  ],
  [
    'an entry taken out',
    `delete from ledger_entry where ${entryOf('p:1', 2)}`,
    { what: 'entry-missing', reference: 'p:1', line: 2, account: payable },
  ],
  [
    'an entry put in',
    `insert into ledger_entry select movement, 3, account, side, 5, 1, day from ledger_entry where ${entryOf('p:1', 2)}`,
    { what: 'entry-inserted', reference: 'p:1', line: 3, account: payable },
  ],
  [
    'an entry of no movement',
    `insert into ledger_entry values (999, 1, '${payable}', 'C', 5, 1, '2018-09-01')`,
    { what: 'entry-inserted', line: 1, account: payable, movement: 999n },
  ],
  [
    'a movement that happened at another time',
    `update ledger_movement set effective_at = now() where reference = 'p:2'`,
    { what: 'movement-altered', reference: 'p:2' },
  ],
  [
    'a movement of another kind',
    `update ledger_movement set kind = 'reversal' where reference = 'p:2'`,
    { what: 'movement-altered', reference: 'p:2' },
  ],
  [
    'a movement with other evidence',
    `update ledger_movement set evidence = sha256('x') where reference = 'takings:1'`,
    { what: 'movement-altered', reference: 'takings:1' },
  ],
]

describe.each(['sealed', 'unsealed'] as const)('in %s books', (which) => {
  test.each(cases)('%s is named', async (_story, sql, named) => {
    const report = await altered(books[which], sql, verifyChain)
    expect(report.intact).toBe(false)
    expect(report.tamperings).toEqual([expect.objectContaining(named)])
  })
})

test.each<Case>([
  [
    'a movement posted at another time',
    `update ledger_movement set posted_at = now() where reference = 'p:2'`,
    { what: 'movement-altered', reference: 'p:2' },
  ],
  [
    'a movement made to fit its altered entry',
    `update ledger_movement set digest = sha256('x'), line_digests = sha256('y') where reference = 'p:2'`,
    { reference: 'p:2' },
  ],
  [
    'a movement taken out with its entries',
    `with gone as (delete from ledger_movement where reference = 'p:2' returning movement)
     delete from ledger_entry using gone where ledger_entry.movement = gone.movement`,
    { what: 'movement-missing', reference: 'p:2' },
  ],
  [
    'a movement under another name',
    `update ledger_movement set reference = 'p:3' where reference = 'p:2'`,
    { reference: 'p:2' },
  ],
  [
    'a link altered',
    `update ledger_seal set digests = digests || digests, movements = movements || movements, "references" = "references" || "references"`,
    { what: 'link-altered' },
  ],
  ['the last link taken out', `delete from ledger_seal`, { what: 'link-missing' }],
])('%s is named once it is sealed', async (_story, sql, named) => {
  const { tamperings } = await altered(books.sealed, sql, verifyChain)
  expect(tamperings).toContainEqual(expect.objectContaining({ ...named }))
})

test('the audit names the altered entry and says by how much the books are out', async () => {
  const sql = `update ledger_entry set amount_fen = 130 where ${entryOf('p:1', 2)}`
  const found = await altered(books.sealed, sql, auditLedger)
  const findings = new Map(found.map((finding) => [finding.check, finding]))
  expect(findings.get('debits-equal-credits')).toMatchObject({ ok: false, driftFen: 30n })
  expect(findings.get('movements-equal-entries')).toMatchObject({ ok: false, where: 'p:1' })
  expect(findings.get('balances-equal-journal')).toMatchObject({ where: payable, driftFen: 30n })
  expect(findings.get('chain-intact')?.where).toBe(`p:1 line 2 ${payable}`)
})

test.each([
  [
    'a balance',
    `update ledger_balance set posted_credits_fen = posted_credits_fen + 7 where account = '${payable}'`,
    'balances-equal-journal',
  ],
  [
    'the total of a day',
    `update ledger_balance set day_debits_fen = 0 where account = '2003.online-account:li'`,
    ['days-equal-journal', 'day-totals-equal-days'],
  ],
  [
    'what is counted of an open day',
    `update ledger_day_total set debits_fen = debits_fen + 1`,
    'day-totals-equal-days',
  ],
  [
    'what is held',
    `update ledger_balance set pending_credits_fen = 7 where account = '${payable}'`,
    'pending-equals-open-holds',
  ],
])('%s that was altered by hand is found', async (_what, sql, checks) => {
  const findings = await altered(books.unsealed, sql, auditLedger)
  const found = findings.filter(({ ok }) => !ok).map(({ check }) => check)
  expect(found).toEqual([checks].flat())
})

test('a movement put in below what the chain has passed is named, and never sealed', async () => {
  await books.sealed.asSuperuser(
    `with forged as (
       insert into ledger_movement overriding system value
       select 0, 'forged', kind, day, effective_at, posted_at, debit_fen, credit_fen, digest, line_digests,
              evidence, corrects
         from ledger_movement where reference = 'p:1')
     insert into ledger_entry select 0, line, account, side, amount_fen, count, e.day
       from ledger_entry e join ledger_movement m using (movement) where m.reference = 'p:1'`,
  )
  expect(await sealPosted(books.sealed.database)).toEqual({ sealed: 0 })
  const { tamperings } = await verifyChain(books.sealed.database)
  expect(tamperings).toContainEqual(
    expect.objectContaining({ what: 'movement-inserted', reference: 'forged' }),
  )
})
