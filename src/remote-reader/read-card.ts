import { fenInJson, ok, refuse, toHex, type Result } from '../base'
import {
  askBalance,
  profiles,
  readBinary,
  readIdentity,
  selectByName,
  type CardIdentity,
  type CardProfile,
  type Conversation,
  type ProfileName,
} from '../card'
import type { CardWork } from './card-work'

/** Tag and length of file 0015 inside the answer to SELECT (card-protocol §4.1): it saves a reading. */
const FILE_0015_IN_FCI = Buffer.from('9F0C1E', 'hex')
const FILE_0015_BYTES = 0x1e

/**
 * Selects the purse application and says which card it is, from the answer to SELECT where that holds file
 * 0015, else by reading it. Nothing of it is proved before the first MAC.
 */
export function* meetCard(profile: CardProfile): Conversation<Result<CardIdentity, string>> {
  const fci = yield* selectByName(profile.applicationName)
  if (!fci.ok) return fci
  const at = fci.value.indexOf(FILE_0015_IN_FCI)
  const start = at + FILE_0015_IN_FCI.length
  const inFci = at < 0 ? undefined : fci.value.subarray(start, start + FILE_0015_BYTES)
  if (inFci?.length === FILE_0015_BYTES) return readIdentity(profile, inFci)
  const file = yield* readBinary(0x15, FILE_0015_BYTES)
  return file.ok ? readIdentity(profile, file.value) : file
}

export interface ReadOrder {
  readonly [name: string]: string
  readonly profile: ProfileName
}

interface CardRead {
  readonly identity: CardIdentity
  readonly balanceFen: bigint
}

/** Reads a card that nobody has asked for by number: what it says it is, and what it holds. */
export const readWork: CardWork<ReadOrder, CardRead> = {
  kind: 'read',
  *converse({ profile }): Conversation<Result<CardRead, string>> {
    const identity = yield* meetCard(profiles[profile])
    if (!identity.ok) return identity
    const balance = yield* askBalance('EP')
    return balance.ok ? ok({ identity: identity.value, balanceFen: balance.value }) : balance
  },
  vault: async () => Buffer.alloc(0),
  finish: async (_act, _session, outcome) =>
    outcome.ok
      ? ok({
          card: outcome.value.identity.number,
          issuer: toHex(outcome.value.identity.issuer),
          validFrom: outcome.value.identity.start,
          validTo: outcome.value.identity.expiry,
          balanceFen: fenInJson(outcome.value.balanceFen),
        })
      : refuse(outcome.refused, outcome.detail === undefined ? {} : { detail: outcome.detail }),
  interrupted: async () => undefined,
}
