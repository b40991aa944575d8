import type { screens as chinese } from '../zh/screens'

export const screens: Readonly<Record<keyof typeof chinese, string>> = {
  'screen.counter': 'Counter',
  'screen.finance': 'Finance',
  'screen.operations': 'Operations',
  'screen.trail': 'Audit trail',
  'screen.own': 'My cards',
}
