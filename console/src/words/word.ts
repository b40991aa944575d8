import type { zhWords } from './zh'

/** Every label there is: what Chinese has, every language has. */
export type Words = Readonly<Record<keyof typeof zhWords, string>>
