import type { RequestHandler, Router as Routes } from 'express'
import { Router } from 'express'
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client'
import type { ClearingEvent } from '../../clearing'
import type { OpenDatabase } from '../../database'

/** The server's own measurements; districts may add theirs to the registry. */
export interface Metrics {
  readonly registry: Registry
  /** Measures every request by method, route and status. */
  readonly measure: RequestHandler
  readonly routes: Routes
  /** Counts what clearing tells of its work. */
  readonly clearing: (event: ClearingEvent) => void
}

/** From a look-up of one record to an upload of a whole day. */
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300]

export function createMetrics(database: Pick<OpenDatabase, 'connections'>): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  observeConnections(registry, database)
  const requests = new Histogram({
    name: 'citycard_http_request_seconds',
    help: 'Time from the start of a request to the end of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: SECONDS,
    registers: [registry],
  })
  const measure: RequestHandler = (request, response, next) => {
    const stop = requests.startTimer()
    response.once('close', () =>
      stop({ method: request.method, route: routeOf(request), status: response.statusCode }),
    )
    next()
  }
  const routes = Router()
  routes.get('/metrics', async (_request, response) => {
    response.type(registry.contentType).send(await registry.metrics())
  })
  return { registry, measure, routes, clearing: clearingCounters(registry) }
}

/** The pattern, never the path itself: a path may hold a number of a card, and each would be a new series. */
function routeOf(request: Parameters<RequestHandler>[0]): string {
  const route = (request as { route?: { path?: unknown } }).route?.path
  return typeof route === 'string' ? `${request.baseUrl}${route}` : 'none'
}

function observeConnections(registry: Registry, database: Pick<OpenDatabase, 'connections'>): void {
  new Gauge({
    name: 'citycard_database_connections',
    help: 'Connections to the database by what they do; waiting are the acts that wait for one',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { total, idle, waiting } = database.connections()
      this.set({ state: 'busy' }, total - idle)
      this.set({ state: 'idle' }, idle)
      this.set({ state: 'waiting' }, waiting)
    },
  })
}

function clearingCounters(registry: Registry): (event: ClearingEvent) => void {
  const records = new Counter({
    name: 'citycard_clearing_records_total',
    help: 'Records judged, by verdict',
    labelNames: ['verdict'],
    registers: [registry],
  })
  const uploads = new Counter({
    name: 'citycard_clearing_uploads_total',
    help: 'Upload attempts, by how they ended',
    labelNames: ['outcome'],
    registers: [registry],
  })
  const alarms = new Counter({
    name: 'citycard_clearing_clone_alarms_total',
    help: 'Taps held because another genuine tap claims the same card counter',
    registers: [registry],
  })
  return (event) => {
    switch (event.what) {
      case 'records':
        records.inc({ verdict: event.verdict }, event.count)
        break
      case 'upload':
        uploads.inc({ outcome: event.outcome })
        break
      case 'clone-alarm':
        alarms.inc(event.count)
        break
    }
  }
}
