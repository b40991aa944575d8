/** On which side an account normally stands: assets and expenses debit, debts and income credit. */
export type Side = 'D' | 'C'

/** Whose money it is. Money may only move between funds that `fund-wall.ts` joins. */
export type Fund =
  | 'transit'
  | 'deposits'
  | 'online'
  | 'agents'
  | 'operators'
  | 'subsidies'
  | 'fees'
  | 'suspense'
  | 'bank'

export interface ChartLine {
  readonly code: string
  readonly name: string
  readonly chinese: string
  /** What stands after the colon; null when there is one such account only. */
  readonly party: string | null
  readonly side: Side
  readonly fund: Fund
  /** True when the balance on the normal side, less what is held, may never be below zero. */
  readonly floored: boolean
  readonly meaning: string
}

/**
 * The chart of accounts 会计科目. Numbers follow those in use in Chinese card centres (1xxx what we have and
 * are owed, 2xxx what we owe, 60xx income, 62xx expense); in-transit, suspense and subsidy receivable are added.
 */
export const chart = [
  {
    code: '1001',
    name: 'cash',
    chinese: '现金',
    party: 'desk',
    side: 'D',
    fund: 'bank',
    floored: false,
    meaning: 'notes and coins at a counter',
  },
  {
    code: '1002',
    name: 'bank-custody',
    chinese: '备付金存管',
    party: 'bank',
    side: 'D',
    fund: 'bank',
    floored: false,
    meaning: 'customers’ money in custody at a bank; never the property of the centre',
  },
  {
    code: '1012',
    name: 'in-transit',
    chinese: '在途资金',
    party: 'channel',
    side: 'D',
    fund: 'bank',
    floored: false,
    meaning:
      'taken by a payment channel and not yet in our bank account (已扣未充 stays visible here)',
  },
  {
    code: '1122',
    name: 'holder-receivable',
    chinese: '应收卡户款',
    party: 'closing',
    side: 'D',
    fund: 'transit',
    floored: false,
    meaning: 'taps that arrived after a card was closed and paid out, and that its holder bears',
  },
  {
    code: '1123',
    name: 'subsidy-receivable',
    chinese: '应收财政补贴',
    party: 'kind',
    side: 'D',
    fund: 'subsidies',
    floored: false,
    meaning: 'what the city owes for the discounts it ordered, by kind of discount',
  },
  {
    code: '2001',
    name: 'cardholder-value',
    chinese: '卡户余额',
    party: null,
    side: 'C',
    fund: 'transit',
    floored: false,
    meaning: 'value in all card purses together; each card’s own share is its shadow in clearing',
  },
  {
    code: '2002',
    name: 'card-deposits',
    chinese: '卡押金',
    party: null,
    side: 'C',
    fund: 'deposits',
    floored: true,
    meaning: 'deposits paid for cards that are out',
  },
  {
    code: '2003',
    name: 'online-account',
    chinese: '联机账户',
    party: 'person',
    side: 'C',
    fund: 'online',
    floored: true,
    meaning: 'money of one person that only the centre holds',
  },
  {
    code: '2004',
    name: 'operator-payable',
    chinese: '应付商户款',
    party: 'operator',
    side: 'C',
    fund: 'operators',
    floored: false,
    meaning: 'what is owed to an operator or merchant and goes out with the next pay-out',
  },
  {
    code: '2005',
    name: 'agent-prepayment',
    chinese: '充值代理预付款',
    party: 'agent',
    side: 'C',
    fund: 'agents',
    floored: true,
    meaning: 'what a top-up agent paid in advance and may still load onto cards',
  },
  {
    code: '2202',
    name: 'closed-card-value',
    chinese: '应付销卡款',
    party: 'closing',
    side: 'C',
    fund: 'transit',
    floored: true,
    meaning: 'value of a card that was closed (lost, broken, handed back), owed to its holder',
  },
  {
    code: '2203',
    name: 'unclaimed-subsidies',
    chinese: '待领补助',
    party: 'kind',
    side: 'C',
    fund: 'subsidies',
    floored: true,
    meaning: 'grants received for persons who have not yet fetched them',
  },
  {
    code: '2204',
    name: 'operator-subsidy-payable',
    chinese: '应付商户补贴',
    party: 'operator',
    side: 'C',
    fund: 'operators',
    floored: false,
    meaning: 'an operator’s share of subsidies; it becomes payable when the city pays its claim',
  },
  {
    code: '2299',
    name: 'suspense',
    chinese: '暂挂款',
    party: 'party',
    side: 'C',
    fund: 'suspense',
    floored: false,
    meaning: 'money whose owner is not yet known, by counterparty, until an adjustment finds it',
  },
  {
    code: '6001',
    name: 'surplus',
    chinese: '长款',
    party: null,
    side: 'C',
    fund: 'fees',
    floored: false,
    meaning: 'found too much: income of the centre',
  },
  {
    code: '6002',
    name: 'handling-fees',
    chinese: '手续费收入',
    party: null,
    side: 'C',
    fund: 'fees',
    floored: false,
    meaning: 'fees riders pay for acts at a counter',
  },
  {
    code: '6003',
    name: 'operator-commission',
    chinese: '商户佣金',
    party: null,
    side: 'C',
    fund: 'fees',
    floored: false,
    meaning: 'what operators pay the centre for clearing, by contract',
  },
  {
    code: '6005',
    name: 'card-cost-income',
    chinese: '卡成本收入',
    party: null,
    side: 'C',
    fund: 'fees',
    floored: false,
    meaning: 'deposits kept for damaged cards',
  },
  {
    code: '6201',
    name: 'shortage',
    chinese: '短款',
    party: null,
    side: 'D',
    fund: 'fees',
    floored: false,
    meaning: 'found too little: expense of the centre',
  },
  {
    code: '6202',
    name: 'agent-commission',
    chinese: '代理佣金',
    party: null,
    side: 'D',
    fund: 'fees',
    floored: false,
    meaning: 'what the centre gives top-up agents for their work',
  },
  {
    code: '6203',
    name: 'dispute-remedies',
    chinese: '争议补偿支出',
    party: null,
    side: 'D',
    fund: 'fees',
    floored: false,
    meaning: 'given back to holders for what the centre itself did wrong',
  },
] as const satisfies readonly ChartLine[]

type HeadOf<Line> = Line extends ChartLine ? `${Line['code']}.${Line['name']}` : never

/** "CODE.name" of a line that is in the chart; a misspelt one does not compile. */
export type AccountHead = HeadOf<(typeof chart)[number]>
