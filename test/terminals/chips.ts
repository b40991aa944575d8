import { hex, type Chance } from '../../src/base'
import { command, profiles, type ProfileName } from '../../src/card'
import {
  plainKeys,
  VirtualCard,
  type CardPersonalisation,
  type CardState,
} from '../../terminals/virtual'

/** Chance that gives the bytes it was told to, in turn, and then repeats the last of them. */
export function toldChance(...told: readonly string[]): Chance {
  const rest = told.map(hex)
  let last = Buffer.alloc(8, 0x5a)
  return {
    below: () => 0,
    bytes: (count) => {
      last = Buffer.from(rest.shift() ?? last)
      return Buffer.alloc(count, last.subarray(0, count))
    },
  }
}

/** The fictional card of the vectors: two levels, city 9990, serial 9990000000000001. */
export const vectorKeys = plainKeys({
  purchase: 'AB70FBD5076FF58A1558EEEFC968BF44',
  load: '97FC25853B757D9FFA57B041804BF986',
  tac: '70DC05A66892B75273851C3E10B8B89D',
  unload: '7B84EFA6D890CA7223F9C90231EAF264',
  'application-maintenance': '6C7F59EF102C2DB71677BBC1388927EF',
  overdraft: '7CAF0D1A3653F15F06ACADF6C94605FF',
  'pin-unblock': '17045B8B671BFEBAD3A280729DCFAE33',
  'pin-reload': '00A11B4426685A8032A699A50C4FE6C4',
  'card-maintenance': '6C7F59EF102C2DB71677BBC1388927EF',
})

export const somebody: CardPersonalisation = {
  number: '9990000000000001',
  issuer: '9990FF0000000000',
  start: '20200101',
  expiry: '20391231',
}

export function cardOf(
  made: {
    readonly profile?: ProfileName
    readonly chance?: Chance
    readonly state?: Partial<CardState>
    readonly personal?: Partial<CardPersonalisation>
  } = {},
): VirtualCard {
  const profile = profiles[made.profile ?? 'pboc']
  const card = new VirtualCard({
    profile,
    personal: { ...somebody, ...made.personal },
    keys: vectorKeys,
    chance: made.chance ?? toldChance(),
    ...(made.state === undefined ? {} : { state: made.state }),
  })
  card.transmit(selectPurse(made.profile))
  return card
}

export const selectPurse = (profile: ProfileName = 'pboc'): Buffer =>
  command({ cla: 0, ins: 0xa4, p1: 4, p2: 0 }, hex(profiles[profile].applicationName), 256)

/** Says hex, hears hex. */
export const say = (chip: { transmit(bytes: Buffer): Buffer }, apdu: string): string =>
  chip
    .transmit(hex(apdu.replace(/ /g, '')))
    .toString('hex')
    .toUpperCase()

/** Says every line of a transcript and expects every `-> ` answer, byte for byte. */
export function expectTranscript(
  chip: { transmit(bytes: Buffer): Buffer },
  lines: readonly string[],
): void {
  let heard = ''
  for (const line of lines) {
    if (line.startsWith('-> ')) expect(heard).toBe(line.slice(3))
    else heard = say(chip, line)
  }
}
