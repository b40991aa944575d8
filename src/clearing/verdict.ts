import { reasons } from './reasons.table'

export type Reason = keyof typeof reasons
export type Verdict = (typeof reasons)[Reason]['verdict']

/** In the order receipts and reports list them. */
export const verdicts = ['accepted', 'duplicate', 'suspect', 'rejected'] as const
export const allReasons = Object.keys(reasons) as readonly Reason[]

export const codeOf = (reason: Reason): number => reasons[reason].code
export const verdictOf = (reason: Reason): Verdict => reasons[reason].verdict

const byCode = new Map<number, Reason>(allReasons.map((reason) => [codeOf(reason), reason]))

/** The reason behind a stored code; a code that was never given out is our own error. */
export function reasonOf(code: number): Reason {
  const reason = byCode.get(code)
  if (reason === undefined) throw new RangeError(`no reason has the code ${code}`)
  return reason
}
