import type { screens as chinese } from '../zh/screens'

export const screens: Readonly<Record<keyof typeof chinese, string>> = {
  'screen.counter': 'Counter',
  'screen.finance': 'Finance',
  'screen.disputes': 'Disputes',
  'screen.operations': 'Operations',
  'screen.approvals': 'Approvals',
  'screen.operator': 'Our own',
  'screen.keys': 'Keys',
  'screen.trail': 'Audit trail',
  'screen.agent': 'Our shop',
  'screen.own': 'My cards',
}
