import type { Migration } from './migration'
import { migration as roles } from './2026-11-22-0100-roles'
import { migration as ledger } from './2026-11-22-0200-ledger'
import { migration as registry } from './2026-11-22-0300-registry'
import { migration as clearing } from './2026-11-22-0400-clearing'
import { migration as settlement } from './2026-11-22-0500-settlement'
import { migration as simulation } from './2026-11-22-0600-simulation'
import { migration as tapsByBatch } from './2026-11-22-0700-taps-by-batch'
import { migration as oversight } from './2026-11-22-0800-oversight'
import { migration as http } from './2026-11-22-0810-http'
import { migration as citizens } from './2026-11-22-0900-citizens'
import { migration as citizensCare } from './2026-11-22-0905-citizens-care'
import { migration as parties } from './2026-11-22-0910-registry-parties'
import { migration as rules } from './2026-11-22-0920-rules'
import { migration as tills } from './2026-11-22-0930-tills'
import { migration as remoteReader } from './2026-11-22-1000-remote-reader'
import { migration as loads } from './2026-11-22-1010-loads'
import { migration as cards } from './2026-11-22-1100-cards'
import { migration as issuing } from './2026-11-22-1110-issuing'
import { migration as hotlist } from './2026-11-22-1200-hotlist'
import { migration as clearingCare } from './2026-11-22-1210-clearing-care'
import { migration as cardCare } from './2026-11-22-1220-card-care'
import { migration as refunds } from './2026-11-22-1320-refunds'
import { migration as renewals } from './2026-11-22-1321-renewals'
import { migration as loadOverdraft } from './2026-11-22-1322-load-overdraft'
import { migration as forgetting } from './2026-11-22-1340-forgetting'
import { migration as posDownloads } from './2026-11-22-1360-pos-downloads'
import { migration as acquiring } from './2026-11-22-1380-acquiring'
import { migration as readers } from './2026-11-22-1410-readers'
import { migration as fareTables } from './2026-11-22-1440-fare-tables'
import { migration as journalOfPos } from './2026-11-22-1450-journal-of-pos'
import { migration as remedies } from './2026-11-22-1460-remedies'
import { migration as chipData } from './2026-11-22-1510-chip-data'
import { migration as terminalKeyParts } from './2026-11-22-1511-terminal-key-parts'
import { migration as judgedUnder } from './2026-11-22-1545-judged-under'
import { migration as journalOfPosByDay } from './2026-11-22-1560-journal-of-pos-by-day'
import { migration as posDayTotals } from './2026-11-22-1590-pos-day-totals'
import { migration as ledgerDayTotals } from './2026-11-22-1591-ledger-day-totals'

export type { Migration } from './migration'

/** Every step, in the order of the names. A name that has landed is never changed. */
const steps: readonly Migration[] = [
  roles,
  ledger,
  registry,
  clearing,
  settlement,
  simulation,
  tapsByBatch,
  oversight,
  http,
  citizens,
  citizensCare,
  parties,
  rules,
  tills,
  remoteReader,
  loads,
  cards,
  issuing,
  hotlist,
  clearingCare,
  cardCare,
  refunds,
  renewals,
  loadOverdraft,
  forgetting,
  posDownloads,
  acquiring,
  readers,
  fareTables,
  journalOfPos,
  remedies,
  chipData,
  terminalKeyParts,
  judgedUnder,
  journalOfPosByDay,
  posDayTotals,
  ledgerDayTotals,
]

export const migrations: readonly Migration[] = [...steps].sort((one, other) =>
  one.name < other.name ? -1 : 1,
)
