/**
 * Why a card may be used for less. `fromAge`: years from which it is granted, checked against the birth date. Who is
 * entitled is a city's own law: ages here are first values of ours, no statement of any. `chipKind`: what the chip of such
 * a card is written with, where its profile has a word for it (JT/T 978.2, main card type: 2 student, 3 elder); the
 * others are cards of the normal kind, and their discount is the centre's to give.
 */
export const concessionKinds = {
  senior: { chinese: '老年人', fromAge: 65, chipKind: 3, meaning: 'old age' },
  student: {
    chinese: '学生',
    fromAge: undefined,
    chipKind: 2,
    meaning: 'at school or university',
  },
  disabled: {
    chinese: '残疾人',
    fromAge: undefined,
    chipKind: undefined,
    meaning: 'a disability certificate',
  },
  veteran: {
    chinese: '退役军人',
    fromAge: undefined,
    chipKind: undefined,
    meaning: 'served in the forces',
  },
  'low-income': {
    chinese: '低保对象',
    fromAge: undefined,
    chipKind: undefined,
    meaning: 'lives on public support',
  },
  staff: {
    chinese: '公交职工',
    fromAge: undefined,
    chipKind: undefined,
    meaning: 'works for an operator',
  },
} as const

export type ConcessionKind = keyof typeof concessionKinds
