import { createHash } from 'node:crypto'

/** SHA-256 of a day's canonical text. */
export const dayDigest = (text: string): Buffer =>
  createHash('sha256').update(text, 'utf8').digest()
