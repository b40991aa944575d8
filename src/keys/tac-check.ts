import type { Algorithm } from './label'
import { checkTacsDes } from './tac-check-des'
import { checkTacsOneByOne } from './tac-check-node'
import type { TacBatch } from './tac-rows'

/**
 * Checks rows under a master key with the fastest way there is for the algorithm. Pure; the same function
 * runs in the caller's thread and in worker threads. SM4 cards are still few, so node:crypto will do.
 */
export const checkTacRows = (
  algorithm: Algorithm,
  masterKey: Uint8Array,
  batch: Omit<TacBatch, 'label'>,
): Uint8Array =>
  algorithm === 'sm4' ? checkTacsOneByOne('sm4', masterKey, batch) : checkTacsDes(masterKey, batch)
