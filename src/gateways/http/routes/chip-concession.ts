import { z } from 'zod'
import { chipKindOf, concessionKinds, type ConcessionKind } from '../../../citizens'

const kinds = Object.keys(concessionKinds) as [ConcessionKind, ...ConcessionKind[]]

/** One of the reasons for which a card may be used for less. */
export const concessionField = z.enum(kinds)

/** Asks for chips that show a concession to readers; what the plan says when absent. */
export const chipConcessionField = concessionField
  .optional()
  .meta({ description: 'the card is for somebody with this concession, and its chip says so' })

/** What is written on such a chip. */
export const chipKind = (concession: ConcessionKind | undefined): { readonly cardKind?: number } =>
  concession === undefined ? {} : { cardKind: chipKindOf(concession) }
