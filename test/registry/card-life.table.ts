import { type CardAct, cardActs, type CardState, cardStates } from '../../src/registry'

/** What may be, written down a second time: state, act, state. Everything else may not be. */
export const LAWFUL: readonly (readonly [CardState, CardAct, CardState])[] = [
  ['blank', 'personalise', 'personalised'],
  ['blank', 'scrap', 'destroyed'],
  ['personalised', 'check', 'ready'],
  ['personalised', 'scrap', 'destroyed'],
  ['ready', 'issue', 'active'],
  ['ready', 'spoil', 'spoiled'],
  ['active', 'reportLostOrally', 'lost-oral'],
  ['active', 'reportLost', 'lost'],
  ['active', 'block', 'blocked'],
  ['active', 'expire', 'expired'],
  ['active', 'replace', 'replaced'],
  ['active', 'handBack', 'returned'],
  ['lost-oral', 'reportLost', 'lost'],
  ['lost-oral', 'lapse', 'active'],
  ['lost-oral', 'find', 'active'],
  ['lost', 'find', 'active'],
  ['lost', 'replace', 'replaced'],
  ['blocked', 'unblock', 'active'],
  ['blocked', 'replace', 'replaced'],
  ['blocked', 'handBack', 'returned'],
  ['expired', 'renew', 'active'],
  ['expired', 'replace', 'replaced'],
  ['expired', 'handBack', 'returned'],
  ['replaced', 'destroy', 'destroyed'],
  ['returned', 'destroy', 'destroyed'],
  ['spoiled', 'undoSpoil', 'ready'],
  ['spoiled', 'destroy', 'destroyed'],
]

export const states = Object.keys(cardStates) as CardState[]
export const acts = Object.keys(cardActs) as CardAct[]
export const lawful = (state: CardState, act: CardAct): CardState | undefined =>
  LAWFUL.find(([from, by]) => from === state && by === act)?.[2]
export const anyReason = (act: CardAct): string => cardActs[act].reasons[0]
