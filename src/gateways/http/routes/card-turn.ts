import { z } from 'zod'
import { countOut } from '../contract/fields'

/** Where a conversation with a card in a reader stands: what is to be sent to the card, or how it ended. */
export const cardTurn = {
  session: z.string(),
  state: z.enum(['open', 'done', 'refused', 'interrupted']),
  turn: countOut.optional(),
  apdu: z.string().optional().meta({ description: 'command bytes in hex, for the card' }),
  repeat: z
    .enum(['safe', 'look-first'])
    .optional()
    .meta({ description: 'look-first: never send it twice' }),
} as const
