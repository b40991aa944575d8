import { bcd, Fault, fen, hex, SeededChance, type SamNumber } from '../../src/base'
import {
  holdSync,
  load,
  profiles,
  type Chip,
  type LoadProof,
  type ProfileName,
} from '../../src/card'
import { parseKeyFile, VirtualKeyFactory, type MasterKey } from '../../src/keys'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  MemoryJournal,
  openTerminal,
  Validator,
  type Ride,
  type TapJournal,
} from '../../terminals/bus-validator'
import {
  CardKeyPress,
  type CardState,
  samKeysFrom,
  VirtualCard,
  VirtualHost,
  VirtualSam,
} from '../../terminals/virtual'

export const ISSUER = '02005840FFFFFFFF'
export const NUMBER = '3105840000000000017'

function developmentKeys(): readonly MasterKey[] {
  const keys = parseKeyFile(readFileSync(join(__dirname, '../../keys-dev/hierarchy.json'), 'utf8'))
  if (!keys.ok) throw new Error(keys.refused)
  return keys.value
}

export const factory = new VirtualKeyFactory(developmentKeys())

/** A small city of its own: chips with development keys, one validator, one loading host. */
export class City {
  readonly chance: SeededChance
  readonly press = new CardKeyPress(factory, hex(ISSUER))
  readonly host = new VirtualHost(factory, 2)
  readonly journal = new MemoryJournal()
  readonly sam: VirtualSam
  readonly validator: Validator

  constructor(
    readonly profile: ProfileName = 'tunion',
    private readonly keyIndex = 1,
    samNumber = '518000000101',
  ) {
    this.chance = new SeededChance(7)
    this.sam = new VirtualSam({
      terminal: samNumber,
      serial: '00000000518000000101',
      acceptor: '00000000000000A1',
      issuer: ISSUER,
      start: '20200101',
      expiry: '20391231',
      keyIndex,
      keys: samKeysFrom(factory),
      chance: this.chance,
    })
    this.validator = this.validatorWith(this.journal)
  }

  validatorWith(journal: TapJournal): Validator {
    const terminal = holdSync(openTerminal({ today: '20240115' }), (question) => {
      if (question.to !== 'sam') throw new Error('a terminal starts with its SAM')
      return this.sam.transmit(question.apdu)
    })
    if (!terminal.ok) throw new Error(terminal.refused)
    const device = { device: 'bus-1', program: '1.0', test: 0 }
    return new Validator({ terminal: terminal.value, device, levels: 2, sam: this.sam, journal })
  }

  issue(
    number = this.profile === 'mohurd' ? '5180000000000017' : NUMBER,
    state: Partial<CardState> = {},
  ): VirtualCard {
    return new VirtualCard({
      profile: this.profile,
      personal: {
        number,
        issuer: this.profile === 'mohurd' ? '5180FF0000000000' : ISSUER,
        start: '20200101',
        expiry: '20391231',
        authCode: '8512345678ABCDEF01',
      },
      keys: this.pressFor().keysFor(bcd(number, 10).subarray(2)),
      chance: this.chance,
      state,
    })
  }

  load(card: Chip, number: string, amountFen: number): LoadProof {
    const issuer = hex(this.profile === 'mohurd' ? '5180FF0000000000' : ISSUER)
    const order = {
      purse: 'EP',
      card: { issuer, card: bcd(number, 10).subarray(2) },
      keyIndex: this.keyIndex,
      amount: fen(amountFen),
      terminal: '518000000001' as SamNumber,
      at: '20240115093000',
    } as const
    card.transmit(selectOf(this.profile))
    const proof = holdSync(load(order), (question) => {
      if (question.to === 'card') return card.transmit(question.apdu)
      if (question.to === 'vault') return this.host.answer(question.asks)
      throw new Error('a load needs no SAM')
    })
    if (!proof.ok) throw new Error(proof.refused)
    return proof.value
  }

  tap(card: Chip, ride: Partial<Ride> = {}, validator = this.validator) {
    return validator.tap(card, profiles[this.profile], { ...aRide, ...ride })
  }

  private pressFor(): CardKeyPress {
    return this.profile === 'mohurd'
      ? new CardKeyPress(factory, hex('5180FF0000000000'))
      : this.press
  }
}

export const selectOf = (profile: ProfileName): Buffer => {
  const name = hex(profiles[profile].applicationName)
  return Buffer.concat([hex('00A40400'), Buffer.of(name.length), name])
}

export const aRide: Ride = {
  stage: 'exit',
  as: 'compound',
  mode: 'bus',
  at: '20240115101530',
  listFare: fen(250),
  amount: fen(200),
  discount: 1,
  place: { routeLine: 'M101', station: '市民中心', vehicle: 'B12345', driver: '77', direction: 1 },
}

/** A card whose field is lost at one exchange: before the command reaches it, or after it has acted. */
export function leavingAt(
  card: VirtualCard,
  exchange: number,
  when: 'before' | 'after',
): Chip & { readonly said: () => number } {
  let said = 0
  return {
    said: () => said,
    transmit(command) {
      said++
      if (said !== exchange) return card.transmit(command)
      if (when === 'after') card.transmit(command)
      card.powerCut()
      throw new Fault('card', 'the card left the field', false)
    },
  }
}
