import type { Migration } from './migration'

export type { Migration } from './migration'

/** Every step in order. A name that has landed is never changed or moved. */
export const migrations: readonly Migration[] = []
