import { inspect } from 'node:util'
import {
  cases,
  changePerson,
  decideDuplicate,
  oneCase,
  personByDocument,
  personExists,
  registerPerson,
  samePersons,
  sealAnew,
  seekPersons,
  shownPerson,
  unmaskPerson,
  type PersonStated,
} from '../../src/citizens'
import { SoftVault } from '../../src/keys'
import { dataKeys, openOffice, residentId, spellings, valueOf, type Office } from './office'

const TODAY = '2026-11-22'
let office: Office
beforeAll(async () => (office = await openOffice()))
afterAll(() => office.drop())

let people = 0
/** A new person nobody is like. */
function somebody(change: Partial<PersonStated> = {}): PersonStated {
  const nth = ++people
  return {
    name: `王${String.fromCodePoint(0x4e00 + nth)}${String.fromCodePoint(0x20000 + nth)}`,
    phone: `139${String(nth).padStart(8, '0')}`,
    address: `江苏省镇江市京口区正东路${nth}号某某小区某某单元`,
    documents: [{ kind: 'resident-id', number: residentId('1980-02-03', nth % 1000) }],
    ...change,
  }
}

const registered = async (stated: PersonStated): Promise<string> =>
  valueOf(await office.inAct((act) => registerPerson(act, office.vault, stated))).person

const register = (stated: PersonStated) =>
  office.inAct((act) => registerPerson(act, office.vault, stated))

describe('registering', () => {
  test('a person is shown masked, with birth date and sex as the number says them', async () => {
    const stated = somebody({ name: '𠮷野小明', phone: '+86 138 0000 1234' })
    const person = await registered(stated)
    const shown = valueOf(await shownPerson(office.database, office.vault, person))
    expect(shown).toMatchObject({ person, version: 1, status: 'alive', mergedInto: null })
    expect(Object.fromEntries(shown.fields.map(({ field, shown }) => [field, shown]))).toEqual({
      name: '𠮷***',
      birthDate: '1980-**-**',
      sex: expect.stringMatching(/^(fe)?male$/) as string,
      phone: '138******34',
      address: '江苏省镇江市****',
    })
    expect(shown.documents).toMatchObject([{ kind: 'resident-id', from: 'counter', validTo: null }])
    expect(shown.documents[0]?.shown).toMatch(/^32\*{14}..$/)
    expect(office.trail.at(-1)).toMatchObject({
      act: 'citizen.registered',
      subject: `citizen:${person}`,
    })
  })

  test('the same request again names the same person', async () => {
    const stated = somebody()
    const once = await office.inAct((act) => registerPerson(act, office.vault, stated), {
      reference: 'req_same',
    })
    const again = await office.inAct((act) => registerPerson(act, office.vault, stated), {
      reference: 'req_same',
    })
    expect(once.ok).toBe(true)
    expect(again).toMatchObject({ refused: 'document-taken' })
    expect(!again.ok && once.ok && again.detail).toContain(once.ok ? once.value.person : '')
  })

  test.each<[string, Partial<PersonStated>, string]>([
    ['name-malformed', { name: '王3' }, 'name'],
    ['phone-malformed', { phone: '12' }, 'phone'],
    ['address-malformed', { address: ' ' }, 'address'],
    ['date-malformed', { birthDate: '1980-02-30' }, 'birthDate'],
    ['birth-date-impossible', { birthDate: '2030-01-01' }, 'birthDate'],
    ['facts-disagree', { birthDate: '1980-02-04' }, 'birthDate'],
    ['document-missing', { documents: [] }, 'documents'],
    [
      'id-check-character-wrong',
      { documents: [{ kind: 'resident-id', number: '110105194912310021' }] },
      'documents.0.number',
    ],
    [
      'date-malformed',
      { documents: [{ kind: 'passport', number: 'E12345678', validTo: '2026-13-01' }] },
      'documents.0.validTo',
    ],
    [
      'document-taken',
      {
        documents: [
          { kind: 'passport', number: 'E7654321' },
          { kind: 'passport', number: 'e 765 4321' },
        ],
      },
      'documents.1.number',
    ],
  ])('%s: %j', async (refused, change, field) => {
    const before = await count('citizens_person')
    expect(await register(somebody(change))).toMatchObject({ ok: false, refused, field })
    expect(await count('citizens_person')).toBe(before)
  })

  test('a document belongs to one person', async () => {
    const stated = somebody()
    const person = await registered(stated)
    const other = await register(somebody({ documents: stated.documents }))
    expect(other).toMatchObject({ refused: 'document-taken', field: 'documents.0.number' })
    expect(!other.ok && other.detail).toBe(`it is registered for ${person}`)
  })
})

describe('finding', () => {
  test('by document, phone or name, whole and in any spelling', async () => {
    const stated = somebody({ phone: '13911112222', name: "Seán O'Brien" })
    const person = await registered(stated)
    const number = stated.documents[0]?.number ?? ''
    const page = { today: TODAY, limit: 10 }
    const seek = async (sought: Parameters<typeof seekPersons>[2]) =>
      seekPersons(office.database, office.vault, sought, page)
    expect(await seek({ document: { kind: 'resident-id', number: ` ${number}` } })).toEqual({
      ok: true,
      value: [person],
    })
    expect(await seek({ phone: '+86 139-1111-2222' })).toEqual({ ok: true, value: [person] })
    expect(await seek({ name: 'SEA\u0301N o’brien' })).toEqual({ ok: true, value: [person] })
    expect(await seek({ name: 'Seán' })).toEqual({ ok: true, value: [] })
    expect(await seek({ phone: '1' })).toMatchObject({ refused: 'phone-malformed' })
    expect(
      await personByDocument(office.database, office.vault, {
        kind: 'passport',
        number: 'X0000000',
        today: TODAY,
      }),
    ).toEqual({ ok: true, value: undefined })
    expect(await personExists(office.database, person)).toBe(true)
    expect(await personExists(office.database, 'person_none')).toBe(false)
  })

  test('a list by name is turned page by page', async () => {
    const persons = []
    for (let nth = 0; nth < 5; nth++) persons.push(await registered(somebody({ name: '李同名' })))
    const found: string[] = []
    for (;;) {
      const after = found.at(-1) ?? ''
      const part = valueOf(
        await seekPersons(
          office.database,
          office.vault,
          { name: '李同名' },
          { today: TODAY, after, limit: 2 },
        ),
      )
      found.push(...part)
      if (part.length < 2) break
    }
    expect(found).toEqual(persons.sort())
  })
})

describe('changing', () => {
  test('what a field said before is kept with who said it; the version goes on', async () => {
    const person = await registered(somebody())
    const changed = await office.inAct((act) =>
      changePerson(act, office.vault, {
        person,
        version: 1,
        set: { phone: '13700000001' },
        status: 'moved-away',
        addDocuments: [{ kind: 'passport', number: 'EA1234567', validTo: '2030-01-01' }],
      }),
    )
    expect(changed).toMatchObject({ ok: true, value: { version: 2, changed: true } })
    expect(valueOf(await shownPerson(office.database, office.vault, person))).toMatchObject({
      version: 2,
      status: 'moved-away',
    })
    const { rows } = await office.database.query(
      `select field, version, provenance from citizens_field_before where person = $1`,
      [person],
    )
    expect(rows).toEqual([{ field: 'phone', version: 1, provenance: 'counter' }])
  })

  test('a change that says what is known changes nothing', async () => {
    const stated = somebody()
    const person = await registered(stated)
    const same = await office.inAct((act) =>
      changePerson(act, office.vault, {
        person,
        set: { name: stated.name, ...(stated.phone && { phone: stated.phone }) },
      }),
    )
    expect(same).toMatchObject({ ok: true, value: { version: 1, changed: false } })
  })

  test('two clerks with one version: the second is told', async () => {
    const person = await registered(somebody())
    const change = (phone: string) =>
      office.inAct((act) => changePerson(act, office.vault, { person, version: 1, set: { phone } }))
    const answers = await Promise.all([change('13700000002'), change('13700000003')])
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ refused: 'version-changed' })
  })

  test.each([
    ['person-unknown', { person: 'person_0000000000000000000a', set: {} }],
    ['phone-malformed', { set: { phone: 'x' } }],
    [
      'facts-disagree',
      { addDocuments: [{ kind: 'resident-id', number: residentId('1990-01-01', 1) }] },
    ],
    ['document-unknown', { endDocuments: ['doc_0'] }],
  ] as const)('%s', async (refused, change) => {
    const person = await registered(somebody())
    expect(
      await office.inAct((act) => changePerson(act, office.vault, { person, ...change })),
    ).toMatchObject({ ok: false, refused })
  })

  test('the last document stays; an ended one may be shown by somebody else', async () => {
    const stated = somebody({ documents: [{ kind: 'passport', number: 'EB0000001' }] })
    const person = await registered(stated)
    const { documents } = valueOf(await shownPerson(office.database, office.vault, person))
    const ended = documents.map(({ document }) => document)
    const end = (added: { kind: 'passport'; number: string }[]) =>
      office.inAct((act) =>
        changePerson(act, office.vault, { person, endDocuments: ended, addDocuments: added }),
      )
    expect(await end([])).toMatchObject({ refused: 'document-missing' })
    expect(await end([{ kind: 'passport', number: 'EB0000002' }])).toMatchObject({ ok: true })
    expect(await register(somebody({ documents: stated.documents }))).toMatchObject({ ok: true })
  })
})

describe('unmasking', () => {
  test('shows everything in clear once, and the trail says who, why and which fields, not what', async () => {
    const stated = somebody({ name: '𬎆一鸣', phone: '13655556666' })
    const person = await registered(stated)
    const shown = await office.inAct((act) =>
      unmaskPerson(act, office.vault, { person, reason: 'the holder asks for a copy' }),
    )
    const { fields, documents } = valueOf(shown)
    expect(fields).toContainEqual({ field: 'name', value: '𬎆一鸣' })
    expect(fields).toContainEqual({ field: 'phone', value: '13655556666' })
    expect(documents).toMatchObject([{ number: stated.documents[0]?.number }])
    expect(office.trail.at(-1)).toEqual({
      act: 'citizen.unmasked',
      subject: `citizen:${person}`,
      reason: 'the holder asks for a copy',
      detail: { fields: 'address birthDate name phone sex', documents: 1 },
    })
    expect(
      await office.inAct((act) => unmaskPerson(act, office.vault, { person: 'x', reason: 'no' })),
    ).toMatchObject({ refused: 'person-unknown' })
  })
})

describe('probably one person twice', () => {
  const twoOf = async (first: PersonStated, second: PersonStated) => {
    const one = await registered(first)
    const other = valueOf(await register(second))
    const [duplicateCase] = other.duplicateCases
    const found = await oneCase(office.database, duplicateCase ?? '')
    return { one, other: other.person, found, duplicateCases: other.duplicateCases }
  }

  test('15 digits and 18 of one number, one name and birth date, one name and phone', async () => {
    const number = residentId('1975-05-06', 11)
    const old = number.slice(0, 6) + number.slice(8, 17)
    const upgraded = await twoOf(
      somebody({ documents: [{ kind: 'resident-id', number: old }] }),
      somebody({ documents: [{ kind: 'resident-id', number }] }),
    )
    expect(upgraded.found).toMatchObject({
      reasons: ['same-number-in-another-form'],
      state: 'open',
    })
    const twins = await twoOf(
      somebody({
        name: '赵 小双',
        documents: [{ kind: 'passport', number: 'P1000001' }],
        birthDate: '2001-01-01',
      }),
      somebody({
        name: '赵小双',
        documents: [{ kind: 'passport', number: 'P1000002' }],
        birthDate: '2001-01-01',
      }),
    )
    expect(twins.found?.reasons).toEqual(['same-name-and-birth-date'])
    expect([twins.found?.person, twins.found?.other]).toEqual([twins.one, twins.other].sort())
    const phones = await twoOf(
      somebody({ name: '钱电话', phone: '13312340000' }),
      somebody({
        name: '钱电话',
        phone: '13312340000',
        documents: [{ kind: 'passport', number: 'P1000004' }],
      }),
    )
    expect(phones.found?.reasons).toEqual(['same-name-and-phone'])
  })

  test('a change of name that makes two alike raises a case as well', async () => {
    const first = somebody({ name: '孙改名' })
    await registered(first)
    const person = await registered(
      somebody({ documents: [{ kind: 'passport', number: 'P2000001' }] }),
    )
    const changed = await office.inAct((act) =>
      changePerson(act, office.vault, { person, set: { name: '孙改名', birthDate: '1980-02-03' } }),
    )
    expect(valueOf(changed).duplicateCases).toHaveLength(1)
  })

  test('clerks who register one person at the same moment do not miss it', async () => {
    const answers = await Promise.all(
      [1, 2, 3, 4].map((nth) =>
        register(
          somebody({
            name: '周同时',
            birthDate: '1999-09-09',
            documents: [{ kind: 'passport', number: `P300000${nth}` }],
          }),
        ),
      ),
    )
    const raised = answers.flatMap((answer) => valueOf(answer).duplicateCases)
    // Each pair of the four is asked about exactly once.
    expect(new Set(raised).size).toBe(6)
    expect(raised).toHaveLength(6)
  })

  test('one document shown at two counters at the same moment is registered once', async () => {
    const documents = [{ kind: 'passport' as const, number: 'P4000000' }]
    const answers = await Promise.all([1, 2, 3, 4].map(() => register(somebody({ documents }))))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(
      answers.filter((answer) => !answer.ok && answer.refused === 'document-taken'),
    ).toHaveLength(3)
  })

  test('told apart, they are not asked about again for the same reason', async () => {
    const { one, other, duplicateCases } = await twoOf(
      somebody({
        name: '吴不同',
        birthDate: '1988-08-08',
        documents: [{ kind: 'passport', number: 'P5000001' }],
      }),
      somebody({
        name: '吴不同',
        birthDate: '1988-08-08',
        documents: [{ kind: 'passport', number: 'P5000002' }],
      }),
    )
    const decide = (reason: string) =>
      office.inAct((act) =>
        decideDuplicate(act, {
          duplicateCase: duplicateCases[0] ?? '',
          verdict: 'distinct',
          reason,
        }),
      )
    expect(await decide('both came to the counter')).toMatchObject({ ok: true })
    expect(await decide('again')).toMatchObject({ refused: 'duplicate-case-decided' })
    const changed = (person: string, phone: string) =>
      office.inAct((act) => changePerson(act, office.vault, { person, set: { phone } }))
    expect(valueOf(await changed(one, '13300000001')).duplicateCases).toEqual([])
    // A phone that both have is something nobody had looked at.
    expect(valueOf(await changed(other, '13300000001')).duplicateCases).toEqual(duplicateCases)
  })

  test('merged, one stands for both: documents go over, the other becomes a pointer', async () => {
    const first = somebody({
      name: '郑合一',
      birthDate: '1970-07-07',
      documents: [{ kind: 'passport', number: 'P6000001' }],
    })
    const second = somebody({
      name: '郑合一',
      birthDate: '1970-07-07',
      documents: [{ kind: 'passport', number: 'P6000002' }],
    })
    const third = somebody({
      name: '郑合一',
      birthDate: '1970-07-07',
      documents: [{ kind: 'passport', number: 'P6000003' }],
    })
    const { one, other, found } = await twoOf(first, second)
    await registered(third)
    const merged = await office.inAct((act) =>
      decideDuplicate(act, {
        duplicateCase: found?.duplicateCase ?? '',
        version: found?.version ?? 0,
        verdict: 'merged',
        kept: one,
        reason: 'one person with two passports',
      }),
    )
    expect(merged).toMatchObject({ ok: true })
    expect(await samePersons(office.database, one)).toEqual([one, other].sort())
    expect(await personExists(office.database, other)).toBe(false)
    const holder = await personByDocument(office.database, office.vault, {
      kind: 'passport',
      number: 'P6000002',
      today: TODAY,
    })
    expect(holder).toMatchObject({ ok: true, value: { person: one } })
    const open = (await cases(office.database, { state: 'open', limit: 200 })).filter(
      ({ person, other: second }) => [person, second].includes(other),
    )
    expect(open).toEqual([])
    expect(
      await office.inAct((act) =>
        changePerson(act, office.vault, { person: other, set: { phone: '13300000009' } }),
      ),
    ).toMatchObject({ refused: 'person-merged', detail: `it was merged into ${one}` })
    const unmasked = await office.inAct((act) =>
      unmaskPerson(act, office.vault, { person: one, reason: 'look at both passports' }),
    )
    expect(
      valueOf(unmasked)
        .documents.map(({ number }) => number)
        .sort(),
    ).toEqual(['P6000001', 'P6000002'])
  })

  test('only a person of the case may be kept', async () => {
    const { found } = await twoOf(
      somebody({
        name: '冯错人',
        birthDate: '1970-07-07',
        documents: [{ kind: 'passport', number: 'P7000001' }],
      }),
      somebody({
        name: '冯错人',
        birthDate: '1970-07-07',
        documents: [{ kind: 'passport', number: 'P7000002' }],
      }),
    )
    const decide = (asked: object) =>
      office.inAct((act) =>
        decideDuplicate(act, {
          duplicateCase: found?.duplicateCase ?? '',
          verdict: 'merged',
          kept: 'person_x',
          reason: 'r',
          ...asked,
        }),
      )
    expect(await decide({})).toMatchObject({ refused: 'person-not-in-case', field: 'kept' })
    expect(await decide({ version: 7 })).toMatchObject({ refused: 'version-changed' })
    expect(await decide({ duplicateCase: 'dup_0' })).toMatchObject({
      refused: 'duplicate-case-unknown',
    })
  })
})

describe('at rest', () => {
  test('no personal data stands in clear in any table, the trail or a refusal', async () => {
    const stated = somebody({
      name: '欧阳𠮷祥',
      phone: '13698765432',
      address: '江苏省镇江市京口区学府路三百零一号某某花园',
      documents: [
        { kind: 'resident-id', number: residentId('1966-06-06', 121) },
        { kind: 'passport', number: 'EK7654321' },
      ],
    })
    const person = await registered(stated)
    valueOf(
      await office.inAct((act) =>
        changePerson(act, office.vault, { person, set: { phone: '13698765433' } }),
      ),
    )
    await office.inAct((act) => unmaskPerson(act, office.vault, { person, reason: 'a look' }))
    const refusals = [
      await register(stated),
      await register({ ...stated, name: '欧阳𠮷祥9' }),
      await register({ ...stated, phone: '13698765432123' }),
      await register({
        ...stated,
        documents: [{ kind: 'resident-id', number: '32110219660606121?' }],
      }),
    ]
    expect(refusals.map(({ ok }) => ok)).toEqual([false, false, false, false])
    const everything = [await office.dump(), inspect(office.trail, { depth: 9 }), inspect(refusals)]
    expect(everything[0]).toContain(person)
    const plains = [
      '欧阳𠮷祥',
      '13698765432',
      '13698765433',
      '学府路三百零一号',
      stated.documents[0]?.number ?? '',
      '19660606',
      '1966-06-06',
      'EK7654321',
    ]
    for (const plain of plains) {
      for (const spelling of spellings(plain)) {
        for (const told of everything) expect(told).not.toContain(spelling)
      }
    }
  })

  test('what one column holds opens in no other place', async () => {
    const [one, other] = [await registered(somebody()), await registered(somebody())]
    const { database } = office
    await database.query(
      `update citizens_field f set sealed = o.sealed from citizens_field o
        where f.person = $1 and f.field = 'phone' and o.person = $2 and o.field = 'phone'`,
      [one, other],
    )
    await expect(shownPerson(database, office.vault, one)).rejects.toThrow(
      'personal data does not open: sealed-data-damaged',
    )
    await database.query(`delete from citizens_field where false`).catch(() => undefined)
  })
})

describe('changing keys', () => {
  test('what was sealed before stays readable and findable, and is renewed', async () => {
    const before = dataKeys.filter(({ label }) => label.version === 1)
    const old = await openOffice(before)
    try {
      const stated = somebody({ name: '褚换钥', phone: '13212121212', birthDate: '1980-02-03' })
      const person = valueOf(
        await old.inAct((act) => registerPerson(act, old.vault, stated)),
      ).person
      valueOf(
        await old.inAct((act) =>
          changePerson(act, old.vault, { person, set: { address: '镇江市中山东路' } }),
        ),
      )
      const second = { ...before[0], label: { purpose: 'blind-index', version: 2 } }
      const key = Buffer.alloc(32, 7)
      const vault = new SoftVault([], 0, [...dataKeys, { ...second, key } as never])
      const seek = () =>
        seekPersons(old.database, vault, { phone: '13212121212' }, { today: TODAY, limit: 5 })
      expect(await seek()).toEqual({ ok: true, value: [person] })
      // Somebody else shows the number while the old index still stands.
      expect(
        await old.inAct((act) =>
          registerPerson(act, vault, somebody({ documents: stated.documents })),
        ),
      ).toMatchObject({ refused: 'document-taken' })

      expect(await sealAnew(old.database, vault)).toBeGreaterThan(6)
      expect(await sealAnew(old.database, vault)).toBe(0)
      expect(await seek()).toEqual({ ok: true, value: [person] })
      const alone = new SoftVault([], 0, [
        ...dataKeys.filter(({ label }) => label.version === 2),
        { ...second, key } as never,
      ])
      expect(valueOf(await shownPerson(old.database, alone, person)).fields).toHaveLength(5)
      expect(
        await seekPersons(old.database, alone, { name: '褚换钥' }, { today: TODAY, limit: 5 }),
      ).toEqual({ ok: true, value: [person] })
      expect(
        await seekPersons(
          old.database,
          alone,
          { document: stated.documents[0] as never },
          { today: TODAY, limit: 5 },
        ),
      ).toEqual({ ok: true, value: [person] })
    } finally {
      await old.drop()
    }
  })
})

async function count(table: string): Promise<bigint> {
  const { rows } = await office.database.query<{ n: bigint }>(`select count(*) as n from ${table}`)
  return rows[0]?.n ?? 0n
}
