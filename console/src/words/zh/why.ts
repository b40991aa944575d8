/** Why a verdict, a fare or a fee is what it is. */
export const why = {
  'why.title': '结论如何得出',
  'why.nth': '次序',
  'why.outcome': '结果',
  'why.check': '不予入账的情形',
  'why.compared': '比较',
  'why.outcome-passed': '通过',
  'why.outcome-failed': '未通过',
  'why.outcome-not-reached': '未检查',
  'why.version': '清分检查第 {{version}} 版：',
  'why.version-unknown': '清分检查（当时未记录版本）：',
  'why.passed':
    '按次序 {{count}} 项，通过 {{passed}} 项，无一不符；重复与计数器随后按全卡记录判定。',
  'why.failed': '按次序 {{count}} 项，通过 {{passed}} 项，第 {{nth}} 项不符。',
  'why.chip': '卡片自己的记录，卡计数器 {{counter}}：',
  'why.before': '交易前余额',
  'why.after': '交易后余额',
} as const
