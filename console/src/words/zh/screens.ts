export const screens = {
  'screen.counter': '柜台',
  'screen.finance': '财务',
  'screen.disputes': '异议',
  'screen.operations': '运行',
  'screen.approvals': '复核',
  'screen.operator': '本单位',
  'screen.keys': '密钥',
  'screen.trail': '审计',
  'screen.agent': '代理充值',
  'screen.own': '我的卡',
} as const
