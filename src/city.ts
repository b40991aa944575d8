import { join } from 'node:path'
import {
  posOfCertificate,
  PosDownloads,
  PosHost,
  type AcquiringDesk,
  type PosPeer,
} from './acquiring'
import { ok, refuse, type BusinessDate, type Clock, type Result, type SamNumber } from './base'
import { acknowledgeHotlist } from './card-care'
import { concessionAtIssue, personStanding } from './citizens'
import { openCityDatabase, type CityDatabase } from './city-database'
import { drainChains, resumeUploads, type ClearingDesk, type ClearingEvent } from './clearing'
import type { Config } from './config'
import {
  allRoutes,
  AtWork,
  consolePages,
  describedElsewhere,
  documents,
  serve,
  uploadBatches,
  type FrameParts,
  type Metrics,
  type Routes,
  type ShownKey,
} from './gateways/http'
import { renewWork, writeWork } from './issuing'
import {
  ALGORITHM_BYTE,
  dataKeyText,
  labelText,
  openSoftVault,
  type SoftVault,
  type SoftVaultRefusal,
} from './keys'
import { KeepUp } from './keep-up'
import { sealPosted } from './ledger'
import { lookWork, moneyWork, type LoadsDesk } from './loads'
import { createLog, type Logger } from './log'
import { decodeColumns } from './messages'
import {
  actOf,
  actorOfCertificate,
  appendTrail,
  Gatekeeper,
  sealSecretsAnew,
  sealTrail,
  systemSecrets,
  type OversightDesk,
} from './oversight'
import { packageRoot } from './package-root'
import { posDoors } from './pos-door'
import { keyVersions, register } from './registry'
import { cardWorks, ReaderBell, readWork, type CardWorks } from './remote-reader'
import { resumeCloses, type SettlementDesk } from './settlement'
import { upkeepsOf } from './upkeeps'

/** A whole centre, wired: the database, the vault, and the desks that work with them. */
export interface City {
  readonly config: Config
  readonly log: Logger
  readonly store: CityDatabase
  readonly vault: SoftVault
  readonly clearing: ClearingDesk
  readonly settlement: SettlementDesk
  readonly oversight: OversightDesk
  readonly loads: LoadsDesk
  readonly acquiring: AcquiringDesk
  /** The host that POS terminals speak with. */
  readonly posHost: PosHost
  /** Every kind of session with a card in a reader. */
  readonly works: CardWorks
  /** Wakes who waits for news of a card reader; closed as soon as the centre is asked to stop. */
  readonly bell: ReaderBell
  /** What the HTTP server offers of it. */
  routes(metrics: Metrics): readonly Routes[]
  /** What the paths of the contract work with. */
  frame(): FrameParts
  /** The doors beside HTTP that the settings open. */
  doors(): ReturnType<typeof posDoors>
  /** Finishes what a crash interrupted; answers how many uploads were taken up again. */
  resume(): Promise<number>
  /** While the centre is up: looks at changed cards, seals what is posted, finishes what lies unfinished. */
  keepUp(): void
  close(): Promise<void>
}

/** The most one tap may take; a product may set less. 1,000 yuan is the limit of an unregistered card. */
const LARGEST_TAP_FEN = 100_000n
/** Stands under the codes of loads where a counter names no terminal of its own. */
const LOADING_TERMINAL = '900000000001' as SamNumber
const FILES_AT_ONCE = 3
const KEEP_UP_EVERY_MS = 5_000

export const systemClock: Clock = { now: () => new Date() }

/** Opens the centre the settings describe; `fresh` gives it a database that is thrown away at the end. */
export async function openCity(
  config: Config,
  options: { readonly fresh?: boolean; readonly clock?: Clock; readonly log?: Logger } = {},
): Promise<Result<City, SoftVaultRefusal | 'keys-file-missing'>> {
  if (config.keysFile === undefined) {
    return refuse('keys-file-missing', {
      field: 'KEYS_FILE',
      detail: 'KEYS_FILE names no key file; in production there is no default',
    })
  }
  const vault = await openSoftVault({ keysFile: config.keysFile, production: config.production })
  if (!vault.ok) return vault
  const log = options.log ?? createLog(config.logLevel)
  const store = await openCityDatabase(config.database, {
    fresh: options.fresh ?? false,
    onConnectionLost: (error) => log.warn({ err: error }, 'a connection to the database was lost'),
  })
  return ok(
    new WiredCity({ config, log, store, vault: vault.value, clock: options.clock ?? systemClock }),
  )
}

interface CityParts {
  readonly config: Config
  readonly log: Logger
  readonly store: CityDatabase
  readonly vault: SoftVault
  readonly clock: Clock
}

class WiredCity implements City {
  readonly config: Config
  readonly log: Logger
  readonly store: CityDatabase
  readonly vault: SoftVault
  readonly clearing: ClearingDesk
  readonly settlement: SettlementDesk
  readonly oversight: OversightDesk
  readonly loads: LoadsDesk
  readonly acquiring: AcquiringDesk
  readonly posHost: PosHost
  readonly works: CardWorks
  readonly bell = new ReaderBell()
  private readonly atWork = new AtWork()
  private readonly clock: Clock
  private readonly observers: ((event: ClearingEvent) => void)[] = []
  private keeping: KeepUp | undefined
  private closed: Promise<void> | undefined

  constructor({ config, log, store, vault, clock }: CityParts) {
    this.config = config
    this.clock = clock
    this.log = log
    this.store = store
    this.vault = vault
    this.clearing = {
      database: store.database,
      vault,
      clock,
      rules: { ...config.clearing, largestTapFen: LARGEST_TAP_FEN },
      decode: decodeColumns,
      observe: (event) => this.observers.forEach((tell) => tell(event)),
    }
    this.oversight = {
      database: store.database,
      clock,
      secrets: systemSecrets,
      seal: vault,
      oidc: config.oidc,
      secureCookies: config.production || config.http.tls !== undefined,
    }
    this.loads = {
      vault,
      chance: {
        bytes: (count) => systemSecrets.bytes(count),
        below: (below) => systemSecrets.bytes(6).readUIntBE(0, 6) % below,
      },
      terminal: LOADING_TERMINAL,
    }
    this.acquiring = {
      database: store.database,
      vault,
      clock,
      cutOffMinutes: config.clearing.cutOffMinutes,
      loads: this.loads,
      actOf,
      observe: (event) => {
        if (event.what === 'trace-used') log.warn(event, 'a POS used a number twice')
        if (event.what === 'locked-out') log.warn(event, 'a POS is locked out')
      },
    }
    this.posHost = new PosHost(this.acquiring)
    this.works = cardWorks(
      readWork,
      writeWork(vault),
      renewWork(vault),
      moneyWork(this.loads, 'load'),
      moneyWork(this.loads, 'unload'),
      lookWork(this.loads),
    )
    this.settlement = {
      database: store.database,
      clock,
      cutOffMinutes: config.clearing.cutOffMinutes,
      drainChains: (day: BusinessDate) => drainChains(this.clearing, { settleDate: day }),
    }
  }

  routes(metrics: Metrics): readonly Routes[] {
    this.observers.push(metrics.clearing)
    return [
      documents([...allRoutes, ...describedElsewhere]),
      uploadBatches({
        desk: this.clearing,
        uploadBytesMax: this.config.http.uploadBytesMax,
        filesAtOnce: FILES_AT_ONCE,
        gatekeeper: this.frame().gatekeeper,
      }),
      serve(this.frame(), allRoutes, describedElsewhere),
      consolePages({
        folder: join(packageRoot, 'dist', 'console'),
        nonce: () => systemSecrets.bytes(16).toString('base64'),
      }),
    ]
  }

  frame(): FrameParts {
    return {
      database: this.store.database,
      clock: this.clock,
      gatekeeper: new Gatekeeper(this.oversight),
      appendTrail,
      seal: this.vault,
      desks: {
        clock: this.clock,
        care: { vault: this.vault },
        citizens: { database: this.store.database, vault: this.vault },
        clearing: this.clearing,
        keyCupboard: { describe: () => this.shownKeys() },
        oversight: this.oversight,
        issuing: {
          vault: this.vault,
          personStanding,
          concessionAtIssue: (act, given) => concessionAtIssue(act, this.vault, given),
        },
        loads: this.loads,
        acquiring: this.acquiring,
        works: this.works,
        bell: this.bell,
      },
      atWork: this.atWork,
    }
  }

  /** Labels and check values of all keys that the vault holds. */
  private async shownKeys(): Promise<readonly ShownKey[]> {
    const [masters, data] = await Promise.all([
      this.vault.describe(),
      this.vault.describeDataKeys(),
    ])
    return [
      ...masters.map(({ label, chinese, ...key }) => ({
        ...key,
        label: labelText(label),
        purposeChinese: chinese,
      })),
      ...data.map(({ label, chinese, ...key }) => ({
        ...key,
        label: dataKeyText(label),
        level: 'stored-data',
        purposeChinese: chinese,
      })),
    ]
  }

  doors(): ReturnType<typeof posDoors> {
    const downloads = new PosDownloads(this.acquiring, this.posHost, acknowledgeHotlist)
    return posDoors({
      config: this.config,
      acquirer: downloads,
      vault: this.vault.pos,
      clock: this.clock,
      log: this.log,
      certificateOf: (fingerprint) => this.posCertificate(fingerprint),
      processing: (terminal) => downloads.processing(terminal),
    })
  }

  private async posCertificate(fingerprint: Buffer): Promise<PosPeer['certificate']> {
    const { database } = this.store
    const actor = await actorOfCertificate(database, { fingerprint, at: this.clock.now() })
    if (actor?.terminal !== undefined) return posOfCertificate(database, { device: actor.terminal })
    const operator = actor?.operator
    return operator === undefined ? undefined : posOfCertificate(database, { operator })
  }

  async resume(): Promise<number> {
    await this.enterKeys()
    const { completed, failed } = await resumeUploads(this.clearing)
    for (const { upload, error } of failed) {
      this.log.error({ err: error, upload: Number(upload) }, 'an upload could not be finished')
    }
    const closes = await resumeCloses(this.settlement)
    if (!closes.ok) this.log.error({ refused: closes.refused }, 'a close could not be finished')
    await sealPosted(this.store.database)
    await sealTrail(this.oversight)
    await sealSecretsAnew(this.oversight, this.vault)
    return completed
  }

  /** Clearing asks the registry when a key was in force; what the vault holds and nobody entered is entered. */
  private async enterKeys(): Promise<void> {
    const { database } = this.store
    const known = new Set((await keyVersions(database)).map(({ label }) => label))
    const missing = (await this.vault.describe())
      .map(({ label, validFrom, validTo }) => ({
        ...label,
        label: labelText(label),
        algorithm: ALGORITHM_BYTE[label.algorithm],
        validFrom: new Date(`${validFrom}T00:00:00+08:00`),
        validTo: new Date(`${validTo}T23:59:59+08:00`),
      }))
      .filter(({ label }) => !known.has(label))
    if (missing.length === 0) return
    const entered = await register(database, { keyVersions: missing })
    if (!entered.ok)
      this.log.error({ refused: entered.refused, field: entered.field }, 'keys not entered')
  }

  keepUp(): void {
    const { vault, clearing, oversight, acquiring, works } = this
    const resume = (): Promise<number> => this.resume()
    const upkeeps = upkeepsOf({ vault, clearing, oversight, acquiring, works, resume })
    this.keeping ??= new KeepUp(upkeeps, this.log)
    this.keeping.start(KEEP_UP_EVERY_MS)
  }

  close(): Promise<void> {
    return (this.closed ??= this.closeAll())
  }

  private async closeAll(): Promise<void> {
    this.keeping?.stop()
    await this.atWork.ended()
    await this.posHost.close()
    await this.vault.close()
    await this.store.close()
  }
}
