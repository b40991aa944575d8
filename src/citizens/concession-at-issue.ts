import { businessDateOf, ok, refuse, type Act, type Result } from '../base'
import { concessionKinds } from './concessions.table'
import {
  concessionsAt,
  grantConcession,
  type Concession,
  type ConcessionKind,
  type GrantRefusal,
} from './concessions'
import type { PersonalVault } from './personal'

/** A concession asked for together with a card. */
export interface AskedConcession {
  readonly kind: string
  /** What was seen that entitles to it; kept sealed. */
  readonly evidence: string
  readonly validTo?: string | undefined
}

export type ConcessionAtIssueRefusal =
  GrantRefusal | 'concession-kind-unknown' | 'card-kind-differs' | 'concession-missing'

/** What is written on the chip of a normal card (JT/T 978.2, main card type). */
export const NORMAL_CARD_KIND = 1

/** The kind a chip is written with for a concession: readers without a line to the centre go by it. */
export const chipKindOf = (kind: ConcessionKind): number =>
  concessionKinds[kind].chipKind ?? NORMAL_CARD_KIND

/**
 * The concession of whoever is given a card, in the act of its issue: granted from today on with its term until the
 * first verification, or the one that stands already. What the chip says and what the person is entitled to must be the
 * same: a reader would give the discount of the chip to anybody, and none to whom it does not show.
 * `cardKind` is what is written on the chip; undefined when it is not known here, and then not compared.
 */
export async function concessionAtIssue(
  act: Act,
  vault: PersonalVault,
  given: {
    readonly person: string | undefined
    readonly cardKind: number | undefined
    readonly asked: AskedConcession | undefined
  },
): Promise<Result<Concession | undefined, ConcessionAtIssueRefusal>> {
  const { person, cardKind, asked } = given
  const today = businessDateOf(act.at, 0)
  const kinds = Object.keys(concessionKinds) as ConcessionKind[]
  const onChip =
    cardKind === undefined
      ? undefined
      : kinds.find((kind) => concessionKinds[kind].chipKind === cardKind)
  if (asked === undefined && onChip === undefined) return ok(undefined)
  const kind = asked === undefined ? onChip : kinds.find((one) => one === asked.kind)
  if (asked !== undefined && kind === undefined) {
    return refuse('concession-kind-unknown', { field: 'concession.kind', detail: kinds.join(', ') })
  }
  if (kind !== undefined && cardKind !== undefined && chipKindOf(kind) !== cardKind) {
    return refuse('card-kind-differs', {
      field: 'concession.kind',
      detail: `the chip is written as ${cardKind}; for ${kind} it has to be ${chipKindOf(kind)}`,
    })
  }
  if (person === undefined || kind === undefined) return missing(kind)
  const standing = (await concessionsAt(act.tx, person, today)).find((one) => one.kind === kind)
  if (standing !== undefined) return ok(standing)
  return asked === undefined
    ? missing(kind)
    : grantConcession(act, vault, { ...asked, person, kind, validFrom: today })
}

const missing = (kind: ConcessionKind | undefined): Result<never, 'concession-missing'> =>
  refuse('concession-missing', {
    field: 'concession',
    detail: `the card is for a person with the concession ${kind ?? ''}, and none is granted`,
  })
