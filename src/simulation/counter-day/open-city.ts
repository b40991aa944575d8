import type { BusinessDate, OperatorId, SamNumber } from '../../base'
import type { Counter } from './counter'

export const OPERATOR = 'op_bus' as OperatorId
export const SAM = '518000000101' as SamNumber
export const ISSUER = '02005840FFFFFFFF'

/** An operator with a terminal, a product and how its cards are written: entered by two people where it must be. */
export async function openCity(counter: Counter, today: BusinessDate): Promise<void> {
  const since = '2026-01-01'
  await counter.act('administrator', 'operators.add', {
    body: { operator: OPERATOR, name: '公交集团', kind: 'bus', activeFrom: since },
  })
  await counter.act('administrator', 'contracts.add', {
    body: {
      contract: 'bus-2026',
      operator: OPERATOR,
      feePpm: 5_000,
      cardDiscountBearer: 'operator',
      concessionBearer: 'city',
      transferBearer: 'city',
      validFrom: since,
      notes: 'rate invented for the demonstration',
    },
  })
  await counter.act('administrator', 'terminals.add', {
    body: {
      terminal: 'bus-101-1',
      operator: OPERATOR,
      kind: 'bus-validator',
      installedFrom: `${since}T00:00:00Z`,
    },
  })
  await counter.act('administrator', 'sam-bindings.add', {
    body: {
      sam: SAM,
      operator: OPERATOR,
      terminal: 'bus-101-1',
      boundFrom: `${since}T00:00:00Z`,
    },
  })
  await counter.act('administrator', 'card-products.define', {
    body: {
      product: 'adult',
      seenVersion: 0,
      name: '普通卡',
      profile: 't-union',
      validFrom: today,
      maxBalanceFen: 100_000,
      maxTapFen: 10_000,
      depositFen: 2_000,
      applications: [],
    },
  })
  await counter.act('administrator', 'personalisation-plans.set', {
    params: { product: 'adult' },
    version: '"v0"',
    body: {
      issuer: ISSUER,
      prefix: '3105840',
      digits: 19,
      keyVersion: 1,
      algorithm: 0,
      cardKind: 1,
    },
  })
  await counter.done('open the city', { operator: OPERATOR, product: 'adult' })
}
