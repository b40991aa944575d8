import type { OperatorId, SamNumber } from '../base'
import { holdsAt } from './validity'

/** A device that takes cards: a validator on a bus, a gate, a shop's reader. */
export interface Terminal {
  readonly terminal: string
  readonly operator: OperatorId
  readonly kind: string
  /** Line, station or shop in words; empty when unknown. */
  readonly place: string
  readonly installedFrom: Date
  readonly installedTo: Date | null
}

/** A SAM sits in a terminal for a time. Earlier bindings are kept: late taps are judged by them. */
export interface SamBinding {
  readonly sam: SamNumber
  readonly boundFrom: Date
  /** The instant it was taken out; null while it is in. */
  readonly boundTo: Date | null
  readonly operator: OperatorId
  readonly terminal: string
  /** From this instant nothing made with it is paid; null when it is not blocked. */
  readonly blockedFrom: Date | null
}

/** Where a SAM was at an instant; undefined when it was in no terminal. */
export function bindingAt(bindings: readonly SamBinding[], instant: Date): SamBinding | undefined {
  for (const one of bindings) {
    if (holdsAt({ from: one.boundFrom, to: one.boundTo }, instant)) return one
  }
  return undefined
}

export const samBlockedAt = (binding: SamBinding, instant: Date): boolean =>
  binding.blockedFrom !== null && binding.blockedFrom <= instant
