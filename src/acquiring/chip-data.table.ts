/** One parameter of a chip application, as terminals take it. */
export interface ChipParameterRow {
  readonly tag: string
  /** Least and most bytes. */
  readonly bytes: readonly [number, number]
  /** Whether every application has to say it. */
  readonly needed: boolean
  readonly meaning: string
  readonly chinese: string
}

/**
 * Parameters of an application (iso8583.md 3.7: downloads 380). Names and sizes are those of the terminals of Chinese
 * POS networks; an acquirer's own document decides where they differ.
 */
export const chipParameters: readonly ChipParameterRow[] = [
  {
    tag: 'DF01',
    bytes: [1, 1],
    needed: true,
    meaning: 'whole or partial match of the name',
    chinese: '应用选择指示符',
  },
  {
    tag: '9F08',
    bytes: [2, 2],
    needed: true,
    meaning: 'version of the application',
    chinese: '应用版本号',
  },
  {
    tag: 'DF11',
    bytes: [5, 5],
    needed: true,
    meaning: 'terminal action code, default',
    chinese: 'TAC-缺省',
  },
  {
    tag: 'DF12',
    bytes: [5, 5],
    needed: true,
    meaning: 'terminal action code, online',
    chinese: 'TAC-联机',
  },
  {
    tag: 'DF13',
    bytes: [5, 5],
    needed: true,
    meaning: 'terminal action code, denial',
    chinese: 'TAC-拒绝',
  },
  {
    tag: '9F1B',
    bytes: [4, 4],
    needed: true,
    meaning: 'floor limit of the terminal',
    chinese: '终端最低限额',
  },
  {
    tag: 'DF15',
    bytes: [4, 4],
    needed: false,
    meaning: 'threshold of the biased choice',
    chinese: '偏置随机选择的阈值',
  },
  {
    tag: 'DF16',
    bytes: [1, 1],
    needed: false,
    meaning: 'most percent of the biased choice',
    chinese: '偏置随机选择的最大目标百分数',
  },
  {
    tag: 'DF17',
    bytes: [1, 1],
    needed: false,
    meaning: 'percent of the random choice',
    chinese: '随机选择的目标百分数',
  },
  {
    tag: 'DF14',
    bytes: [1, 252],
    needed: false,
    meaning: 'default DDOL',
    chinese: '缺省 DDOL',
  },
  {
    tag: 'DF18',
    bytes: [1, 1],
    needed: false,
    meaning: 'whether the terminal takes a PIN for online',
    chinese: '终端联机 PIN 支持能力',
  },
  {
    tag: '9F7B',
    bytes: [6, 6],
    needed: false,
    meaning: 'limit of e-cash at the terminal',
    chinese: '终端电子现金交易限额',
  },
  {
    tag: 'DF19',
    bytes: [6, 6],
    needed: false,
    meaning: 'contactless: offline floor limit',
    chinese: '非接触读写器脱机最低限额',
  },
  {
    tag: 'DF20',
    bytes: [6, 6],
    needed: false,
    meaning: 'contactless: limit of a transaction',
    chinese: '非接触读写器交易限额',
  },
  {
    tag: 'DF21',
    bytes: [6, 6],
    needed: false,
    meaning: 'contactless: limit without showing who one is',
    chinese: '读写器持卡人验证方法所需限制',
  },
]
