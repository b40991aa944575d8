export const finance = {
  'finance.days': '结算日',
  'finance.operator': '运营单位',
  'finance.taps': '笔数',
  'finance.charged': '实收',
  'finance.fee': '佣金',
  'finance.net': '净额',
  'finance.all': '合计',
} as const
