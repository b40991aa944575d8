import type { OperatorId } from './ids'
import type { Tx } from './sql'

/** Who may work with the centre, by what they may do. The permission of each route names these. */
export const roles = {
  'counter-clerk': {
    chinese: '柜员',
    meaning: 'registers, issues, loads and takes back at a counter',
  },
  'counter-supervisor': { chinese: '柜台主管', meaning: 'the second person at a counter' },
  agent: { chinese: '充值代理', meaning: 'loads cards from a prepaid account' },
  'finance-maker': {
    chinese: '财务经办',
    meaning: 'prepares settlement, adjustments and pay-outs',
  },
  'finance-checker': { chinese: '财务复核', meaning: 'approves what a finance maker prepared' },
  operator: { chinese: '运营单位', meaning: 'a bus company or shop: sees its own takings' },
  'medical-institution': {
    chinese: '医疗机构',
    meaning: 'a hospital or pharmacy: identity and own claims',
  },
  'key-custodian': { chinese: '密钥管理员', meaning: 'keeps one part of the keys' },
  administrator: {
    chinese: '系统管理员',
    meaning: 'staff, terminals, products and rules; moves no money',
  },
  auditor: { chinese: '审计员', meaning: 'reads everything, changes nothing' },
  citizen: { chinese: '市民', meaning: 'sees the own cards' },
  terminal: { chinese: '终端', meaning: 'a device with a certificate of its own' },
} as const

export type Role = keyof typeof roles

/** Somebody who acts: a member of staff, a citizen, a device, or the centre by itself. */
export interface Actor {
  /** "staff_…", "person_…", "term_…", "centre" or "anyone"; never a name. */
  readonly id: string
  readonly kind: 'staff' | 'citizen' | 'terminal' | 'centre' | 'anyone'
  readonly roles: readonly Role[]
  /** What the actor is bound to and may not look beyond. */
  readonly operator?: OperatorId
  readonly agent?: string
  readonly person?: string
  readonly terminal?: string
}

/** The centre acting by itself: evidence that arrives, days that pass. */
export const CENTRE: Actor = { id: 'centre', kind: 'centre', roles: [] }

/** Somebody who has not signed in: may ask for what is open to all, signing in among it. */
export const ANYONE: Actor = { id: 'anyone', kind: 'anyone', roles: [] }

/** One line of the trail of who did what to which subject and why. */
export interface TrailEntry {
  /** "card.issued", "citizen.unmasked": noun and participle. */
  readonly act: string
  /** "card:3104…", "citizen:person_…", "staff:staff_…": what it was done to. */
  readonly subject: string
  /** As the actor gave it; required where personal data is shown. */
  readonly reason?: string
  /** Facts without personal data in clear and without secrets. */
  readonly detail?: Readonly<Record<string, string | number | boolean | null>>
}

/**
 * One act under way: all that a district's verb needs besides its own input. Everything the verb writes goes
 * through `tx`, so that the act, its money, its trail and the stored answer to the caller stand or fall together.
 */
export interface Act {
  readonly tx: Tx
  readonly actor: Actor
  /** A second person who approved it; never the actor. */
  readonly approvedBy?: Actor
  readonly at: Date
  /**
   * Unique for ever and the same when one request is repeated: movements and records of the act are named
   * `${reference}` or `${reference}:part`.
   */
  readonly reference: string
  /** Appends to the trail, in the same transaction. */
  trail(entry: TrailEntry): Promise<void>
}
