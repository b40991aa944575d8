import { invariant, SeededChance } from '../../base'
import { profiles } from '../../card'
import type { VirtualKeyFactory } from '../../keys'
import type { MemoryJournal, Validator } from '../../../terminals/bus-validator'
import { blankCard, type VirtualCard } from '../../../terminals/virtual'
import { simpleValidator } from '../simple-validator'
import { ISSUER, SAM } from './open-city'

/** Chips and SAMs in software, all under one seed. */
export class Chips {
  private readonly chance = new SeededChance(20_260_302)

  constructor(private readonly factory: VirtualKeyFactory) {}

  /** A blank chip as its maker sends it, under the maker's transport key. */
  blank(serial: string): VirtualCard {
    const bytes = Buffer.from(serial, 'hex')
    const label = { purpose: 'transport', version: 1, algorithm: '3des' } as const
    const key = this.factory.key(label, [bytes])
    invariant(key.ok, 'the transport key of the maker is known', { key })
    return blankCard({
      profile: profiles.tunion.name,
      serial: bytes,
      transport: { index: 0, version: 1, algorithm: '3des', key: key.value },
      chance: this.chance,
    })
  }

  /** A bus's validator that starts on this day, YYYYMMDD. */
  validator(journal: MemoryJournal, today: string): Validator {
    const { chance, factory: keys } = this
    return simpleValidator({
      sam: SAM,
      issuer: ISSUER,
      keys,
      chance,
      today,
      device: 'bus-1',
      journal,
    })
  }
}
