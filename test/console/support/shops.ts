import { CENTRE, invariant, ppm, type OperatorId, type SamNumber } from '../../../src/base'
import { registerPos } from '../../../src/acquiring'
import type { City } from '../../../src/city'
import { actOf } from '../../../src/oversight'
import { register } from '../../../src/registry'

const FROM = '2026-01-01'
const SINCE = new Date(`${FROM}T00:00:00+08:00`)

/** A kiosk of an operator with one POS terminal; answers the terminal's number. */
export async function addKiosk(
  { store, clearing }: Pick<City, 'store' | 'clearing'>,
  { operator, nth }: { readonly operator: OperatorId; readonly nth: number },
): Promise<string> {
  const terminal = String(30_000_000 + nth)
  const [device, merchant] = [`kiosk_${nth}`, `mer_kiosk-${nth}`]
  const registered = await register(store.database, {
    merchants: [
      {
        merchant,
        operator,
        name: `售货亭${nth}`,
        creditCode: '9144030071526726XG',
        mcc: 5411,
        activeFrom: FROM,
        activeTo: null,
      },
    ],
    partyContracts: [
      {
        contract: `sales-kiosk-${nth}`,
        partyKind: 'merchant',
        party: merchant,
        scope: 'sales',
        validFrom: FROM,
        validTo: null,
        ratePpm: ppm(6_000),
        demo: true,
        notes: '',
      },
    ],
    terminals: [
      {
        terminal: device,
        operator,
        kind: 'pos',
        place: '',
        installedFrom: SINCE,
        installedTo: null,
      },
    ],
  })
  invariant(registered.ok, 'a kiosk can be registered', { registered })
  const done = await store.database.transaction((tx) =>
    registerPos(actOf(tx, { actor: CENTRE, at: clearing.clock.now(), reference: device }), {
      terminal,
      merchantNumber: `89844035411000${nth}`,
      device,
      merchant,
      sam: String(300_000_000_000 + nth) as SamNumber,
    }),
  )
  invariant(done.ok, 'its POS can be registered', { done })
  return terminal
}
