import { createHash } from 'node:crypto'
import { cardFactor, hex, type Chance } from '../base'
import { profiles, type CardProfile } from '../card'
import type { VirtualKeyFactory } from '../keys'
import {
  CardKeyPress,
  samKeysFrom,
  VirtualCard,
  VirtualSam,
  type SamKey,
} from '../../terminals/virtual'
import type { CastCard, CastOperator, CastTerminal } from './cast'

/** The product every card of a replayed city is. */
export const cityProduct = {
  product: 'replay-transport',
  version: 1,
  name: '交通联合模拟卡 (replayed city)',
  profile: 't-union',
} as const

/** What the chips of that product follow, and how their keys are made. */
export const cityProfile: CardProfile = profiles.tunion
export const KEY_INDEX = 1
export const KEY_VERSION = 1
export const TRIPLE_DES = 0
export const LEVELS = 2

/** Issuer id of the city, 8 bytes: first factor of every card's keys. */
export const CITY_ISSUER = '1048000000000001'
const issuerFactor = hex(CITY_ISSUER)

/** The calendar days, YYYYMMDD, between which everything in the city is valid. */
export interface Validity {
  readonly start: string
  readonly expiry: string
}

/** Makes the chips of a city out of development keys. */
export class ChipWorks {
  private readonly samKeys: readonly SamKey[]
  private readonly press: CardKeyPress

  constructor(
    keys: VirtualKeyFactory,
    private readonly chance: Chance,
    readonly validity: Validity,
  ) {
    this.samKeys = samKeysFrom(keys)
    this.press = new CardKeyPress(keys, issuerFactor, KEY_VERSION)
  }

  card({ number, kind }: CastCard): VirtualCard {
    return new VirtualCard({
      profile: cityProfile,
      personal: { number, issuer: CITY_ISSUER, cardKind: kind, ...this.validity },
      keys: this.press.keysFor(cardFactor(number)),
      chance: this.chance,
    })
  }

  sam({ sam, operator }: Pick<CastTerminal, 'sam' | 'operator'>): VirtualSam {
    return new VirtualSam({
      terminal: sam,
      serial: sam.padStart(20, '0'),
      acceptor: acceptorOf(operator),
      issuer: CITY_ISSUER,
      ...this.validity,
      keyIndex: KEY_INDEX,
      keys: this.samKeys,
      chance: this.chance,
    })
  }
}

/** The two factors of a card's keys, as a loading host needs them. */
export const factorsOf = ({ number }: CastCard): { issuer: Buffer; card: Buffer } => ({
  issuer: issuerFactor,
  card: cardFactor(number),
})

/** Acceptor code of an operator, 16 hex digits: a piece of its name's hash. */
const acceptorOf = ({ name }: CastOperator): string =>
  createHash('sha256').update(name, 'utf8').digest('hex').slice(0, 16).toUpperCase()
