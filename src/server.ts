import { readFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer, type ServerOptions } from 'node:https'
import type { AddressInfo } from 'node:net'
import { Fault } from './base'
import type { Config, TlsConfig } from './config'
import type { OpenDatabase } from './database'
import {
  answerBroken,
  createApp,
  createMetrics,
  healthRoutes,
  type Metrics,
  type ReadinessCheck,
  type Routes,
} from './gateways/http'
import type { Logger } from './log'
import { pendingSteps } from './migrate'

export interface ServerParts {
  readonly http: Config['http']
  readonly log: Logger
  readonly database: OpenDatabase
  /** Made with the metrics at hand, so that a district can count what it does. */
  readonly routes: (metrics: Metrics) => readonly Routes[]
  /** Other doors than HTTP, each opened after it and stopped with it. */
  readonly doors?: readonly ((metrics: Metrics) => Promise<OpenDoor>)[]
  /** Beside the database and its migrations. */
  readonly readiness?: readonly ReadinessCheck[]
  /** Called at once when the server is asked to stop: ends what makes requests wait. */
  readonly stopping?: () => void
  /**
   * Run one after another once no request runs any more: end the jobs, close the pool, stop the embedded
   * server. Each runs even if one before it failed.
   */
  readonly closing: readonly (() => Promise<void>)[]
}

/** A door that is open. */
export interface OpenDoor {
  /** Where, by name: "pos" at "tcp://127.0.0.1:8583". */
  readonly at: Readonly<Record<string, string>>
  /** Finishes what has begun; what takes longer is cut off. */
  stop(withinSeconds: number): Promise<void>
}

export interface RunningCity {
  readonly url: string
  readonly port: number
  /** Of the HTTPS server, when there is one. */
  readonly secureUrl?: string
  /** Where the other doors are, by name. */
  readonly doors: Readonly<Record<string, string>>
  /** Stops in good order; may be called twice. */
  readonly stop: () => Promise<void>
}

const REQUEST_WITHIN_MS = 3_600_000

/** Listens, and knows how to stop. @throws Fault `http` when the port cannot be had */
export async function startServer(parts: ServerParts): Promise<RunningCity> {
  let stopped: Promise<void> | undefined
  const metrics = createMetrics(parts.database)
  const app = createApp({
    log: parts.log,
    measure: metrics.measure,
    watched: [
      healthRoutes(
        [...databaseChecks(parts.database), ...(parts.readiness ?? [])],
        () => stopped !== undefined,
      ),
      metrics.routes,
    ],
    routes: parts.routes(metrics),
    requestsPerMinuteMax: parts.http.requestsPerMinuteMax,
  })
  const { http, log } = parts
  const server = createServer(app)
  await listen(server, http)
  const { port } = server.address() as AddressInfo
  const url = `http://${hostInUrl(http.host)}:${port}`
  const secure =
    http.tls === undefined ? undefined : await secureServer(app, http, http.tls, server)
  log.info({ url, ...secure?.at }, 'listening')
  const servers = [server, ...(secure === undefined ? [] : [secure.server])]
  // Node's own limit of five minutes would cut off the upload of a large day over a slow line.
  for (const one of servers) one.requestTimeout = REQUEST_WITHIN_MS
  for (const one of servers) one.on('clientError', answerBroken)
  const doors = await openDoors(parts, metrics).catch((error: unknown) => {
    for (const one of servers) one.close()
    throw error
  })
  const at = Object.assign({}, ...doors.map((door) => door.at)) as Record<string, string>
  if (doors.length > 0) log.info(at, 'other doors are open')
  const stop = (): Promise<void> => (stopped ??= stopCity(servers, doors, parts))
  return { url, port, ...secure?.at, doors: at, stop }
}

/** Opens the other doors; one that stays shut shuts those before it. */
async function openDoors(
  { doors = [] }: ServerParts,
  metrics: Metrics,
): Promise<readonly OpenDoor[]> {
  const open: OpenDoor[] = []
  try {
    for (const door of doors) open.push(await door(metrics))
    return open
  } catch (error) {
    await Promise.all(open.map((one) => one.stop(0)))
    throw error
  }
}

/**
 * HTTPS beside HTTP. A client certificate is asked for where authorities are named, and not insisted on: people come
 * without one. One that the authorities did not sign counts for nothing (`request.socket.authorized`).
 */
async function secureServer(
  app: RequestListener,
  { host }: Config['http'],
  tls: TlsConfig,
  plain: Server,
): Promise<{ server: Server; at: { secureUrl: string } }> {
  try {
    const server = createTlsServer(await tlsOptions(tls), app)
    await listen(server, { host, port: tls.port })
    const { port } = server.address() as AddressInfo
    return { server, at: { secureUrl: `https://${hostInUrl(host)}:${port}` } }
  } catch (error) {
    plain.close()
    if (error instanceof Fault) throw error
    const why = error instanceof Error ? error.message : String(error)
    throw new Fault('http', `TLS cannot be spoken: ${why}`, true, { cause: error })
  }
}

async function tlsOptions(tls: TlsConfig): Promise<ServerOptions> {
  const { certificateFile, keyFile, clientAuthorityFile } = tls
  const [cert, key] = await Promise.all([readFile(certificateFile), readFile(keyFile)])
  const own: ServerOptions = { cert, key, minVersion: 'TLSv1.2' }
  if (clientAuthorityFile === undefined) return own
  const ca = await readFile(clientAuthorityFile)
  return { ...own, ca, requestCert: true, rejectUnauthorized: false }
}

/**
 * Stops on SIGTERM and SIGINT and then lets the process end; a second signal ends it at once.
 * @returns resolves when the city has stopped because of a signal
 */
export function stopOnSignals(city: RunningCity, log: Logger): Promise<void> {
  return new Promise((resolve, reject) => {
    let asked = false
    const onSignal = (signal: NodeJS.Signals): void => {
      if (asked) process.exit(130)
      asked = true
      log.info({ signal }, 'stopping')
      city.stop().then(resolve, reject)
    }
    process.on('SIGTERM', onSignal)
    process.on('SIGINT', onSignal)
  })
}

const databaseChecks = (database: OpenDatabase): ReadinessCheck[] => [
  {
    name: 'database',
    look: async () => {
      await database.query('select 1')
      return undefined
    },
  },
  {
    name: 'migrations',
    look: async () => {
      const pending = await pendingSteps(database)
      return pending.length === 0 ? undefined : `not yet run: ${pending.join(', ')}`
    },
  },
]

function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(new Fault('http', cannotListen(error.code, { host, port }), true, { cause: error })),
    )
    server.listen(port, host, resolve)
  })
}

const CANNOT_LISTEN: Readonly<Record<string, string>> = {
  EADDRINUSE: 'it is in use; set PORT to another one, or to 0 for any free one',
  EACCES: 'this user may not use it; set PORT to one above 1023',
  EADDRNOTAVAIL: 'this is no address of this machine; set HOST',
  ENOTFOUND: 'this is no name of this machine; set HOST',
}

const cannotListen = (code: string | undefined, at: { host: string; port: number }): string =>
  `cannot listen on ${at.host}:${at.port}: ${CANNOT_LISTEN[code ?? ''] ?? code ?? 'no reason given'}`

async function stopCity(
  servers: readonly Server[],
  doors: readonly OpenDoor[],
  parts: ServerParts,
): Promise<void> {
  parts.stopping?.()
  await Promise.all([
    ...servers.map((server) => finishRequests(server, parts)),
    ...doors.map((door) => door.stop(parts.http.shutdownSeconds)),
  ])
  for (const close of parts.closing) {
    await close().catch((error: unknown) => parts.log.error({ err: error }, 'could not close'))
  }
  parts.log.info('stopped')
}

/** No new connections; running requests may finish until the deadline, then they are cut off. */
async function finishRequests(server: Server, { http, log }: ServerParts): Promise<void> {
  const finished = new Promise<void>((resolve) => server.close(() => resolve()))
  // A connection that has just finished its request would otherwise be kept open for the next one.
  const idle = setInterval(() => server.closeIdleConnections(), 50)
  const deadline = setTimeout(() => {
    log.warn('running requests were cut off at the deadline')
    server.closeAllConnections()
  }, http.shutdownSeconds * 1_000)
  await finished
  clearInterval(idle)
  clearTimeout(deadline)
}

const hostInUrl = (host: string): string => {
  if (host === '0.0.0.0' || host === '::') return '127.0.0.1'
  return host.includes(':') ? `[${host}]` : host
}
