export const verdict = {
  'verdict.accepted': '已接受',
  'verdict.duplicate': '重复',
  'verdict.suspect': '可疑',
  'verdict.rejected': '拒绝',
  'verdict.turn-operator': '由运营单位核对并补传',
  'verdict.turn-centre': '由中心调查',
  'verdict.turn-nobody': '无需处理',
} as const
