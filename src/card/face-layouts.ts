import type { CardProfile } from './profile'
import { profiles } from './profile.table'

/** How a card of some family shows who it is: for readers that only look. */
export interface FaceLayout {
  readonly name: 'tunion' | 'mohurd' | 'pboc' | 'shenzhen'
  readonly meaning: string
  /** Application by DF name, hex. */
  readonly applicationName: string
  /** Where file 0015 is read by a profile of ours; absent: as `serial` says. */
  readonly profile?: CardProfile
  /** A number in little-endian bytes, as some cities write it. */
  readonly serial?: { readonly at: number; readonly sizeBytes: number }
  readonly start: number
  readonly expiry: number
  /** Log files, the newest record first; loads may have one of their own. */
  readonly logs: readonly number[]
}

const ours = (profile: CardProfile): FaceLayout => ({
  name: profile.name,
  meaning: profile.meaning,
  applicationName: profile.applicationName,
  profile,
  start: profile.identity.start,
  expiry: profile.identity.expiry,
  logs: [...new Set([profile.purchaseLog, profile.loadLog])],
})

/** Card families that can be looked at, in the order in which they are tried. */
export const faceLayouts: readonly FaceLayout[] = [
  ours(profiles.tunion),
  ours(profiles.mohurd),
  ours(profiles.pboc),
  {
    name: 'shenzhen',
    meaning:
      'Shenzhen Tong 深圳通 of the older kind, as public card-reading apps read it; no standard text was at hand',
    applicationName: Buffer.from('PAY.SZT', 'latin1').toString('hex').toUpperCase(),
    serial: { at: 16, sizeBytes: 4 },
    start: 20,
    expiry: 24,
    logs: [0x0018],
  },
]

export type FaceLayoutName = FaceLayout['name']
