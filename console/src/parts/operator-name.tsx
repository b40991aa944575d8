import type { ReactNode } from 'react'
import { usePages } from '../centre/look'
import { useMe, type Role } from '../centre/session'

/** Who is told the lists of operators and merchants. */
export const TOLD: readonly Role[] = [
  'counter-clerk',
  'counter-supervisor',
  'finance-maker',
  'finance-checker',
  'administrator',
  'auditor',
]

/** Names of operators by their id; an id stays an id for those who are not told. */
export function useOperatorNames(): (operator: string) => string {
  const { roles } = useMe()
  const when = roles.some((role) => TOLD.includes(role))
  const { rows } = usePages('operators.list', { query: { limit: 200 } }, { when })
  return (operator) => rows.find((one) => one.operator === operator)?.name ?? operator
}

export function OperatorName({ of }: { readonly of: string }): ReactNode {
  return <span title={of}>{useOperatorNames()(of)}</span>
}
