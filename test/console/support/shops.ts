import {
  CENTRE,
  fen,
  invariant,
  ppm,
  SetClock,
  type OperatorId,
  type SamNumber,
} from '../../../src/base'
import { registerPos, setPin } from '../../../src/acquiring'
import { writeTotals } from '../../../src/acquiring/totals'
import type { City } from '../../../src/city'
import { openVirtualKeyFactory } from '../../../src/keys'
import { inTransit, movements, postAct } from '../../../src/ledger'
import { actOf } from '../../../src/oversight'
import { giveCardTo, register } from '../../../src/registry'
import { cardNumber } from '../../support/clearing-city'
import { enterPerson, personNamed } from '../../support/parties'
import { Pos } from '../../support/pos-city'

const PIN = '246813'
const HOLDER = personNamed('kioskcustomer')
const FROM = '2026-01-01'
const SINCE = new Date(`${FROM}T00:00:00+08:00`)

const merchantNumberOf = (nth: number): string => `89844035411000${nth}`

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
      merchantNumber: merchantNumberOf(nth),
      device,
      merchant,
      sam: String(300_000_000_000 + nth) as SamNumber,
    }),
  )
  invariant(done.ok, 'its POS can be registered', { done })
  return terminal
}

/**
 * The holder of a card buys at kiosks out of an online account, for so many fen each: over the POS host, with PIN and
 * message codes, as a terminal would ask.
 */
export async function sellAtKiosks(
  { store, vault, clearing, posHost, config }: City,
  sales: readonly { readonly terminal: string; readonly nth: number; readonly fen: bigint }[],
): Promise<void> {
  const { database } = store
  const source = { keysFile: config.keysFile ?? '', production: false }
  const factory = await openVirtualKeyFactory(source)
  invariant(factory.ok, 'the development keys open', { factory })
  const clock = new SetClock(clearing.clock.now())
  await enterPerson(database, HOLDER)
  const at = clock.now()
  const done = await database.transaction(async (tx) => {
    const act = actOf(tx, { actor: CENTRE, at, reference: 'kiosk-customer' })
    const given = await giveCardTo(act, { card: cardNumber(CUSTOMER), person: HOLDER })
    const pin = await setPin(act, vault, { person: HOLDER, pin: PIN })
    const rich = await postAct(act, [
      movements.topUpOnline({
        reference: 'kiosk-customer:rich',
        amount: fen(50_000n),
        at,
        person: HOLDER,
        funding: inTransit('bank-a'),
      }),
    ])
    return [given, pin, rich]
  })
  invariant(
    done.every(({ ok }) => ok),
    'a customer can be made',
    { done },
  )
  for (const { terminal, nth, fen: amountFen } of sales) {
    const parts = { clock, vault, factory: factory.value }
    const pos = new Pos(posHost, parts, { terminal, merchant: merchantNumberOf(nth) })
    const signed = await pos.signIn()
    const sold = await pos.buy(CUSTOMER, amountFen, PIN)
    const codes = [signed.fields[39], sold.fields[39]]
    invariant(
      codes.every((code) => code === '00'),
      'the kiosk sells',
      { codes },
    )
    // One debit of so much, and nothing else: it closes its batch.
    const none = { debitFen: 0n, debits: 0, creditFen: 0n, credits: 0 }
    const own = { ...none, debitFen: amountFen, debits: 1 }
    const counted = writeTotals(own, none, { own: '0', foreign: '0' })
    const end = { 11: pos.nextTrace(), 48: counted, 49: '156', 60: '00000001201', 63: '01 ' }
    const ended = await pos.send('0500', end, { mac: false })
    invariant(ended.fields[48]?.[30] === '1', 'both sides count the same', { ended })
  }
}

/** Index of the card that nobody rides with. */
const CUSTOMER = 80
