export const operations = {
  'operations.terminals': '终端',
  'operations.terminal': '终端',
  'operations.operator': '运营单位',
  'operations.kind': '种类',
  'operations.place': '位置',
  'operations.installed': '启用',
} as const
