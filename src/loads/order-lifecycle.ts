import { machine } from '../base'

/**
 * The life of a load or an unload. `authorised`: the card has been given the code with which it may change.
 * `unknown`: it has not answered, and only evidence says what it did. `not-done`: evidence says that it did
 * not change. `dropped`: it never got the code.
 */
export const orderLifecycle = machine({
  requested: { authorise: 'authorised', drop: 'dropped', refute: 'not-done' },
  authorised: { confirm: 'confirmed', refute: 'not-done', lose: 'unknown' },
  unknown: { confirm: 'confirmed', refute: 'not-done' },
  confirmed: {},
  'not-done': {},
  dropped: {},
})

export type OrderState = (typeof orderLifecycle.states)[number]
export type OrderAct = 'authorise' | 'drop' | 'refute' | 'confirm' | 'lose'

/**
 * How it became known whether a card changed. answer: the card said so with its code. proof: GET TRANSACTION
 * PROVE. counter: its own online counter, under a fresh MAC1. tap: the balance of its next tap. refund: the
 * counter, while the money was handed back. never-opened: it never got the code.
 */
export const evidences = ['answer', 'proof', 'counter', 'tap', 'refund', 'never-opened'] as const
export type Evidence = (typeof evidences)[number]
