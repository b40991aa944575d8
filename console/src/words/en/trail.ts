import type { trail as chinese } from '../zh/trail'

export const trail: Readonly<Record<keyof typeof chinese, string>> = {
  'trail.title': 'Audit trail',
  'trail.at': 'When',
  'trail.actor': 'Who',
  'trail.act': 'Act',
  'trail.subject': 'Subject',
  'trail.reason': 'Reason',
}
