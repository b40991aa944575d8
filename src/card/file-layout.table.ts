import type { BinaryFile, CyclicFile, FieldLayout, FileLayout, RecordFile } from './file-layout'

/** One line of the purse's own log, 23 bytes (PBOC, FMCOS; card-protocol §4.1). */
export const logRecordFields = [
  { name: 'counter', at: 0, sizeBytes: 2, of: 'number' },
  { name: 'overdraftLimitFen', at: 2, sizeBytes: 3, of: 'fen' },
  { name: 'amountFen', at: 5, sizeBytes: 4, of: 'fen' },
  { name: 'type', at: 9, sizeBytes: 1, of: 'number' },
  { name: 'terminal', at: 10, sizeBytes: 6, of: 'hex' },
  { name: 'date', at: 16, sizeBytes: 4, of: 'bcd-date' },
  { name: 'time', at: 20, sizeBytes: 3, of: 'bcd-time' },
] as const satisfies readonly FieldLayout[]

export const LOG_RECORD_BYTES = 23

const log = (fid: number, name: string): CyclicFile => ({
  fid,
  name,
  kind: 'cyclic',
  read: 'free',
  write: 'never',
  recordBytes: LOG_RECORD_BYTES,
  recordCount: 10,
  fields: logRecordFields,
})

/** Directory file of the payment environment: one entry that names the application. */
const directory = (id: string, recordBytes: number): RecordFile => ({
  fid: 0x0001,
  name: 'directory',
  kind: 'records',
  read: 'free',
  write: 'never',
  records: [{ id, name: 'application entry', recordBytes, fields: [] }],
})

/* ── PBOC / FMCOS (card-protocol §4.1) ─────────────────────────────────────────────────────────────── */

const pbocPublic: BinaryFile = {
  fid: 0x0015,
  name: 'public application data 公共应用基本数据',
  kind: 'binary',
  read: 'free',
  write: 'maintenance-mac',
  sizeBytes: 0x1e,
  fields: [
    { name: 'issuer', at: 0, sizeBytes: 8, of: 'hex' },
    { name: 'applicationType', at: 8, sizeBytes: 1, of: 'hex' },
    { name: 'applicationVersion', at: 9, sizeBytes: 1, of: 'hex' },
    { name: 'number', at: 10, sizeBytes: 10, of: 'digits' },
    { name: 'start', at: 20, sizeBytes: 4, of: 'bcd-date' },
    { name: 'expiry', at: 24, sizeBytes: 4, of: 'bcd-date' },
    { name: 'fciData', at: 28, sizeBytes: 2, of: 'hex' },
  ],
}

const holder = (sizeBytes: number, idBytes: number): BinaryFile => ({
  fid: 0x0016,
  name: 'holder 持卡人基本数据',
  kind: 'binary',
  read: 'free',
  write: 'maintenance-mac',
  sizeBytes,
  fields: [
    { name: 'cardType', at: 0, sizeBytes: 1, of: 'hex' },
    { name: 'staff', at: 1, sizeBytes: 1, of: 'hex' },
    { name: 'holderName', at: 2, sizeBytes: 20, of: 'text' },
    { name: 'idNumber', at: 22, sizeBytes: idBytes, of: 'text' },
    { name: 'idType', at: 22 + idBytes, sizeBytes: 1, of: 'hex' },
  ],
})

export const pbocEnvironment: readonly FileLayout[] = [directory('61', 0x13)]

export const pbocFiles: readonly FileLayout[] = [
  pbocPublic,
  holder(0x27, 16),
  {
    fid: 0x0017,
    name: 'compound records 复合消费记录',
    kind: 'records',
    read: 'free',
    write: 'never',
    records: [
      { id: '01', name: 'first application', recordBytes: 48, fields: [] },
      { id: '02', name: 'second application', recordBytes: 48, fields: [] },
    ],
  },
  log(0x0018, 'transaction log 交易明细'),
]

/* ── MOHURD city card (card-protocol §4.2) ─────────────────────────────────────────────────────────── */

const mohurdIssue: BinaryFile = {
  fid: 0x0005,
  name: 'card issue file 发卡文件',
  kind: 'binary',
  read: 'free',
  write: 'maintenance-mac',
  sizeBytes: 0x28,
  fields: [
    { name: 'issuerCode', at: 0, sizeBytes: 2, of: 'digits' },
    { name: 'city', at: 2, sizeBytes: 2, of: 'digits' },
    { name: 'industry', at: 4, sizeBytes: 2, of: 'digits' },
    { name: 'testCard', at: 6, sizeBytes: 1, of: 'number' },
    { name: 'rfu', at: 7, sizeBytes: 1, of: 'rfu' },
    { name: 'number', at: 8, sizeBytes: 8, of: 'digits' },
    { name: 'cardType', at: 16, sizeBytes: 2, of: 'hex' },
    { name: 'issueDate', at: 18, sizeBytes: 4, of: 'bcd-date' },
    { name: 'issueDevice', at: 22, sizeBytes: 6, of: 'hex' },
    { name: 'version', at: 28, sizeBytes: 2, of: 'hex' },
    { name: 'start', at: 30, sizeBytes: 4, of: 'bcd-date' },
    { name: 'expiry', at: 34, sizeBytes: 4, of: 'bcd-date' },
    { name: 'rfuEnd', at: 38, sizeBytes: 2, of: 'rfu' },
  ],
}

const mohurdPublic: BinaryFile = {
  ...pbocPublic,
  fields: [
    { name: 'issuerCode', at: 0, sizeBytes: 2, of: 'digits' },
    { name: 'city', at: 2, sizeBytes: 2, of: 'digits' },
    { name: 'industry', at: 4, sizeBytes: 2, of: 'digits' },
    { name: 'rfu', at: 6, sizeBytes: 2, of: 'rfu' },
    { name: 'enabled', at: 8, sizeBytes: 1, of: 'hex' },
    { name: 'applicationVersion', at: 9, sizeBytes: 1, of: 'hex' },
    { name: 'interoperable', at: 10, sizeBytes: 2, of: 'hex' },
    { name: 'number', at: 12, sizeBytes: 8, of: 'digits' },
    { name: 'start', at: 20, sizeBytes: 4, of: 'bcd-date' },
    { name: 'expiry', at: 24, sizeBytes: 4, of: 'bcd-date' },
    { name: 'cardType', at: 28, sizeBytes: 2, of: 'hex' },
  ],
}

/** Metro journey, record 02 of EF17. */
const mohurdMetro: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 1, of: 'hex' },
  { name: 'sizeBytes', at: 1, sizeBytes: 1, of: 'number' },
  { name: 'lock', at: 2, sizeBytes: 1, of: 'hex' },
  { name: 'version', at: 3, sizeBytes: 1, of: 'hex' },
  { name: 'state', at: 4, sizeBytes: 1, of: 'hex' },
  { name: 'entryLine', at: 5, sizeBytes: 1, of: 'hex' },
  { name: 'entryStation', at: 6, sizeBytes: 1, of: 'hex' },
  { name: 'entryDevice', at: 7, sizeBytes: 2, of: 'hex' },
  { name: 'entryAt', at: 9, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'lastLine', at: 16, sizeBytes: 1, of: 'hex' },
  { name: 'lastStation', at: 17, sizeBytes: 1, of: 'hex' },
  { name: 'lastDevice', at: 18, sizeBytes: 2, of: 'hex' },
  { name: 'lastAt', at: 20, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'administrativeCount', at: 27, sizeBytes: 1, of: 'number' },
  { name: 'rfu', at: 28, sizeBytes: 20, of: 'rfu' },
]

/** Bus journey, record 03 of EF17. */
const mohurdBus: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 1, of: 'hex' },
  { name: 'sizeBytes', at: 1, sizeBytes: 1, of: 'number' },
  { name: 'line', at: 2, sizeBytes: 4, of: 'hex' },
  { name: 'direction', at: 6, sizeBytes: 1, of: 'number' },
  { name: 'fullFareFen', at: 7, sizeBytes: 4, of: 'fen' },
  { name: 'boarded', at: 11, sizeBytes: 1, of: 'hex' },
  { name: 'boardedAt', at: 12, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'alighted', at: 19, sizeBytes: 1, of: 'hex' },
  { name: 'alightedAt', at: 20, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'dueFen', at: 27, sizeBytes: 4, of: 'fen' },
]

/** Auxiliary record 01 of EF17: byte 2 is the lock flag, the blacklist the card carries with it. */
const mohurdAuxiliary: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 1, of: 'hex' },
  { name: 'sizeBytes', at: 1, sizeBytes: 1, of: 'number' },
  { name: 'lock', at: 2, sizeBytes: 1, of: 'hex' },
]

/** Application control, record 11 of EF17: what was sold, and how much it may be loaded with. */
const mohurdControl: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 1, of: 'hex' },
  { name: 'sizeBytes', at: 1, sizeBytes: 1, of: 'number' },
  { name: 'validFrom', at: 2, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'validTo', at: 9, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'sold', at: 16, sizeBytes: 1, of: 'hex' },
  { name: 'deposit', at: 17, sizeBytes: 1, of: 'number' },
  { name: 'device', at: 18, sizeBytes: 6, of: 'hex' },
  { name: 'loadLimit', at: 24, sizeBytes: 2, of: 'number' },
]

export const mohurdEnvironment: readonly FileLayout[] = [directory('70', 0x13), mohurdIssue]

export const mohurdFiles: readonly FileLayout[] = [
  mohurdPublic,
  {
    ...holder(0x5c, 32),
    fields: [...holder(0x5c, 32).fields, { name: 'sex', at: 55, sizeBytes: 1, of: 'hex' }],
  },
  {
    fid: 0x0011,
    name: 'auxiliary 辅助信息',
    kind: 'binary',
    read: 'free',
    write: 'maintenance-mac',
    sizeBytes: 0x20,
    fields: [{ name: 'gateMode', at: 0, sizeBytes: 1, of: 'hex' }],
  },
  {
    fid: 0x0012,
    name: 'reserved 保留',
    kind: 'binary',
    read: 'free',
    write: 'maintenance-mac',
    sizeBytes: 0x20,
    fields: [],
  },
  {
    fid: 0x0017,
    name: 'compound records 复合应用记录',
    kind: 'records',
    read: 'free',
    write: 'never',
    records: [
      { id: '01', name: 'auxiliary', recordBytes: 48, fields: mohurdAuxiliary },
      { id: '02', name: 'metro', recordBytes: 48, fields: mohurdMetro },
      { id: '03', name: 'bus', recordBytes: 48, fields: mohurdBus },
      { id: '04', name: 'reserved', recordBytes: 48, fields: [] },
      { id: '05', name: 'reserved', recordBytes: 48, fields: [] },
      { id: '09', name: 'reserved', recordBytes: 48, fields: [] },
      { id: '11', name: 'application control', recordBytes: 48, fields: mohurdControl },
    ],
  },
  log(0x0018, 'purchase log 本地消费明细'),
  log(0x0010, 'purchase log of other cities 异地消费明细'),
  log(0x001a, 'load log 充值明细'),
]

/* ── T-Union (card-protocol §4.3) ──────────────────────────────────────────────────────────────────── */

const tunionPublic: BinaryFile = {
  ...pbocPublic,
  fields: [
    { name: 'issuer', at: 0, sizeBytes: 8, of: 'hex' },
    { name: 'applicationType', at: 8, sizeBytes: 1, of: 'hex' },
    { name: 'enabled', at: 9, sizeBytes: 1, of: 'hex' },
    { name: 'number', at: 10, sizeBytes: 10, of: 'digits' },
    { name: 'start', at: 20, sizeBytes: 4, of: 'bcd-date' },
    { name: 'expiry', at: 24, sizeBytes: 4, of: 'bcd-date' },
    { name: 'cardClass', at: 28, sizeBytes: 1, of: 'number' },
    { name: 'localCardType', at: 29, sizeBytes: 1, of: 'hex' },
  ],
}

const tunionAdministrative: BinaryFile = {
  fid: 0x0017,
  name: 'administrative data 管理信息',
  kind: 'binary',
  read: 'free',
  write: 'maintenance-mac',
  sizeBytes: 60,
  fields: [
    { name: 'country', at: 0, sizeBytes: 4, of: 'digits' },
    { name: 'province', at: 4, sizeBytes: 2, of: 'digits' },
    { name: 'city', at: 6, sizeBytes: 2, of: 'digits' },
    { name: 'interoperable', at: 8, sizeBytes: 2, of: 'hex' },
    { name: 'cardKind', at: 10, sizeBytes: 1, of: 'number' },
    { name: 'rfu', at: 11, sizeBytes: 49, of: 'rfu' },
  ],
}

/** Rail journey, record 2701: one regional layout, 128 bytes. */
const tunionRail: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 2, of: 'hex' },
  { name: 'sizeBytes', at: 2, sizeBytes: 1, of: 'number' },
  { name: 'valid', at: 3, sizeBytes: 1, of: 'hex' },
  { name: 'tripSerial', at: 6, sizeBytes: 8, of: 'hex' },
  { name: 'state', at: 14, sizeBytes: 1, of: 'hex' },
  { name: 'entryCity', at: 15, sizeBytes: 2, of: 'hex' },
  { name: 'exitCity', at: 17, sizeBytes: 2, of: 'hex' },
  { name: 'entryOperator', at: 19, sizeBytes: 8, of: 'hex' },
  { name: 'exitOperator', at: 27, sizeBytes: 8, of: 'hex' },
  { name: 'entryStation', at: 35, sizeBytes: 8, of: 'hex' },
  { name: 'exitStation', at: 43, sizeBytes: 8, of: 'hex' },
  { name: 'entryDevice', at: 51, sizeBytes: 8, of: 'hex' },
  { name: 'exitDevice', at: 59, sizeBytes: 8, of: 'hex' },
  { name: 'entryAt', at: 67, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'exitAt', at: 74, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'maxFareFen', at: 81, sizeBytes: 4, of: 'fen' },
  { name: 'entryLine', at: 85, sizeBytes: 1, of: 'hex' },
  { name: 'exitLine', at: 86, sizeBytes: 1, of: 'hex' },
  { name: 'entryAmountFen', at: 87, sizeBytes: 4, of: 'fen' },
  { name: 'entryBalanceFen', at: 91, sizeBytes: 4, of: 'fen' },
  { name: 'amountFen', at: 95, sizeBytes: 4, of: 'fen' },
  { name: 'lastAt', at: 99, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'lastDevice', at: 106, sizeBytes: 4, of: 'hex' },
  { name: 'monthAmountFen', at: 110, sizeBytes: 3, of: 'fen' },
  { name: 'monthCount', at: 113, sizeBytes: 2, of: 'number' },
  { name: 'transfer', at: 115, sizeBytes: 5, of: 'hex' },
  { name: 'entered', at: 120, sizeBytes: 1, of: 'hex' },
  { name: 'left', at: 121, sizeBytes: 1, of: 'hex' },
  { name: 'status', at: 122, sizeBytes: 1, of: 'hex' },
  { name: 'check', at: 124, sizeBytes: 4, of: 'hex' },
]

/** Bus journey, record 2702, 128 bytes. */
const tunionBus: readonly FieldLayout[] = [
  { name: 'id', at: 0, sizeBytes: 2, of: 'hex' },
  { name: 'sizeBytes', at: 2, sizeBytes: 1, of: 'number' },
  { name: 'valid', at: 3, sizeBytes: 1, of: 'hex' },
  { name: 'mode', at: 4, sizeBytes: 1, of: 'hex' },
  { name: 'lock', at: 5, sizeBytes: 1, of: 'hex' },
  { name: 'tripSerial', at: 6, sizeBytes: 8, of: 'hex' },
  { name: 'state', at: 14, sizeBytes: 1, of: 'hex' },
  { name: 'boardedCity', at: 15, sizeBytes: 2, of: 'hex' },
  { name: 'boardedOperator', at: 17, sizeBytes: 8, of: 'hex' },
  { name: 'boardedCompany', at: 25, sizeBytes: 2, of: 'hex' },
  { name: 'boardedLine', at: 27, sizeBytes: 2, of: 'hex' },
  { name: 'boardedStop', at: 29, sizeBytes: 1, of: 'hex' },
  { name: 'boardedVehicle', at: 30, sizeBytes: 8, of: 'text' },
  { name: 'boardedTerminal', at: 38, sizeBytes: 8, of: 'hex' },
  { name: 'boardedAt', at: 46, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'maxFareFen', at: 53, sizeBytes: 4, of: 'fen' },
  { name: 'direction', at: 57, sizeBytes: 1, of: 'number' },
  { name: 'alightedCity', at: 58, sizeBytes: 2, of: 'hex' },
  { name: 'alightedOperator', at: 60, sizeBytes: 8, of: 'hex' },
  { name: 'alightedCompany', at: 68, sizeBytes: 2, of: 'hex' },
  { name: 'alightedLine', at: 70, sizeBytes: 2, of: 'hex' },
  { name: 'alightedStop', at: 72, sizeBytes: 1, of: 'hex' },
  { name: 'alightedVehicle', at: 73, sizeBytes: 8, of: 'text' },
  { name: 'alightedTerminal', at: 81, sizeBytes: 8, of: 'hex' },
  { name: 'alightedAt', at: 89, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'amountFen', at: 96, sizeBytes: 4, of: 'fen' },
  { name: 'mileage', at: 100, sizeBytes: 2, of: 'number' },
  { name: 'rfu', at: 102, sizeBytes: 26, of: 'rfu' },
]

/** One line of the trip log 001E, 48 bytes. */
export const tripLogFields = [
  { name: 'type', at: 0, sizeBytes: 1, of: 'hex' },
  { name: 'terminal', at: 1, sizeBytes: 8, of: 'hex' },
  { name: 'industry', at: 9, sizeBytes: 1, of: 'hex' },
  { name: 'place', at: 10, sizeBytes: 7, of: 'hex' },
  { name: 'amountFen', at: 17, sizeBytes: 4, of: 'fen' },
  { name: 'balanceAfterFen', at: 21, sizeBytes: 4, of: 'fen' },
  { name: 'at', at: 25, sizeBytes: 7, of: 'bcd-date-time' },
  { name: 'acceptorCity', at: 32, sizeBytes: 2, of: 'hex' },
  { name: 'acceptor', at: 34, sizeBytes: 8, of: 'hex' },
  { name: 'rfu', at: 42, sizeBytes: 6, of: 'rfu' },
] as const satisfies readonly FieldLayout[]

const local = (fid: number): BinaryFile => ({
  fid,
  name: 'local extension 地方扩展',
  kind: 'binary',
  read: 'free',
  write: 'maintenance-mac',
  sizeBytes: 0x20,
  fields: [],
})

export const tunionEnvironment: readonly FileLayout[] = [directory('61', 0x15)]

export const tunionFiles: readonly FileLayout[] = [
  tunionPublic,
  holder(55, 32),
  tunionAdministrative,
  local(0x0005),
  local(0x0006),
  local(0x0007),
  log(0x0018, 'transaction log 交易明细'),
  {
    fid: 0x0019,
    name: 'local compound records 本地复合消费记录',
    kind: 'records',
    read: 'free',
    write: 'never',
    records: [{ id: '01', name: 'local', recordBytes: 48, fields: [] }],
  },
  {
    fid: 0x001a,
    name: 'public transport records 公共交通过程信息',
    kind: 'records',
    read: 'free',
    write: 'never',
    records: [
      { id: '2701', name: 'rail 轨道', recordBytes: 128, fields: tunionRail },
      { id: '2702', name: 'bus 公交', recordBytes: 128, fields: tunionBus },
      { id: '2703', name: 'other', recordBytes: 128, fields: [] },
    ],
  },
  {
    fid: 0x001e,
    name: 'trip log 交通记录循环文件',
    kind: 'cyclic',
    read: 'free',
    write: 'never',
    recordBytes: 48,
    recordCount: 30,
    fields: tripLogFields,
  },
]

/* ── SAM (card-protocol §5.1) ──────────────────────────────────────────────────────────────────────── */

export const samFiles = [
  {
    fid: 0x0015,
    name: 'SAM issue data',
    kind: 'binary',
    read: 'free',
    write: 'never',
    sizeBytes: 14,
    fields: [
      { name: 'serial', at: 0, sizeBytes: 10, of: 'hex' },
      { name: 'version', at: 10, sizeBytes: 1, of: 'hex' },
      { name: 'keyCardType', at: 11, sizeBytes: 1, of: 'hex' },
      { name: 'fciData', at: 12, sizeBytes: 2, of: 'hex' },
    ],
  },
  {
    fid: 0x0016,
    name: 'terminal number 终端机编号',
    kind: 'binary',
    read: 'free',
    write: 'never',
    sizeBytes: 6,
    fields: [{ name: 'terminal', at: 0, sizeBytes: 6, of: 'digits' }],
  },
  {
    fid: 0x0017,
    name: 'application data',
    kind: 'binary',
    read: 'free',
    write: 'never',
    sizeBytes: 25,
    fields: [
      { name: 'keyIndex', at: 0, sizeBytes: 1, of: 'number' },
      { name: 'issuer', at: 1, sizeBytes: 8, of: 'hex' },
      { name: 'acceptor', at: 9, sizeBytes: 8, of: 'hex' },
      { name: 'start', at: 17, sizeBytes: 4, of: 'bcd-date' },
      { name: 'expiry', at: 21, sizeBytes: 4, of: 'bcd-date' },
    ],
  },
  {
    fid: 0x0018,
    name: 'terminal transaction number 终端交易序号',
    kind: 'binary',
    read: 'free',
    write: 'never',
    sizeBytes: 4,
    fields: [{ name: 'number', at: 0, sizeBytes: 4, of: 'number' }],
  },
] as const satisfies readonly BinaryFile[]
