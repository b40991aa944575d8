import type { operations as chinese } from '../zh/operations'

export const operations: Readonly<Record<keyof typeof chinese, string>> = {
  'operations.terminals': 'Terminals',
  'operations.terminal': 'Terminal',
  'operations.operator': 'Operator',
  'operations.kind': 'Kind',
  'operations.place': 'Place',
  'operations.installed': 'Installed',
}
