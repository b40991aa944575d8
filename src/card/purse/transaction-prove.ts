import { bigEndian, ok, type Result } from '../../base'
import { command } from '../apdu'
import { askCard, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'

export const proveStatus = {
  0x6985: ['proof-not-kept', 'the card keeps no proof of this transaction'],
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x9406: ['proof-not-kept', 'the card keeps no proof of this transaction'],
} as const satisfies StatusTable

export type ProveRefusal = RefusalsOf<typeof proveStatus>

/** The codes of the last transaction of a type, kept by the card for whoever lost the answer. */
export interface TransactionProof {
  readonly mac: Buffer
  readonly tac: Buffer
}

/**
 * GET TRANSACTION PROVE 取交易认证 (card-protocol §2.6). `counterBefore` is the counter the lost transaction
 * saw when it was opened; the card asks for one more. The MAC comes first here, other than in DEBIT.
 */
export function* askProof(transaction: {
  readonly type: number
  readonly counterBefore: number
}): Conversation<Result<TransactionProof, ProveRefusal>> {
  const data = expectData(yield* askCard(proveCommand(transaction)), proveStatus, 8)
  return data.ok ? ok({ mac: data.value.subarray(0, 4), tac: data.value.subarray(4, 8) }) : data
}

export const proveCommand = (transaction: {
  readonly type: number
  readonly counterBefore: number
}): Buffer =>
  command(
    { cla: 0x80, ins: 0x5a, p1: 0, p2: transaction.type },
    bigEndian((transaction.counterBefore + 1) & 0xffff, 2),
    8,
  )
