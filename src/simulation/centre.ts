import type { Clock, CutOffMinutes } from '../base'
import { drainChains, type ClearingDesk } from '../clearing'
import type { OpenDatabase } from '../database'
import { uploadBatches } from '../gateways/http'
import type { KeyVault } from '../keys'
import type { Logger } from '../log'
import { decodeColumns } from '../messages'
import { startServer, type RunningCity } from '../server'
import type { SettlementDesk } from '../settlement'
import { LARGEST_ROW_FEN } from './tap-row'

/** The centre of a replayed city: the real one, at a door of its own and by the clock of the city. */
export interface ReplayCentre {
  readonly clearing: ClearingDesk
  readonly settlement: SettlementDesk
  /** Opens the door for uploads, on this machine only. */
  open(): Promise<RunningCity>
}

export interface CentreParts {
  readonly database: OpenDatabase
  readonly vault: KeyVault
  readonly clock: Clock
  readonly log: Logger
  readonly rules: {
    readonly cutOffMinutes: CutOffMinutes
    readonly lateUploadDays: number
    readonly futureSkewMinutes: number
  }
}

const UPLOAD_BYTES_MAX = 1 << 30
/** More than the city has lines: a broken one may still hold its place for a moment. */
const FILES_AT_ONCE = 6
const SHUTDOWN_SECONDS = 20

export function replayCentre({ database, vault, clock, log, rules }: CentreParts): ReplayCentre {
  const clearing: ClearingDesk = {
    database,
    vault,
    clock,
    // What a file says was paid was paid, however much: only the record's own size is a limit here.
    rules: { ...rules, largestTapFen: LARGEST_ROW_FEN },
    decode: decodeColumns,
  }
  return {
    clearing,
    settlement: {
      database,
      clock,
      cutOffMinutes: rules.cutOffMinutes,
      drainChains: (day) => drainChains(clearing, { settleDate: day }),
    },
    open: () =>
      startServer({
        http: {
          host: '127.0.0.1',
          port: 0,
          uploadBytesMax: UPLOAD_BYTES_MAX,
          requestsPerMinuteMax: 0,
          shutdownSeconds: SHUTDOWN_SECONDS,
        },
        log,
        database,
        routes: () => [
          uploadBatches({
            desk: clearing,
            uploadBytesMax: UPLOAD_BYTES_MAX,
            filesAtOnce: FILES_AT_ONCE,
          }),
        ],
        closing: [],
      }),
  }
}
