import { Router } from 'express'

/** One thing that must be so before work is sent here. */
export interface ReadinessCheck {
  readonly name: string
  /** @returns what is wrong, or nothing */
  readonly look: () => Promise<string | undefined>
}

const LOOK_WITHIN_MS = 2_000

/**
 * `/healthz`: the process runs (restart it when this fails). `/readyz`: it can work (send it nothing while this
 * fails, and do not restart it: the database may only be away for a moment).
 */
export function healthRoutes(checks: readonly ReadinessCheck[], stopping: () => boolean): Router {
  const routes = Router()
  routes.get('/healthz', (_request, response) => {
    response.json({ alive: true })
  })
  routes.get('/readyz', async (_request, response) => {
    const found = await Promise.all(checks.map(lookAt))
    const ready = !stopping() && found.every(({ ok }) => ok)
    response.status(ready ? 200 : 503).json({ ready, stopping: stopping(), checks: found })
  })
  return routes
}

async function lookAt({
  name,
  look,
}: ReadinessCheck): Promise<{ name: string; ok: boolean; detail?: string }> {
  const detail = await Promise.race([look().catch(() => 'does not answer'), tooLate()])
  return detail === undefined ? { name, ok: true } : { name, ok: false, detail }
}

const tooLate = (): Promise<string> =>
  new Promise((resolve) => {
    setTimeout(() => resolve(`no answer within ${LOOK_WITHIN_MS} ms`), LOOK_WITHIN_MS).unref()
  })
