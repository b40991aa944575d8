import { ALGORITHM_BYTE } from '../keys'

/** The index by which commands name a card's key: SM4 keys carry 40h (card-protocol §1.5). */
export const cardKeyIndex = (version: number, algorithm: number): number =>
  algorithm === ALGORITHM_BYTE.sm4 ? 0x40 | version : version
