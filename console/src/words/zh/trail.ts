export const trail = {
  'trail.title': '审计记录',
  'trail.at': '时间',
  'trail.actor': '经手',
  'trail.act': '操作',
  'trail.subject': '对象',
  'trail.reason': '原因',
} as const
