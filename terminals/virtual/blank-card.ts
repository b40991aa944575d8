import { invariant, type Chance } from '../../src/base'
import { profiles, type ProfileName } from '../../src/card'
import { VirtualCard } from './card'
import type { CardState } from './card-state'
import type { ChipKey, ChipKeys } from './chip-keys'

const NO_KEYS: ChipKeys = { byIndex: () => undefined, byAlgorithm: () => undefined }

/**
 * A blank chip as it comes from its maker: files laid out and empty, no key but the transport key of its serial. It
 * becomes a card by WRITE KEY and UPDATE BINARY.
 */
export function blankCard(made: {
  readonly profile: ProfileName
  /** The chip's own serial number, 8 bytes. */
  readonly serial: Buffer
  /** Its transport key (3DES or SM4). */
  readonly transport: ChipKey
  readonly chance: Chance
  /** What this very chip held when its program ended; without it the chip is as its maker made it. */
  readonly memory?: CardState | undefined
}): VirtualCard {
  const { serial, transport, chance } = made
  invariant(serial.length === 8, 'a chip serial has 8 bytes')
  const profile = profiles[made.profile]
  const empty = [...profile.environment, ...profile.files].flatMap((file) =>
    file.kind === 'binary' ? [[file.fid, '00'.repeat(file.sizeBytes)] as const] : [],
  )
  const uid = serial.toString('hex', 2, 6)
  return new VirtualCard({
    profile,
    personal: {
      number: '0000000000000000',
      issuer: '0000000000000000',
      start: '00000000',
      expiry: '00000000',
      // One byte, then the chip's number twice, as a traced MOHURD card gave it (card-protocol §3.3).
      authCode: `00${uid}${uid}`,
      files: Object.fromEntries(empty),
    },
    keys: NO_KEYS,
    chance,
    state: made.memory ?? { chip: { serial, transport, keys: [] } },
  })
}
