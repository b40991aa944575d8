import type { trail as chinese } from '../zh/trail'

export const trail: Readonly<Record<keyof typeof chinese, string>> = {
  'trail.title': 'Audit trail',
  'trail.at': 'Time',
  'trail.actor': 'Actor',
  'trail.act': 'Act',
  'trail.subject': 'Subject',
  'trail.reason': 'Reason',
  'trail.reference': 'Reference',
  'trail.approved-by': 'Approved by',
  'trail.search': 'Search',
  'trail.export': 'Export',
  'trail.check': 'Check the chain',
  'trail.one': 'One entry',
  'trail.put-away': 'Put away',
  'trail.intact': 'The chain is whole: nothing was changed.',
  'trail.tampered': 'The chain was tampered with.',
  'trail.sealed': 'Sealed',
  'trail.unsealed': 'Not sealed yet',
  'trail.head': 'Head',
}
