import { businessDateOf, type BusinessDate } from '../base'

/** The calendar date in the city: rules of a counter go by the calendar, not by the cut-off of clearing. */
export const cityDate = (at: Date): BusinessDate => businessDateOf(at, 0)
