import { CENTRE, invariant, parseOperatorId, ppm, type SamNumber } from '../base'
import { registerPos } from '../acquiring'
import type { City } from '../city'
import { actOf } from '../oversight'
import { register } from '../registry'

/** A corner shop that is not of any city: what a POS needs to sign in and to sell. Its rates are invented. */
const OPERATOR = 'op_demo-shops'
const MERCHANT = 'mer_demo-corner-shop'
const MERCHANT_NUMBER = '898000054110001'
const FROM = '2018-01-01'
const SHOPS_POS = 4

/** f41 of the demonstration's POS terminals. */
export const demoPosNumbers: readonly string[] = Array.from({ length: SHOPS_POS }, (_, nth) =>
  String(10_000_001 + nth),
)

const samOf = (nth: number): SamNumber => String(980_000_000_001 + nth) as SamNumber
const deviceOf = (terminal: string): string => `demo-pos-${terminal}`

/**
 * Registers a shop with POS terminals, so that one can sign in. Done again it changes nothing. False when what is
 * there already is something else under the same names.
 */
export async function addDemoPos(city: Pick<City, 'store' | 'clearing'>): Promise<boolean> {
  const { database } = city.store
  const operator = parseOperatorId(OPERATOR)
  invariant(operator.ok, 'the demonstration names its operators well')
  const since = new Date(`${FROM}T00:00:00+08:00`)
  const registered = await register(database, {
    operators: [
      {
        operator: operator.value,
        name: '示范商户',
        kind: 'shop',
        activeFrom: FROM,
        activeTo: null,
      },
    ],
    contracts: [
      {
        contract: 'demo-op_demo-shops',
        operator: operator.value,
        validFrom: FROM,
        validTo: null,
        feePpm: ppm(5_000),
        cardDiscountBearer: 'operator',
        concessionBearer: 'operator',
        transferBearer: 'operator',
        demo: true,
        notes: 'rate invented for a demonstration',
      },
    ],
    merchants: [
      {
        merchant: MERCHANT,
        operator: operator.value,
        name: '示范商户街角店',
        creditCode: '9144030071526726XG',
        mcc: 5411,
        activeFrom: FROM,
        activeTo: null,
      },
    ],
    partyContracts: [
      {
        contract: 'demo-mer-corner-shop-sales',
        partyKind: 'merchant',
        party: MERCHANT,
        scope: 'sales',
        validFrom: FROM,
        validTo: null,
        ratePpm: ppm(6_000),
        demo: true,
        notes: 'rate invented for a demonstration',
      },
    ],
    terminals: demoPosNumbers.map((terminal) => ({
      terminal: deviceOf(terminal),
      operator: operator.value,
      kind: 'pos',
      place: '街角店',
      installedFrom: since,
      installedTo: null,
    })),
    samBindings: demoPosNumbers.map((terminal, nth) => ({
      sam: samOf(nth),
      boundFrom: since,
      boundTo: null,
      operator: operator.value,
      terminal: deviceOf(terminal),
      blockedFrom: null,
    })),
  })
  if (!registered.ok) return false
  return database.transaction(async (tx) => {
    const at = city.clearing.clock.now()
    for (const [nth, terminal] of demoPosNumbers.entries()) {
      const act = actOf(tx, { actor: CENTRE, at, reference: `demo-pos:${terminal}` })
      const done = await registerPos(act, {
        terminal,
        merchantNumber: MERCHANT_NUMBER,
        device: deviceOf(terminal),
        merchant: MERCHANT,
        sam: samOf(nth),
      })
      if (!done.ok && done.refused !== 'pos-registered-already') return false
    }
    return true
  })
}
