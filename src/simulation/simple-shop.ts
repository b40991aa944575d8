import { registerPos } from '../acquiring'
import {
  ppm,
  type Act,
  type CardNumber,
  type Fen,
  type OperatorId,
  type Result,
  type SamNumber,
} from '../base'
import { registerPerson } from '../citizens'
import { inTransit, movements, postAct } from '../ledger'
import { giveCardTo, type Registration } from '../registry'
import { simpleTerminal } from './simple-city'

/** How a verb is done, in a transaction; what is refused breaks the run. */
export type Doing = <Value>(work: (act: Act) => Promise<Result<Value>>) => Promise<Value>

/** Its number at the host, as each of its terminals says it. */
export const SHOP_NUMBER = '898440354110064'

/** f41 of the terminal at an index. */
export const shopTerminal = (index: number): string => String(64_000_001 + index)

/** A shop that sells on one merchant's contract, and the devices that stand there. */
export const simpleShop = (of: {
  readonly operator: OperatorId
  readonly merchant: string
  readonly name: string
  readonly contract: string
  readonly devices: readonly string[]
  readonly opened: Date
}): Pick<Registration, 'operators' | 'merchants' | 'partyContracts' | 'terminals'> => ({
  operators: [
    {
      operator: of.operator,
      name: of.name,
      kind: 'shop',
      activeFrom: '2026-01-01',
      activeTo: null,
    },
  ],
  merchants: [
    {
      merchant: of.merchant,
      operator: of.operator,
      name: of.name,
      creditCode: '9144030071526726XG',
      mcc: 5411,
      activeFrom: '2026-01-01',
      activeTo: null,
    },
  ],
  partyContracts: [
    {
      contract: of.contract,
      partyKind: 'merchant',
      party: of.merchant,
      scope: 'sales',
      validFrom: '2026-01-01',
      validTo: null,
      ratePpm: ppm(6_000),
      demo: true,
      notes: '',
    },
  ],
  terminals: of.devices.map((device) =>
    simpleTerminal(device, of.operator, { kind: 'pos', installedFrom: of.opened }),
  ),
})

/** Registers the POS of a shop's devices, in their order. */
export async function registerTills(
  doing: Doing,
  { merchant, devices }: { readonly merchant: string; readonly devices: readonly string[] },
): Promise<void> {
  for (const [index, device] of devices.entries()) {
    await doing((act) =>
      registerPos(act, {
        terminal: shopTerminal(index),
        merchantNumber: SHOP_NUMBER,
        device,
        merchant,
        sam: String(640_000_000_001 + index) as SamNumber,
      }),
    )
  }
}

/** Somebody with a card and money on the online account; each index has another name and another passport. */
export async function richCustomer(
  doing: Doing,
  vault: Parameters<typeof registerPerson>[1],
  of: { readonly index: number; readonly card: CardNumber; readonly amount: Fen },
): Promise<string> {
  const { person } = await doing((act) =>
    registerPerson(act, vault, {
      name: nameOf(of.index),
      documents: [{ kind: 'passport', number: `S${String(of.index).padStart(8, '0')}` }],
    }),
  )
  await doing((act) => giveCardTo(act, { card: of.card, person }))
  await doing((act) =>
    postAct(act, [
      movements.topUpOnline({
        reference: act.reference,
        amount: of.amount,
        at: act.at,
        person,
        funding: inTransit('bank-a'),
      }),
    ]),
  )
  return person
}

const DIGITS = '零一二三四五六七八九'

const nameOf = (index: number): string =>
  `钱${[...String(index)].map((digit) => DIGITS[Number(digit)] ?? '').join('')}`
