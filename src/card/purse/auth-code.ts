import type { Result } from '../../base'
import { command } from '../apdu'
import { askCard, type Conversation } from '../conversation'
import { expectData, type RefusalsOf, type StatusTable } from '../status'

export const authCodeStatus = {
  0x6a81: ['application-blocked', 'the card or its application is blocked'],
  0x6a88: ['auth-code-missing', 'this card has no authentication code'],
  0x6d00: ['auth-code-missing', 'this card has no authentication code'],
} as const satisfies StatusTable

export type AuthCodeRefusal = RefusalsOf<typeof authCodeStatus>

/** GET CARD AUTH CODE 安全认证识别码: nine bytes of a MOHURD card that go into MAC1, and only there. */
export function* askAuthCode(): Conversation<Result<Buffer, AuthCodeRefusal>> {
  return expectData(yield* askCard(authCodeCommand), authCodeStatus, 9)
}

export const authCodeCommand = command({ cla: 0x80, ins: 0xca, p1: 0, p2: 0 }, undefined, 9)
