/**
 * Places whose Chinese labels come in one file of the typeface: by the beginning of the address, the modules below
 * screens/ that show them there. A place that is not named is shown by the pieces that all places share.
 */
export const faces: readonly (readonly [address: string, ...modules: readonly string[]])[] = [
  ['/counter', 'counter/index', 'counter/start'],
  ['/counter/cards', 'counter/index', 'counter/card-page'],
  ['/counter/people', 'counter/index', 'counter/person-page'],
  ['/counter/till', 'counter/index', 'counter/till-page'],
  ['/counter/issue', 'counter/index', 'counter/issue-page'],
  ['/counter/register', 'counter/index', 'counter/register-page'],
  ['/finance', 'finance/index'],
  ['/finance/days', 'finance/index', 'drill/routes', 'drill/days'],
  ['/finance/held', 'finance/index', 'drill/held', 'drill/record'],
  ['/finance/alarms', 'finance/index', 'finance/alarms'],
  ['/finance/balances', 'finance/index', 'finance/balances'],
  ['/finance/pos', 'finance/index', 'pos/index'],
  ['/disputes', 'disputes/index'],
  ['/approvals', 'approvals/index'],
  ['/operations', 'operations/index', 'operations/terminals'],
  ['/operations/health', 'operations/index', 'operations/health'],
  ['/operations/uploads', 'operations/index', 'operations/uploads'],
  ['/operations/lists', 'operations/index', 'operations/lists'],
  ['/operations/clones', 'operations/index', 'operations/clone-alarms'],
  ['/operations/explain', 'operations/index', 'operations/explain-message'],
  ['/operations/pos', 'operations/index', 'pos/index'],
  ['/trail', 'trail/index'],
  ['/keys', 'keys/index'],
  ['/operator', 'operator/index', 'drill/days'],
  ['/operator/days', 'operator/index', 'drill/routes', 'drill/days'],
  ['/operator/uploads', 'operator/index', 'operations/uploads'],
  ['/operator/terminals', 'operator/index', 'operations/terminals'],
  ['/operator/held', 'operator/index', 'drill/held', 'drill/record'],
  ['/operator/pos', 'operator/index', 'pos/index'],
  ['/agent', 'agent/index'],
  ['/own', 'own/index'],
  ['/own/cards', 'own/index', 'own/own-card'],
]

/** "/finance/days" is called "finance-days". */
export const faceName = (address: string): string => address.slice(1).replaceAll('/', '-')

/** The closest place above an address. */
export function faceAt(pathname: string): string | undefined {
  const above = faces
    .map(([address]) => address)
    .filter((address) => pathname === address || pathname.startsWith(`${address}/`))
    .sort((one, other) => other.length - one.length)
  return above[0] === undefined ? undefined : faceName(above[0])
}
