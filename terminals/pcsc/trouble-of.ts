import type { Trouble } from '../reader'
import { errorCodes } from './error-codes.table'

/** The trouble behind an error of the binding, which gives its code only in the text. */
export function troubleOf(error: unknown): { readonly trouble: Trouble; readonly system: string } {
  const system = error instanceof Error ? error.message : String(error)
  const [, code] = /\(0x([0-9a-f]{8})\)/i.exec(system) ?? []
  const trouble = code === undefined ? undefined : errorCodes[Number.parseInt(code, 16)]
  return { trouble: trouble ?? 'trouble-unknown', system }
}
