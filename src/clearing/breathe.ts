/**
 * Lets everything else that waits have its turn: ten thousand lines are a tenth of a second of work, and
 * answers of the database (and other callers) must not wait for all of it.
 */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))
