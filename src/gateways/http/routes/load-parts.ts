import type { Role } from '../../../base'
import { fundingRefusals, postRefusals } from '../contract/funding-field'

export const COUNTER = ['counter-clerk', 'counter-supervisor'] as const satisfies readonly Role[]
export const READERS = [
  ...COUNTER,
  'agent',
  'terminal',
  'citizen',
] as const satisfies readonly Role[]
export const LOOKERS = [
  ...COUNTER,
  'agent',
  'finance-maker',
  'finance-checker',
  'auditor',
] as const satisfies readonly Role[]

export const loadRefusals = {
  ...fundingRefusals,
  'session-kind-not-yours': 409,
  'funding-not-yours': 409,
  'return-needs-closing': 422,
  'card-unknown': 404,
  'card-not-active': 409,
  'card-not-valid': 409,
  'amount-not-a-step': 422,
  'amount-over-limit': 422,
  'day-limit-reached': 409,
  'agent-limit-reached': 409,
  'funds-not-enough': 409,
  'load-unknown': 404,
  'load-not-confirmed': 409,
  'void-too-late': 409,
  'void-not-yours': 409,
  'load-already-voided': 409,
  'nothing-in-doubt': 409,
  'no-auto-load': 409,
  ...postRefusals,
} as const
