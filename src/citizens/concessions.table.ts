/**
 * Why a card may be used for less. `fromAge`: years from which it is granted, checked against the birth date. Who is
 * entitled is a city's own law: ages here are first values of ours, no statement of any.
 */
export const concessionKinds = {
  senior: { chinese: '老年人', fromAge: 65, meaning: 'old age' },
  student: { chinese: '学生', fromAge: undefined, meaning: 'at school or university' },
  disabled: { chinese: '残疾人', fromAge: undefined, meaning: 'a disability certificate' },
  veteran: { chinese: '退役军人', fromAge: undefined, meaning: 'served in the forces' },
  'low-income': { chinese: '低保对象', fromAge: undefined, meaning: 'lives on public support' },
  staff: { chinese: '公交职工', fromAge: undefined, meaning: 'works for an operator' },
} as const

export type ConcessionKind = keyof typeof concessionKinds
