import type { Fund } from './chart'

/**
 * Between which funds money may move, in either direction (every way must have its way back). What is not
 * written is walled: a rider's deposit never pays an operator, an online account never a subsidy.
 */
export const openings = [
  ['transit', 'transit', 'value of a closed card, owed to its holder and moved to a new card'],
  ['transit', 'bank', 'loads and unloads at a counter or by bank'],
  ['transit', 'agents', 'loads by a top-up agent'],
  ['transit', 'online', 'purse loaded from the online account, or unloaded to it'],
  ['transit', 'operators', 'taps'],
  ['transit', 'subsidies', 'a grant fetched onto the card'],
  ['transit', 'fees', 'differences between card and books found and settled'],
  ['transit', 'suspense', 'value whose record is disputed'],
  ['deposits', 'bank', 'deposit paid and returned'],
  ['deposits', 'agents', 'deposit taken by an agent'],
  ['deposits', 'transit', 'the deposit of a card handed back, owed together with its value'],
  ['deposits', 'fees', 'deposit kept for a damaged card'],
  ['online', 'online', 'accounts of two entries that turned out to be one person'],
  ['online', 'bank', 'online account topped up or paid out'],
  ['online', 'agents', 'online account topped up at an agent'],
  ['online', 'operators', 'online purchase, or a wrong charge given back after a dispute'],
  ['online', 'subsidies', 'a grant fetched into the online account'],
  ['online', 'fees', 'a handling fee paid from the online account, or an error given back to it'],
  ['online', 'suspense', 'an online payment in doubt'],
  ['agents', 'bank', 'an agent pays in, or is paid back'],
  ['agents', 'fees', 'commission of an agent'],
  ['agents', 'suspense', 'a load by an agent that is under way, or is given back'],
  ['operators', 'operators', 'an operator’s subsidy becomes payable'],
  ['operators', 'bank', 'pay-out, or a pay-out the bank returned'],
  ['operators', 'subsidies', 'a discount the city bears'],
  ['operators', 'fees', 'commission of the centre'],
  ['operators', 'suspense', 'takings in dispute'],
  ['subsidies', 'bank', 'the city pays its claim'],
  ['subsidies', 'subsidies', 'one kind of subsidy settled against another'],
  ['fees', 'bank', 'fees in cash, cash found too much or too little, income withdrawn'],
  ['fees', 'suspense', 'a difference nobody claimed'],
  [
    'suspense',
    'suspense',
    'a claim whose payer is not known yet, on both sides until it is decided',
  ],
  ['suspense', 'bank', 'money received from or returned to an unknown owner'],
  ['bank', 'bank', 'cash banked, channel settled, money moved between banks'],
] as const satisfies readonly (readonly [Fund, Fund, string])[]

const open = new Set<string>(
  openings.flatMap(([one, other]) => [`${one} ${other}`, `${other} ${one}`]),
)

export const mayMove = (between: { readonly debit: Fund; readonly credit: Fund }): boolean =>
  open.has(`${between.debit} ${between.credit}`)
