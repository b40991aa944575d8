import type { ReactNode } from 'react'
import { useSaid } from '../words/words'
import { useOperatorNames } from './operator-name'
import { shortened } from './told'

const OPERATORS = new Set(['2004', '2204'])
const BY_DISCOUNT = new Set(['1123'])

/** "2001.cardholder-value": its number, its name, and whose it is; as it stands in the books, it is the title. */
export function AccountName({ of }: { readonly of: string }): ReactNode {
  const said = useSaid()
  const operatorName = useOperatorNames()
  const [head = of, party] = of.split(':')
  const [code = '', name = head] = head.split('.')
  const whose = ((): string | undefined => {
    if (party === undefined) return undefined
    if (OPERATORS.has(code)) return operatorName(party)
    return BY_DISCOUNT.has(code) ? said(`party.${party}`, party) : shortened(party)
  })()
  return (
    <span className="account" title={of}>
      <span className="digits">{code}</span> {said(`account.${name}`, name)}
      {whose === undefined ? null : (
        <>
          {' '}
          <span className="quiet">· {whose}</span>
        </>
      )}
    </span>
  )
}
