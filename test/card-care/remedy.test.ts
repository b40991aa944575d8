import {
  remedyCauses,
  remedyChoices,
  remedyEvidence,
  remedyOf,
  type RemediedLine,
} from '../../src/card-care'

const tap: RemediedLine = {
  kind: 'tap',
  chargedFen: 200n,
  counts: true,
  reason: 'paid',
  operator: 'op_bus',
  bookedBy: 'takings:1',
}
const unpaid: RemediedLine = { ...tap, counts: false, reason: 'too-late', bookedBy: null }
const load: RemediedLine = {
  ...tap,
  kind: 'load',
  chargedFen: -5_000n,
  reason: null,
  operator: null,
  bookedBy: null,
}

describe('what an upheld dispute may give back, and who bears it', () => {
  test.each([
    ['a whole wrong charge', [tap], 'charged-wrongly', 200n, 0n, 'op_bus'],
    ['a part of it', [tap], 'charged-twice', 1n, 0n, 'op_bus'],
    ['the rest of it', [tap], 'terminal-faulty', 50n, 150n, 'op_bus'],
    ['an error of the centre', [tap], 'centre-erred', 200n, 0n, null],
    ['goodwill', [tap], 'goodwill', 10n, 190n, null],
    [
      'a lost card’s tap that its holder bears',
      [{ ...tap, reason: 'paid-holder-bears' }],
      'charged-wrongly',
      200n,
      0n,
      'op_bus',
    ],
    [
      'the record that was paid, beside a claim',
      [unpaid, tap],
      'charged-wrongly',
      200n,
      0n,
      'op_bus',
    ],
    ['a load, up to what it put on', [load], 'centre-erred', 5_000n, 0n, null],
    ['an unload', [{ ...load, kind: 'unload', chargedFen: 300n }], 'goodwill', 300n, 0n, null],
  ] as const)('%s', (_case, lines, cause, fen, beforeFen, operator) => {
    expect(remedyOf(lines, { cause, fen, beforeFen })).toMatchObject({
      ok: true,
      value: { operator },
    })
  })

  test.each([
    ['more than was charged', [tap], 'charged-wrongly', 201n, 0n, 'remedy-over-charge'],
    ['more than is left', [tap], 'goodwill', 51n, 150n, 'remedy-over-charge'],
    ['anything of what is given back', [tap], 'goodwill', 1n, 200n, 'remedy-over-charge'],
    ['more than a load put on', [load], 'goodwill', 5_001n, 0n, 'remedy-over-charge'],
    ['a record nobody was paid for', [unpaid], 'goodwill', 1n, 0n, 'remedy-not-charged'],
    [
      'a tap that the centre bears already',
      [{ ...tap, reason: 'paid-centre-bears' }],
      'goodwill',
      1n,
      0n,
      'remedy-not-charged',
    ],
    ['no line at all', [], 'goodwill', 1n, 0n, 'remedy-not-charged'],
    ['a load out of an operator', [load], 'charged-twice', 1n, 0n, 'cause-does-not-fit'],
  ] as const)('not %s', (_case, lines, cause, fen, beforeFen, refused) => {
    expect(remedyOf(lines, { cause, fen, beforeFen })).toMatchObject({ ok: false, refused })
  })

  test('every cause says who bears it, in both languages', () => {
    expect(Object.values(remedyCauses).map(({ bearer }) => bearer)).toEqual([
      'operator',
      'operator',
      'operator',
      'centre',
      'centre',
    ])
    for (const { en, zh } of Object.values(remedyCauses)) expect([en, zh]).not.toContain('')
  })

  test('its evidence depends on all that was decided', () => {
    const of = {
      dispute: 'disp_a',
      card: 1n,
      subject: 'tap:2026-03-02.1.1',
      cause: 'goodwill',
      chargedFen: 200n,
      beforeFen: 0n,
      fen: 50n,
    }
    const others = [
      { ...of, dispute: 'disp_b' },
      { ...of, card: 2n },
      { ...of, subject: 'tap:2026-03-02.1.2' },
      { ...of, cause: 'centre-erred' },
      { ...of, chargedFen: 201n },
      { ...of, beforeFen: 1n },
      { ...of, fen: 51n },
    ]
    const digests = [of, ...others].map((each) => remedyEvidence(each).toString('hex'))
    expect(new Set(digests).size).toBe(8)
    expect(remedyEvidence(of)).toHaveLength(32)
  })
})

test('what may be given back is offered for the causes that fit, down to nothing', () => {
  const causes = (lines: readonly RemediedLine[], beforeFen: bigint) =>
    remedyChoices(lines, beforeFen).map(({ cause, maxFen }) => `${cause} ${maxFen}`)
  expect(causes([tap], 150n)).toEqual([
    'charged-wrongly 50',
    'charged-twice 50',
    'terminal-faulty 50',
    'centre-erred 50',
    'goodwill 50',
  ])
  expect(causes([load], 0n)).toEqual(['centre-erred 5000', 'goodwill 5000'])
  expect(causes([tap], 200n)).toEqual([])
  expect(causes([unpaid], 0n)).toEqual([])
})
