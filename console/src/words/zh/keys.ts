export const keys = {
  'keys.help': '只显示标识、校验值与版本，从不显示密钥。',
  'keys.label': '标识',
  'keys.version': '版本',
  'keys.purpose': '用途',
  'keys.level': '层级',
  'keys.check-value': '校验值',
  'keys.from': '生效',
  'keys.to': '失效',
  'keys.entered': '清分接受至',
} as const
