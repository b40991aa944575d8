import type { Furnished } from './furnish'

/** An address of the console, and the name its picture gets. */
export interface Place {
  readonly name: string
  readonly at: string
  /** Pictured dark, too; elsewhere dark tells nothing new. */
  readonly dark?: true
  /** Pictured at the size of a tablet, too. */
  readonly tablet?: true
}

export const SHENZHEN_DAY = '2018-09-01'

/** Every main screen, by who works at it. */
export const placesOf = (of: Furnished): Readonly<Record<string, readonly Place[]>> => ({
  clerk: [
    { name: 'counter', at: '/counter', dark: true, tablet: true },
    { name: 'counter-till', at: '/counter/till' },
    { name: 'counter-person', at: `/counter/people/${of.citizen}`, tablet: true },
    { name: 'counter-card', at: `/counter/cards/${of.card}`, dark: true, tablet: true },
    { name: 'counter-issue', at: `/counter/issue?person=${of.citizen}` },
    { name: 'counter-register', at: '/counter/register' },
  ],
  supervisor: [{ name: 'counter-approvals', at: '/approvals' }],
  maker: [
    { name: 'finance', at: '/finance', dark: true, tablet: true },
    { name: 'finance-days', at: '/finance/days' },
    { name: 'finance-day', at: `/finance/days/${SHENZHEN_DAY}`, dark: true, tablet: true },
    { name: 'finance-operator', at: `/finance/days/${SHENZHEN_DAY}/${of.operator}`, tablet: true },
    { name: 'finance-sam', at: `/finance/days/${SHENZHEN_DAY}/${of.operator}/${of.sam}` },
    {
      name: 'finance-tap',
      at: `/finance/days/${SHENZHEN_DAY}/${of.operator}/${of.sam}/${of.record}`,
      dark: true,
      tablet: true,
    },
    { name: 'finance-held', at: '/finance/held' },
    { name: 'finance-alarms', at: '/finance/alarms' },
    { name: 'finance-balances', at: '/finance/balances' },
    { name: 'finance-pos-items', at: '/finance/pos/items' },
    { name: 'disputes', at: '/disputes' },
    { name: 'disputes-one', at: `/disputes/${of.dispute}`, tablet: true },
  ],
  checker: [{ name: 'approvals', at: '/approvals', dark: true }],
  administrator: [
    { name: 'operations', at: '/operations', dark: true, tablet: true },
    { name: 'operations-health', at: '/operations/health', dark: true, tablet: true },
    { name: 'operations-uploads', at: '/operations/uploads' },
    { name: 'operations-lists', at: '/operations/lists' },
    { name: 'operations-clones', at: '/operations/clones' },
    { name: 'operations-explain', at: '/operations/explain' },
    { name: 'operations-pos', at: '/operations/pos' },
  ],
  operator: [
    { name: 'operator', at: '/operator', dark: true, tablet: true },
    { name: 'operator-day', at: `/operator/days/${SHENZHEN_DAY}` },
    { name: 'operator-uploads', at: '/operator/uploads' },
    { name: 'operator-terminals', at: '/operator/terminals' },
    { name: 'operator-held', at: '/operator/held' },
    { name: 'operator-pos', at: '/operator/pos' },
  ],
  auditor: [
    { name: 'trail', at: '/trail', dark: true, tablet: true },
    { name: 'auditor-finance', at: '/finance' },
  ],
  agent: [
    { name: 'agent', at: '/agent', tablet: true },
    { name: 'agent-loads', at: '/agent/loads' },
    { name: 'agent-account', at: '/agent/account' },
  ],
  custodian: [
    { name: 'keys', at: '/keys', dark: true },
    { name: 'keys-parts', at: '/keys/parts', dark: true },
    { name: 'keys-chip-data', at: '/keys/chip-data' },
  ],
  citizen: [
    { name: 'own', at: '/own', dark: true, tablet: true },
    { name: 'own-card', at: `/own/cards/${of.card}`, dark: true, tablet: true },
  ],
})
