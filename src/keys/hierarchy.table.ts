/**
 * The key tree of a city-card scheme: nation → city → application → card (card-protocol §1.1, §1.4, after
 * PBOC and the MoHURD and T-Union schemes). One tree for every purpose, algorithm and version; trees never
 * mix, so a stolen card key opens one card for one purpose.
 */

/** Where keys live. `toCard`: how many factors may lead from here to the key in a card. */
export const KEY_LEVELS = {
  national: { chinese: '全国根密钥', keeper: 'national or ministry key centre', toCard: [2, 3] },
  city: {
    chinese: '城市主密钥',
    keeper: 'HSM of the city centre; SAMs of terminals',
    toCard: [1, 2],
  },
  application: { chinese: '应用主密钥', keeper: 'HSM of the city centre', toCard: [1] },
  card: { chinese: '卡片子密钥', keeper: 'the chip of one card', toCard: [0] },
  operator: { chinese: '运营单位文件密钥', keeper: 'one operator and the city centre', toCard: [] },
  terminal: { chinese: '终端主密钥', keeper: 'one POS and the city centre', toCard: [] },
} as const

/** Who may derive whom, and by which 8-byte factor. */
export const DERIVATIONS = [
  { from: 'national', to: 'city', by: 'issuer', meaning: 'city or issuer code of file 0015' },
  {
    from: 'city',
    to: 'application',
    by: 'application',
    meaning: 'where applications have own keys',
  },
  { from: 'city', to: 'card', by: 'card', meaning: 'rightmost 8 bytes of the card serial number' },
  {
    from: 'application',
    to: 'card',
    by: 'card',
    meaning: 'rightmost 8 bytes of the card serial number',
  },
  {
    from: 'city',
    to: 'operator',
    by: 'operator',
    meaning: 'left 8 bytes of SHA-256 of the operator id',
  },
  {
    from: 'city',
    to: 'terminal',
    by: 'terminal',
    meaning: 'terminal number (f41) in ASCII, filled with blanks to 8',
  },
] as const

/** What a key is for. `short` is the card's key in the trade; `inSams`: whether SAMs hold its master. */
export const KEY_PURPOSES = {
  'card-master': {
    chinese: '卡片主控密钥',
    short: 'DCCK',
    inSams: false,
    meaning: 'rules the card itself; wraps keys of the master file',
  },
  transport: {
    chinese: '传输密钥',
    short: 'TK',
    inSams: false,
    meaning: 'opens a blank chip on its way from the maker, until its own master key stands',
  },
  'card-maintenance': {
    chinese: '卡片维护密钥',
    short: 'DCMK',
    inSams: false,
    meaning: 'MAC over files of the master file; blocks the card',
  },
  'application-master': {
    chinese: '应用主控密钥',
    short: 'DACK',
    inSams: false,
    meaning: 'rules one application; wraps its keys',
  },
  'application-maintenance': {
    chinese: '应用维护密钥',
    short: 'DAMK',
    inSams: true,
    meaning: 'MAC over files of an application; blocks and unblocks it',
  },
  purchase: {
    chinese: '消费密钥',
    short: 'DPK',
    inSams: true,
    meaning: 'purchase, compound purchase, cash, grey lock',
  },
  load: { chinese: '圈存密钥', short: 'DLK', inSams: false, meaning: 'money onto the card' },
  unload: { chinese: '圈提密钥', short: 'DULK', inSams: false, meaning: 'money off the card' },
  tac: {
    chinese: 'TAC 密钥',
    short: 'DTK',
    inSams: false,
    meaning: 'the proof a card leaves of every transaction',
  },
  overdraft: {
    chinese: '修改透支限额密钥',
    short: 'DUK',
    inSams: false,
    meaning: 'changes the overdraft limit',
  },
  'pin-unblock': {
    chinese: '口令解锁密钥',
    short: 'DPUK',
    inSams: false,
    meaning: 'unblocks a PIN',
  },
  'pin-reload': {
    chinese: '口令重装密钥',
    short: 'DPRK',
    inSams: false,
    meaning: 'sets a new PIN',
  },
  'internal-auth': {
    chinese: '内部认证密钥',
    short: 'DIAK',
    inSams: true,
    meaning: 'the card proves that it is one of ours',
  },
  'external-auth': {
    chinese: '外部认证密钥',
    short: 'UK',
    inSams: true,
    meaning: 'the terminal proves it may write one file',
  },
  'application-block': {
    chinese: '应用锁定密钥',
    short: 'DABK',
    inSams: true,
    meaning: 'blocks an application, where split from maintenance',
  },
  'application-unblock': {
    chinese: '应用解锁密钥',
    short: 'DAUK',
    inSams: false,
    meaning: 'unblocks an application, where split from maintenance',
  },
  'grey-unlock': {
    chinese: '联机解扣密钥',
    short: 'DUGK',
    inSams: false,
    meaning: 'unlocks a grey-locked purse online',
  },
  'file-mac': {
    chinese: '文件校验密钥',
    short: 'FMK',
    inSams: false,
    meaning: 'MAC over files between an operator and the centre',
  },
  'terminal-master': {
    chinese: '终端主密钥',
    short: 'TMK',
    inSams: false,
    meaning: 'wraps the work keys of a POS at every sign-in',
  },
} as const

/**
 * Keys that stand in no card's tree: they guard what the centre stores. 32 bytes each, AES-256 and SHA-256;
 * a new version is added and the old ones stay until everything is sealed anew.
 */
export const DATA_KEY_PURPOSES = {
  'personal-data': {
    chinese: '个人信息加密密钥',
    meaning: 'seals names, numbers, phones and addresses at rest (AES-256-GCM)',
  },
  'blind-index': {
    chinese: '盲索引密钥',
    meaning: 'finds sealed values again without opening them (HMAC-SHA-256)',
  },
  'terminal-keys': {
    chinese: '终端密钥加密密钥',
    meaning: 'seals master and work keys of POS terminals at rest (AES-256-GCM)',
  },
  'pin-check': {
    chinese: '口令校验密钥',
    meaning: 'keyed digests by which PINs are checked without being kept (HMAC-SHA-256)',
  },
} as const
