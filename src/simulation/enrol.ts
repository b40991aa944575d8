import {
  addDays,
  fen,
  ppm,
  type BusinessDate,
  type Database,
  type OperatorId,
  type Result,
} from '../base'
import {
  keyVersions,
  register,
  type Contract,
  type Operator,
  type RegistryRefusal,
  type SamBinding,
  type Terminal,
} from '../registry'
import type { Cast, CastOperator, CastTerminal } from './cast'
import { cityProduct, KEY_VERSION, TRIPLE_DES, type Validity } from './chip-works'
import { LARGEST_ROW_FEN } from './tap-row'

/** The rate and the bearers of every contract here are invented, and every statement says so. */
const DEMO_FEE_PPM = 5_000
const NAME_MAX = 100

/** From when to when everything in the city is valid. */
export interface CityTimes {
  readonly founded: BusinessDate
  /** The instant at which the first day begins. */
  readonly opening: Date
  readonly lastDay: BusinessDate
}

const FOUNDED_DAYS_BEFORE = 30
const VALID_DAYS_AFTER = 3_650

export const foundedBefore = (firstDay: BusinessDate): BusinessDate =>
  addDays(firstDay, -FOUNDED_DAYS_BEFORE)

export const validityOf = ({ founded, lastDay }: CityTimes): Validity => ({
  start: compact(founded),
  expiry: compact(addDays(lastDay, VALID_DAYS_AFTER)),
})

/** Registers operators, demo contracts, terminals with their SAMs, the product and its keys. */
export async function enrolCity(
  database: Database,
  cast: Cast,
  city: { readonly times: CityTimes; readonly retired: readonly RetiredTerminalEntry[] },
): Promise<Result<unknown, RegistryRefusal>> {
  const { founded } = city.times
  const since = new Date(`${founded}T00:00:00+08:00`)
  // A centre at work has entered the keys of its vault already.
  const entered = new Set((await keyVersions(database)).map(({ label }) => label))
  const keys = ['load', 'purchase', 'tac'].map((purpose) => ({
    label: `${purpose}/v${KEY_VERSION}/3des`,
    purpose,
    version: KEY_VERSION,
    algorithm: TRIPLE_DES,
    validFrom: since,
    validTo: null,
  }))
  return register(database, {
    operators: cast.operators.map((operator) => operatorEntry(operator, founded)),
    contracts: cast.operators.map(({ id }) => contractEntry(id, founded)),
    terminals: [
      ...cast.terminals.map((terminal) => terminalEntry(terminal, since)),
      ...city.retired.map((retired) => retiredEntry(retired, since)),
    ],
    samBindings: [
      ...cast.terminals.map((terminal) => bindingEntry(terminal, since)),
      ...city.retired.map((retired) => ({
        ...bindingEntry(retired, since),
        terminal: retiredId(retired),
        boundTo: city.times.opening,
      })),
    ],
    cardProducts: [
      {
        ...cityProduct,
        validFrom: founded,
        validTo: null,
        maxBalanceFen: fen(LARGEST_ROW_FEN),
        maxTapFen: fen(LARGEST_ROW_FEN),
        depositFen: fen(0n),
      },
    ],
    keyVersions: keys.filter(({ label }) => !entered.has(label)),
  })
}

export type RetiredTerminalEntry = Pick<CastTerminal, 'sam' | 'operator'>

const operatorEntry = ({ id, name, kind }: CastOperator, activeFrom: string): Operator => ({
  operator: id,
  name: [...plainText(name)].slice(0, NAME_MAX / 2).join(''),
  kind,
  activeFrom,
  activeTo: null,
})

const contractEntry = (operator: OperatorId, validFrom: string): Contract => ({
  contract: `demo-${operator}`,
  operator,
  validFrom,
  validTo: null,
  feePpm: ppm(DEMO_FEE_PPM),
  cardDiscountBearer: 'operator',
  concessionBearer: 'city',
  transferBearer: 'city',
  demo: true,
  notes: 'rate and bearers invented for a replay',
})

const terminalId = ({ sam }: Pick<CastTerminal, 'sam'>): string => `t-${sam}`
const retiredId = ({ sam }: RetiredTerminalEntry): string => `retired-${sam}`

const terminalEntry = (terminal: CastTerminal, installedFrom: Date): Terminal => ({
  terminal: terminalId(terminal),
  operator: terminal.operator.id,
  kind: terminal.operator.kind === 'metro' ? 'gate' : 'bus-validator',
  place: plainText(terminal.place),
  installedFrom,
  installedTo: null,
})

const retiredEntry = (retired: RetiredTerminalEntry, installedFrom: Date): Terminal => ({
  terminal: retiredId(retired),
  operator: retired.operator.id,
  kind: 'bus-validator',
  place: '',
  installedFrom,
  installedTo: null,
})

const bindingEntry = (terminal: RetiredTerminalEntry, boundFrom: Date): SamBinding => ({
  sam: terminal.sam,
  boundFrom,
  boundTo: null,
  operator: terminal.operator.id,
  terminal: terminalId(terminal),
  blockedFrom: null,
})

/** Control characters are no part of a name, and one of them the database cannot even keep. */
const plainText = (text: string): string => text.replace(/\p{Cc}/gu, ' ')

const compact = (date: BusinessDate): string => date.replaceAll('-', '')
