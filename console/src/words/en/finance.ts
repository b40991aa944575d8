import type { finance as chinese } from '../zh/finance'

export const finance: Readonly<Record<keyof typeof chinese, string>> = {
  'finance.days': 'Settlement days',
  'finance.operator': 'Operator',
  'finance.taps': 'Taps',
  'finance.charged': 'Charged',
  'finance.fee': 'Fee',
  'finance.net': 'Net',
  'finance.all': 'All',
}
