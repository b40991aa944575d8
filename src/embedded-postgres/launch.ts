import { join, resolve } from 'node:path'
import { stagedBinaries } from './binaries'
import { atTheEnd } from './ending'
import { CITY_DATABASE, furnish } from './inventory'
import { underLock } from './lock'
import { defaultDataDir, makeFolder, persistentClusterDir } from './places'
import { OWNER, passwordsOf, WORK, writePrivate, type Passwords } from './secrets'
import {
  findRunning,
  initialise,
  loginUrl,
  signalServer,
  start,
  stop,
  superuserUrl,
  type Cluster,
  type RunningServer,
} from './server'
import { moveIn, moveOut } from './tenants'
import { clearAway, newThrowAway, sweepThrowAways, watchOver } from './throw-away'

export interface EmbeddedOptions {
  /** Holds binaries and persistent clusters; see `defaultDataDir`. */
  readonly dataDir?: string
  /** A cluster of its own that is gone when this process is; otherwise the checkout's lasting one. */
  readonly throwAway: boolean
  /** false: faster, and lost in a power cut. Only for throw-away clusters. */
  readonly durable: boolean
  /** Another server's `initdb` and `postgres`, instead of those that come with the package. */
  readonly binaries?: string
  /** The process whose end is the throw-away cluster's end (default: this one). */
  readonly ownerPid?: number
}

export interface EmbeddedPostgres {
  readonly ownerUrl: string
  readonly workUrl: string
  readonly superuserUrl: string
  /** The folder of the cluster: its files, its log and the superuser's address. */
  readonly dir: string
  /** Whether a server that was already running was taken over. */
  readonly adopted: boolean
  /** Leaves the server; the last process that leaves stops it. May be called twice. */
  readonly stop: () => Promise<void>
}

/**
 * A real PostgreSQL on this machine, reachable from this machine only. The lasting cluster may be used by
 * several processes at once, and one that was left running by a killed process is taken over.
 * @throws Fault `embedded-postgres` with a sentence that says what to do
 */
export async function startEmbedded(options: EmbeddedOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir ?? defaultDataDir())
  const binaries = options.binaries ?? (await stagedBinaries(dataDir))
  return options.throwAway
    ? startThrowAway(binaries, options)
    : startPersistent(persistentClusterDir(dataDir), binaries)
}

async function startThrowAway(
  binaries: string,
  options: EmbeddedOptions,
): Promise<EmbeddedPostgres> {
  await sweepThrowAways()
  const ownerPid = options.ownerPid ?? process.pid
  const dir = newThrowAway(ownerPid)
  const passwords = passwordsOf(dir)
  const cluster = clusterAt(dir, { binaries, durable: options.durable, passwords })
  try {
    await initialise(cluster)
    const server = await start(cluster)
    const unwatch = watchOver(dir, { ownerPid, server })
    await furnish(superuserUrl(server.port, cluster.superuserPassword), passwords)
    const end = async (): Promise<void> => {
      unwatch()
      await clearAway(dir)
    }
    // When the owner is somebody else, this process may end before the cluster does.
    const stop =
      ownerPid === process.pid
        ? atTheEnd({ end, inHaste: () => signalServer(server.pid, 'SIGQUIT') })
        : end
    return { ...urls(server, passwords), dir, adopted: false, stop }
  } catch (error) {
    await clearAway(dir)
    throw error
  }
}

async function startPersistent(dir: string, binaries: string): Promise<EmbeddedPostgres> {
  makeFolder(dir)
  const lock = join(dir, 'lock')
  const passwords = passwordsOf(dir)
  const cluster = clusterAt(dir, { binaries, durable: true, passwords })
  return underLock(lock, async () => {
    await initialise(cluster)
    const running = await findRunning(cluster)
    const server = running ?? (await start(cluster))
    moveIn(dir)
    await furnish(superuserUrl(server.port, cluster.superuserPassword), passwords)
    const access = urls(server, passwords)
    writePrivate(join(dir, 'superuser-url'), `${access.superuserUrl}\n`)
    const leave = (): Promise<void> =>
      underLock(lock, async () => {
        if (moveOut(dir)) await stop(cluster, server)
      })
    const leaveInHaste = (): void => {
      if (moveOut(dir)) signalServer(server.pid, 'SIGINT')
    }
    const end = atTheEnd({ end: leave, inHaste: leaveInHaste })
    return { ...access, dir, adopted: running !== undefined, stop: end }
  })
}

const clusterAt = (
  dir: string,
  about: { binaries: string; durable: boolean; passwords: Passwords },
): Cluster => ({
  dir,
  binaries: about.binaries,
  durable: about.durable,
  superuserPassword: about.passwords.citycard_admin,
})

function urls(
  { port }: RunningServer,
  passwords: Passwords,
): Pick<EmbeddedPostgres, 'ownerUrl' | 'workUrl' | 'superuserUrl'> {
  const to = { port, database: CITY_DATABASE }
  return {
    ownerUrl: loginUrl({ ...to, login: OWNER, password: passwords[OWNER] }),
    workUrl: loginUrl({ ...to, login: WORK, password: passwords[WORK] }),
    superuserUrl: superuserUrl(port, passwords.citycard_admin, CITY_DATABASE),
  }
}
