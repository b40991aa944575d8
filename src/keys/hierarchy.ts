import { DERIVATIONS, KEY_LEVELS, KEY_PURPOSES } from './hierarchy.table'

export type KeyPurpose = keyof typeof KEY_PURPOSES
export type KeyLevel = keyof typeof KEY_LEVELS

export const isKeyPurpose = (text: string): text is KeyPurpose => Object.hasOwn(KEY_PURPOSES, text)
export const isKeyLevel = (text: string): text is KeyLevel => Object.hasOwn(KEY_LEVELS, text)

/** Whether keys of one level may be derived from keys of another, in one step. What is not written may not. */
export const mayDerive = (from: KeyLevel, to: KeyLevel): boolean =>
  DERIVATIONS.some((step) => step.from === from && step.to === to)

/**
 * How many factors lead from a level to the key inside a card: 1 from a city's or an application's key,
 * 2 from a national root. The count belongs to the key, not to the scheme (card-protocol §1.1).
 */
export const factorCountsToCard = (level: KeyLevel): readonly number[] => KEY_LEVELS[level].toCard
