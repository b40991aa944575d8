import type { verdict as chinese } from '../zh/verdict'

export const verdict: Readonly<Record<keyof typeof chinese, string>> = {
  'verdict.accepted': 'accepted',
  'verdict.duplicate': 'duplicate',
  'verdict.suspect': 'suspect',
  'verdict.rejected': 'rejected',
  'verdict.turn-operator': 'Operator checks and resends',
  'verdict.turn-centre': 'Centre looks into it',
  'verdict.turn-nobody': 'Nothing to do',
}
