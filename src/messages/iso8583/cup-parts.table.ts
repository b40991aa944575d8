import type { LayoutRow, Section } from './field-format'

/** One group of totals: 0500 and its answer carry one for domestic and one for foreign cards. */
const TOTALS: readonly Section[] = [
  { label: ['debit amount', '借记总金额'], size: 12, mask: 'open' },
  { label: ['debit count', '借记总笔数'], size: 3, mask: 'open' },
  { label: ['credit amount', '贷记总金额'], size: 12, mask: 'open' },
  { label: ['credit count', '贷记总笔数'], size: 3, mask: 'open' },
  { label: ['result (1 balanced, 2 not, 3 error)', '对账应答代码'], size: 1, mask: 'open' },
]

const CHECK_VALUE = { label: ['check value', '密钥校验值'], size: 4, mask: 'all' } as const
const SIGN_IN = ['001', '003', '004'] as const

/**
 * What fields are made of, by message type and network code f60.3 (iso8583.md 3.4 to 3.9). The first row that
 * fits holds. A field without a fitting row is one piece, and hidden when its own row says so.
 */
export const cupPosParts: readonly LayoutRow[] = [
  {
    field: 22,
    layout: {
      kind: 'sections',
      sections: [
        { label: ['how the card was read', '输入方式'], size: 2, mask: 'open' },
        { label: ['PIN (1 entered, 2 not)', 'PIN 输入能力'], size: 1, mask: 'open' },
      ],
    },
  },
  {
    field: 44,
    sizes: [22],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['issuer', '发卡机构代码'], size: 11, mask: 'open' },
        { label: ['acquirer', '收单机构代码'], size: 11, mask: 'open' },
      ],
    },
  },
  {
    field: 48,
    mti: ['0500', '0510'],
    layout: {
      kind: 'sections',
      sections: [...TOTALS, ...TOTALS],
    },
  },
  {
    field: 48,
    mti: ['0320', '0330'],
    network: ['201'],
    layout: {
      kind: 'lines',
      head: [{ label: ['number of lines', '明细笔数'], size: 2, mask: 'open' }],
      line: [
        { label: ['card class (00 domestic, 01 foreign)', '卡类别'], size: 2, mask: 'open' },
        { label: ['trace number', '流水号'], size: 6, mask: 'open' },
        { label: ['card number', '卡号'], size: 20, mask: 'card-number' },
        { label: ['amount', '金额'], size: 12, mask: 'open' },
      ],
      countedBy: 0,
    },
  },
  {
    field: 48,
    mti: ['0320', '0330'],
    network: ['202', '207'],
    layout: {
      kind: 'sections',
      sections: [{ label: ['number of transactions sent', '批上送总笔数'], size: 4, mask: 'open' }],
    },
  },
  {
    field: 53,
    layout: {
      kind: 'sections',
      sections: [
        { label: ['PIN format', 'PIN 格式'], size: 1, mask: 'open' },
        { label: ['key length (0 single, 6 double)', '加密算法'], size: 1, mask: 'open' },
        { label: ['tracks encrypted', '磁道加密标志'], size: 1, mask: 'open' },
        { label: ['reserved', '保留'], size: 13, mask: 'open' },
      ],
    },
  },
  {
    field: 54,
    layout: {
      kind: 'lines',
      head: [],
      line: [
        { label: ['account type', '账户类型'], size: 2, mask: 'open' },
        { label: ['amount type', '金额类型'], size: 2, mask: 'open' },
        { label: ['currency', '货币代码'], size: 3, mask: 'open' },
        { label: ['sign (C credit, D debit)', '余额符号'], size: 1, mask: 'open' },
        { label: ['balance', '余额'], size: 12, mask: 'open' },
      ],
    },
  },
  { field: 55, layout: { kind: 'tlv' } },
  {
    field: 58,
    mti: ['0200'],
    sizes: [47, 48],
    layout: {
      kind: 'sections',
      mayEndEarly: true,
      sections: [
        { label: ['tag (RQ load request)', '标签'], size: 2, mask: 'open', reads: 'text' },
        { label: ['issuer', '发卡方标识'], size: 8, mask: 'open' },
        { label: ['card serial', '应用序列号'], size: 10, mask: 'all' },
        { label: ['card random', '卡随机数'], size: 4, mask: 'open' },
        { label: ['key index', '密钥索引'], size: 1, mask: 'open' },
        { label: ['key version', '密钥版本'], size: 1, mask: 'open' },
        { label: ['purse sequence', '联机交易序号'], size: 2, mask: 'open' },
        { label: ['balance before', '交易前余额'], size: 4, mask: 'open' },
        { label: ['amount', '交易金额'], size: 4, mask: 'open' },
        { label: ['transaction type', '交易类型'], size: 1, mask: 'open' },
        { label: ['terminal', '终端机编号'], size: 6, mask: 'open' },
        { label: ['MAC1', 'MAC1'], size: 4, mask: 'open' },
        { label: ['algorithm', '算法标识'], size: 1, mask: 'open' },
      ],
    },
  },
  {
    field: 58,
    mti: ['0210'],
    sizes: [6],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['tag (RP load answer)', '标签'], size: 2, mask: 'open', reads: 'text' },
        { label: ['MAC2', 'MAC2'], size: 4, mask: 'open' },
      ],
    },
  },
  {
    field: 58,
    mti: ['0220'],
    sizes: [36],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['tag (TC load receipt)', '标签'], size: 2, mask: 'open', reads: 'text' },
        { label: ['card serial', '应用序列号'], size: 10, mask: 'all' },
        { label: ['purse sequence', '联机交易序号'], size: 2, mask: 'open' },
        { label: ['transaction type', '交易类型'], size: 1, mask: 'open' },
        { label: ['terminal', '终端机编号'], size: 6, mask: 'open' },
        { label: ['date and time', '交易日期时间'], size: 7, mask: 'open' },
        { label: ['balance after', '交易后余额'], size: 4, mask: 'open' },
        { label: ['TAC', '交易验证码'], size: 4, mask: 'open' },
      ],
    },
  },
  {
    field: 58,
    mti: ['0200', '0220', '0320'],
    sizes: [54],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['tag (TA offline purchase)', '标签'], size: 2, mask: 'open', reads: 'text' },
        { label: ['issuer', '发卡方标识'], size: 8, mask: 'open' },
        { label: ['card serial', '应用序列号'], size: 10, mask: 'all' },
        { label: ['card counter', '脱机交易序号'], size: 2, mask: 'open' },
        { label: ['balance before', '交易前余额'], size: 4, mask: 'open' },
        { label: ['amount', '交易金额'], size: 4, mask: 'open' },
        { label: ['transaction type', '交易类型'], size: 1, mask: 'open' },
        { label: ['SAM number', 'PSAM 终端号'], size: 6, mask: 'open' },
        { label: ['terminal transaction number', '终端交易序号'], size: 4, mask: 'open' },
        { label: ['date and time', '交易日期时间'], size: 7, mask: 'open' },
        { label: ['key version', '密钥版本'], size: 1, mask: 'open' },
        { label: ['algorithm', '算法标识'], size: 1, mask: 'open' },
        { label: ['TAC', '交易验证码'], size: 4, mask: 'open' },
      ],
    },
  },
  {
    field: 60,
    layout: {
      kind: 'sections',
      mayEndEarly: true,
      sections: [
        { label: ['transaction type', '交易类型码'], size: 2, mask: 'open' },
        { label: ['batch', '批次号'], size: 6, mask: 'open' },
        { label: ['network code', '网络管理信息码'], size: 3, mask: 'open' },
        { label: ['terminal capability', '终端读取能力'], size: 1, mask: 'open' },
        { label: ['chip condition', 'IC 卡条件代码'], size: 1, mask: 'open' },
        { label: ['partial approval', '支持部分扣款标志'], size: 1, mask: 'open' },
        { label: ['account type', '账户类型'], size: 3, mask: 'open' },
      ],
    },
  },
  {
    field: 61,
    layout: {
      kind: 'sections',
      mayEndEarly: true,
      sections: [
        { label: ['original batch', '原始批次号'], size: 6, mask: 'open' },
        { label: ['original trace', '原始流水号'], size: 6, mask: 'open' },
        { label: ['original date', '原始交易日期'], size: 4, mask: 'open' },
        { label: ['authorisation mode', '原授权方式'], size: 2, mask: 'open' },
        { label: ['authorising party', '原授权机构'], size: 11, mask: 'open' },
      ],
    },
  },
  {
    field: 62,
    mti: ['0810'],
    network: ['001'],
    sizes: [24],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['PIN key', 'PIN 密钥密文'], size: 8, mask: 'all' },
        CHECK_VALUE,
        { label: ['MAC key', 'MAC 密钥密文'], size: 8, mask: 'all' },
        CHECK_VALUE,
      ],
    },
  },
  {
    field: 62,
    mti: ['0810'],
    network: SIGN_IN,
    sizes: [40],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['PIN key', 'PIN 密钥密文'], size: 16, mask: 'all' },
        CHECK_VALUE,
        { label: ['MAC key', 'MAC 密钥密文'], size: 16, mask: 'all' },
        CHECK_VALUE,
      ],
    },
  },
  {
    field: 62,
    mti: ['0810'],
    network: ['004'],
    sizes: [60],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['PIN key', 'PIN 密钥密文'], size: 16, mask: 'all' },
        CHECK_VALUE,
        { label: ['MAC key', 'MAC 密钥密文'], size: 16, mask: 'all' },
        CHECK_VALUE,
        { label: ['track key', '磁道密钥密文'], size: 16, mask: 'all' },
        CHECK_VALUE,
      ],
    },
  },
  {
    field: 62,
    mti: ['0800'],
    network: ['390'],
    layout: {
      kind: 'sections',
      sections: [{ label: ['next index', '起始序号'], size: 3, mask: 'open', reads: 'digits' }],
    },
  },
  {
    field: 62,
    mti: ['0810'],
    network: ['390'],
    layout: {
      kind: 'lines',
      head: [
        { label: ['flag (2 more follows)', '下传标志'], size: 1, mask: 'open', reads: 'digits' },
        { label: ['last index', '结束序号'], size: 3, mask: 'open', reads: 'digits' },
      ],
      line: [
        { label: ['length of the card number', '卡号长度'], size: 2, mask: 'open' },
        { label: ['stopped card', '黑名单卡号'], size: 14, mask: 'all' },
      ],
    },
  },
  { field: 62, mti: ['0800'], network: ['370', '380'], layout: { kind: 'tlv' } },
  {
    field: 62,
    mti: ['0320'],
    network: ['203', '205'],
    sizes: [21],
    layout: {
      kind: 'sections',
      sections: [
        { label: ['kind of detail', '明细类别'], size: 2, mask: 'open', reads: 'digits' },
        { label: ['card class', '卡类别'], size: 2, mask: 'open', reads: 'digits' },
        { label: ['reserved', '保留'], size: 2, mask: 'open', reads: 'digits' },
        { label: ['amount', '金额'], size: 12, mask: 'open', reads: 'digits' },
        { label: ['currency', '货币代码'], size: 3, mask: 'open', reads: 'digits' },
      ],
    },
  },
]
