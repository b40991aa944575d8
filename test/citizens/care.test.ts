import {
  ageOn,
  concessionAt,
  concessionAtIssue,
  type AskedConcession,
  concessionsOf,
  disputeLifecycle,
  disputeOf,
  disputes,
  endConcession,
  grantConcession,
  handleDispute,
  monthsLater,
  raiseDispute,
  registerPerson,
  sealAnew,
  changePerson,
  verifyConcession,
} from '../../src/citizens'
import { dataKeys, openOffice, spellings, valueOf, type Office } from './office'

let office: Office
beforeAll(
  async () => (office = await openOffice(dataKeys.filter(({ label }) => label.version === 1))),
)
afterAll(() => office.drop())

let people = 0
async function somebody(birthDate?: string): Promise<string> {
  const nth = ++people
  const done = await office.inAct((act) =>
    registerPerson(act, office.vault, {
      name: `卫${String.fromCodePoint(0x4e00 + nth)}`,
      documents: [{ kind: 'passport', number: `C${String(nth).padStart(7, '0')}` }],
      ...(birthDate === undefined ? {} : { birthDate }),
    }),
  )
  return valueOf(done).person
}

const grant = (person: string, change: Partial<Parameters<typeof grantConcession>[2]> = {}) =>
  office.inAct((act) =>
    grantConcession(act, office.vault, {
      person,
      kind: 'student',
      validFrom: '2026-11-22',
      evidence: '学生证 8812 of 卫某某',
      ...change,
    }),
  )

describe('concessions', () => {
  test('one stands for a year, lapses by itself, and lives on when it is verified', async () => {
    const person = await somebody()
    const granted = valueOf(await grant(person, { validTo: '2029-06-30' }))
    expect(granted).toMatchObject({ verifiedUntil: '2027-11-22', version: 1 })
    const { database } = office
    expect(await concessionAt(database, person, '2026-11-21')).toBeUndefined()
    expect(await concessionAt(database, person, '2026-11-22')).toMatchObject({ kind: 'student' })
    expect(await concessionAt(database, person, '2027-11-22')).toBeDefined()
    expect(await concessionAt(database, person, '2027-11-23')).toBeUndefined()
    const verify = (at: string, version: number) =>
      office.inAct(
        (act) =>
          verifyConcession(act, office.vault, {
            concession: granted.concession,
            version,
            evidence: 'seen again',
          }),
        { at: new Date(at) },
      )
    expect(await verify('2028-09-01T04:00:00Z', 1)).toMatchObject({
      ok: true,
      value: { verifiedUntil: '2029-06-30', version: 2 },
    })
    expect(await verify('2028-09-01T04:00:00Z', 1)).toMatchObject({ refused: 'version-changed' })
    expect(await concessionAt(database, person, '2029-06-30')).toBeDefined()
    expect(await verify('2029-07-01T04:00:00Z', 2)).toMatchObject({ refused: 'concession-ended' })
  })

  test.each([
    ['senior', '1961-11-22', true],
    ['senior', '1961-11-23', false],
    ['student', '2020-01-01', true],
  ] as const)('%s, born %s: %s', async (kind, born, granted) => {
    const answer = await grant(await somebody(born), { kind })
    expect(answer.ok).toBe(granted)
    if (!answer.ok) expect(answer).toMatchObject({ refused: 'age-too-low', field: 'kind' })
  })

  test('two of a kind do not share a day; another kind may', async () => {
    const person = await somebody()
    valueOf(await grant(person, { validTo: '2027-06-30' }))
    expect(await grant(person, { validFrom: '2027-06-30' })).toMatchObject({
      refused: 'concession-overlaps',
    })
    expect(await grant(person, { validFrom: '2027-07-01' })).toMatchObject({ ok: true })
    expect(await grant(person, { kind: 'disabled' })).toMatchObject({ ok: true })
    expect(await concessionsOf(office.database, person)).toHaveLength(3)
  })

  test('one is ended on a day that is not past, with a reason', async () => {
    const { concession } = valueOf(await grant(await somebody()))
    const end = (lastDate: string) =>
      office.inAct((act) => endConcession(act, { concession, lastDate, reason: 'left school' }))
    expect(await end('2026-11-21')).toMatchObject({ refused: 'date-past' })
    expect(await end('2026-11-31')).toMatchObject({ refused: 'date-malformed' })
    expect(await end('2026-12-31')).toMatchObject({ ok: true, value: { endedOn: '2026-12-31' } })
    expect(await end('2027-01-31')).toMatchObject({ refused: 'concession-ended' })
  })

  test.each([
    ['person-unknown', { person: 'person_none' }],
    ['date-malformed', { validFrom: 'x' }],
    ['dates-reversed', { validTo: '2026-11-21' }],
    ['birth-date-missing', { kind: 'senior' as const }],
  ])('%s', async (refused, change) => {
    expect(await grant(await somebody(), change)).toMatchObject({ ok: false, refused })
  })

  test('who is dead gets none', async () => {
    const person = await somebody()
    await office.inAct((act) => changePerson(act, office.vault, { person, status: 'dead' }))
    expect(await grant(person)).toMatchObject({ refused: 'person-not-alive' })
  })

  test.each([
    ['2026-01-31', 1, '2026-02-28'],
    ['2028-02-29', 12, '2029-02-28'],
    ['2026-11-22', 12, '2027-11-22'],
    ['2026-11-30', 3, '2027-02-28'],
  ])('%s and %i months is %s', (date, months, later) => {
    expect(monthsLater(date, months)).toBe(later)
  })

  test('one born on 29 February is a year older on 1 March', () => {
    expect(ageOn('2000-02-29', '2026-02-28')).toBe(25)
    expect(ageOn('2000-02-29', '2026-03-01')).toBe(26)
  })
})

describe('disputes', () => {
  const CARD = 3104870000000000001n
  let subjects = 0
  const raise = async (person: string, subject = `tap:${++subjects}`) =>
    office.inAct((act) =>
      raiseDispute(act, office.vault, {
        person,
        card: CARD,
        subject,
        statement: '我在卫家路下车,没有优惠',
      }),
    )

  test('a dispute is raised, taken, answered and told with its texts', async () => {
    const person = await somebody()
    const { dispute } = valueOf(await raise(person, 'tap:1000'))
    expect(await raise(person, 'tap:1000')).toMatchObject({ refused: 'dispute-open' })
    const step = (asked: object) =>
      office.inAct((act) => handleDispute(act, office.vault, { dispute, ...asked } as never))
    expect(await step({ step: 'uphold', answer: 'x' })).toMatchObject({ refused: 'state-forbids' })
    expect(await step({ step: 'take', version: 1 })).toMatchObject({ value: { version: 2 } })
    expect(await step({ step: 'take', version: 1 })).toMatchObject({ refused: 'version-changed' })
    const upheld = await step({ step: 'uphold', answer: '退还一元', remedy: 'adj:1' })
    expect(upheld).toMatchObject({
      value: { state: 'upheld', answer: '退还一元', remedy: 'adj:1', handledBy: 'staff_clerk' },
    })
    expect(
      valueOf(await disputeOf(office.database, office.vault, { dispute, of: [person] })),
    ).toMatchObject({ statement: '我在卫家路下车,没有优惠', answer: '退还一元', state: 'upheld' })
    // A decided dispute is history; what is still wrong is raised anew.
    expect(await raise(person, 'tap:1000')).toMatchObject({ ok: true })
  })

  test('to somebody else a dispute is not there', async () => {
    const { dispute } = valueOf(await raise(await somebody()))
    const other = await somebody()
    expect(await disputeOf(office.database, office.vault, { dispute, of: [other] })).toMatchObject({
      refused: 'dispute-unknown',
    })
    expect(
      await office.inAct((act) =>
        handleDispute(act, office.vault, { dispute, of: [other], step: 'withdraw' }),
      ),
    ).toMatchObject({ refused: 'dispute-unknown' })
    expect(await raise('person_none')).toMatchObject({ refused: 'person-unknown' })
  })

  test('lists tell no texts, newest first, and turn pages', async () => {
    const person = await somebody()
    for (let nth = 0; nth < 3; nth++) valueOf(await raise(person))
    const [first, ...rest] = await disputes(office.database, { persons: [person], limit: 3 })
    expect(rest).toHaveLength(2)
    expect(first).not.toHaveProperty('statement')
    const before = [first?.raisedAt.toISOString() ?? '', first?.dispute ?? ''] as const
    expect(await disputes(office.database, { persons: [person], before, limit: 3 })).toEqual(rest)
    expect(await disputes(office.database, { state: 'withdrawn', limit: 3 })).toEqual([])
  })

  test('every state leads only where the table says', () => {
    for (const state of disputeLifecycle.states) {
      for (const act of ['take', 'uphold', 'reject', 'withdraw', 'reopen']) {
        const lawful = Object.hasOwn(disputeLifecycle.table[state], act)
        expect(disputeLifecycle.after(state, act).ok).toBe(lawful)
      }
    }
  })
})

test('evidence, statements and answers stand sealed, and are sealed anew under a new key', async () => {
  const dump = await office.dump()
  for (const plain of ['学生证 8812', '我在卫家路', '退还一元', 'seen again'].flatMap(spellings)) {
    expect(dump).not.toContain(plain)
  }
  const fresh = await openOffice()
  try {
    expect(await sealAnew(office.database, fresh.vault)).toBeGreaterThan(0)
    const old = await office.database.query(
      `select evidence as it from citizens_verification union all select statement from citizens_dispute
       union all select answer from citizens_dispute where answer is not null`,
    )
    expect(new Set(old.rows.map((one) => (one['it'] as Buffer)[0]))).toEqual(new Set([2]))
    const [{ dispute } = { dispute: '' }] = await disputes(office.database, {
      state: 'upheld',
      limit: 1,
    })
    expect(await disputeOf(office.database, fresh.vault, { dispute })).toMatchObject({ ok: true })
  } finally {
    await fresh.drop()
  }
})

describe('a concession given with a card', () => {
  const asked = { kind: 'student', evidence: 'seen', validTo: '2029-06-30' }
  const issued = (person: string | undefined, cardKind?: number, asking?: AskedConcession) =>
    office.inAct((act) => concessionAtIssue(act, office.vault, { person, cardKind, asked: asking }))

  test('stands from the day of the issue until it has to be verified', async () => {
    const person = await somebody()
    expect(await issued(person, 2, asked)).toMatchObject({
      value: { kind: 'student', validFrom: '2026-11-22', verifiedUntil: '2027-11-22' },
    })
    // A second card: the one that stands is answered, nothing is granted twice.
    expect(await issued(person, 2, asked)).toMatchObject({ value: { kind: 'student' } })
    expect(await issued(person, 2)).toMatchObject({ value: { kind: 'student' } })
    expect(await concessionsOf(office.database, person)).toHaveLength(1)
  })

  interface Handed {
    readonly cardKind?: number
    readonly asking?: AskedConcession
  }
  const ask = (kind: string): AskedConcession => ({ kind, evidence: 'seen' })
  test.each<[refused: string | undefined, story: string, handed: Handed]>([
    [undefined, 'a normal card needs none', { cardKind: 1 }],
    [undefined, 'a card from elsewhere is not compared', { asking: asked }],
    [
      undefined,
      'the chip has no word for it, so it is a normal one',
      { cardKind: 1, asking: ask('disabled') },
    ],
    ['card-kind-differs', 'a normal chip gives a student nothing', { cardKind: 1, asking: asked }],
    [
      'card-kind-differs',
      'the chip of an elder is none of a student',
      { cardKind: 3, asking: asked },
    ],
    ['concession-missing', 'a chip of a student is handed to students', { cardKind: 2 }],
    ['concession-kind-unknown', 'there is no such kind', { cardKind: 1, asking: ask('king') }],
    [
      'birth-date-missing',
      'the rules of granting hold here too',
      { cardKind: 3, asking: ask('senior') },
    ],
  ])('%s: %s', async (refused, _story, { cardKind, asking }) => {
    const answer = await issued(await somebody(), cardKind, asking)
    expect(answer).toMatchObject(refused === undefined ? { ok: true } : { refused })
  })

  test('nobody by name gets none, whatever the chip says', async () => {
    expect(await issued(undefined, 2)).toMatchObject({ refused: 'concession-missing' })
    expect(await issued(undefined, 1, { kind: 'disabled', evidence: 'seen' })).toMatchObject({
      refused: 'concession-missing',
    })
    expect(await issued(undefined, 1)).toMatchObject({ ok: true, value: undefined })
  })
})
