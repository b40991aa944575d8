import { ok, type Result } from '../../base'
import type { Conversation } from '../conversation'
import { sayProtected, type ProtectedRefusal } from '../secure-messaging'
import type { CardKeyName } from '../vault-question'

export type BlockRefusal = ProtectedRefusal

const NOTHING = Buffer.alloc(0)

/**
 * APPLICATION BLOCK 应用锁定: for a time (can be undone) or for good. Key: application-block on cards that
 * split it off, otherwise application-maintenance.
 */
export function* blockApplication(
  key: CardKeyName,
  how: 'for-a-time' | 'for-good',
): Conversation<Result<void, BlockRefusal>> {
  const p2 = how === 'for-good' ? 0x01 : 0x00
  const done = yield* sayProtected({ cla: 0x84, ins: 0x1e, p1: 0, p2 }, NOTHING, key)
  return done.ok ? ok(undefined) : done
}

/**
 * APPLICATION UNBLOCK 应用解锁; three wrong tries lock the application for good. Key: application-unblock
 * where split off, otherwise application-maintenance.
 */
export function* unblockApplication(key: CardKeyName): Conversation<Result<void, BlockRefusal>> {
  const done = yield* sayProtected({ cla: 0x84, ins: 0x18, p1: 0, p2: 0 }, NOTHING, key)
  return done.ok ? ok(undefined) : done
}

/** CARD BLOCK 卡片锁定: the whole chip, for good. Key: card maintenance. */
export function* blockCard(key: CardKeyName): Conversation<Result<void, BlockRefusal>> {
  const done = yield* sayProtected({ cla: 0x84, ins: 0x16, p1: 0, p2: 0 }, NOTHING, key)
  return done.ok ? ok(undefined) : done
}
