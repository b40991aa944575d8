import type { keys as chinese } from '../zh/keys'

export const keys: Readonly<Record<keyof typeof chinese, string>> = {
  'keys.help': 'Labels, check values and versions; never a key.',
  'keys.label': 'Label',
  'keys.version': 'Version',
  'keys.purpose': 'Purpose',
  'keys.level': 'Level',
  'level.national': 'national root',
  'level.city': 'city master',
  'level.application': 'application master',
  'level.card': 'card',
  'level.operator': 'files of an operator',
  'level.terminal': 'terminal master',
  'level.stored-data': 'stored data',
  'keys.check-value': 'Check value',
  'keys.from': 'From',
  'keys.to': 'To',
  'keys.entered': 'Clearing takes it until',
}
