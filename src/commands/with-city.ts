import type { Clock } from '../base'
import { openCity, type City } from '../city'
import { readConfig, type Config } from '../config'
import { refused, type Answer } from './answer'

export interface CityOptions {
  /** A database of its own that is thrown away at the end. */
  readonly fresh?: boolean
  readonly clock?: Clock
}

/** The settings, or the answer that says what is wrong with them. */
export function settings(): { readonly config: Config } | { readonly wrong: Answer } {
  const config = readConfig()
  return config.ok ? { config: config.value } : { wrong: { ...refused(config), exit: 2 } }
}

/** Opens the centre for one command and closes it again, whatever happens. */
export async function withCity(
  options: CityOptions,
  work: (city: City) => Promise<Answer>,
): Promise<Answer> {
  const read = settings()
  if ('wrong' in read) return read.wrong
  const opened = await openCity(quiet(read.config), options)
  if (!opened.ok) return refused(opened)
  try {
    return await work(opened.value)
  } finally {
    await opened.value.close()
  }
}

/** A command answers for itself; the log only speaks up when something is amiss. */
const quiet = (config: Config): Config => ({
  ...config,
  logLevel: config.logLevel === 'info' ? 'warn' : config.logLevel,
})
