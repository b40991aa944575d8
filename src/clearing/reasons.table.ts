/**
 * Every verdict a record can end in, with its reason. `code` is stored (one byte a record): never reuse or
 * renumber. `act` says whose turn it is; `bears` who loses the money, for taps of
 * stopped cards. The order within a verdict is the order of precedence in judge.ts.
 */
export const reasons = {
  paid: { code: 1, verdict: 'accepted', act: 'nobody', en: 'paid to the operator', zh: '已入账' },

  'paid-holder-bears': {
    code: 2,
    verdict: 'accepted',
    act: 'nobody',
    bears: 'holder',
    en: 'paid; the card was stopped and the terminal not told: its holder bears it',
    zh: '挂失后消费，持卡人承担',
  },
  'paid-centre-bears': {
    code: 3,
    verdict: 'accepted',
    act: 'centre',
    bears: 'centre',
    en: 'paid; the card was stopped so long before that the centre bears it',
    zh: '挂失后消费，中心承担',
  },

  'seen-before': {
    code: 16,
    verdict: 'duplicate',
    act: 'nobody',
    en: 'the same record is booked already',
    zh: '重复记录',
  },
  'proved-elsewhere': {
    code: 17,
    verdict: 'duplicate',
    act: 'nobody',
    en: 'an unconfirmed tap that a later record proves',
    zh: '灰记录已被证实',
  },

  'sam-unknown': {
    code: 32,
    verdict: 'suspect',
    act: 'operator',
    en: 'no such SAM is registered',
    zh: '未登记的 PSAM',
  },
  'sam-not-bound': {
    code: 33,
    verdict: 'suspect',
    act: 'operator',
    en: 'the SAM was not bound to this operator at that time',
    zh: 'PSAM 未绑定该营运单位',
  },
  'sam-blocked': {
    code: 34,
    verdict: 'suspect',
    act: 'centre',
    en: 'the SAM was blocked at that time',
    zh: 'PSAM 已停用',
  },
  'contract-missing': {
    code: 35,
    verdict: 'suspect',
    act: 'centre',
    en: 'the operator had no contract in force on that day',
    zh: '当日无有效合同',
  },
  unconfirmed: {
    code: 36,
    verdict: 'suspect',
    act: 'operator',
    en: 'no answer to the debit and no proof yet',
    zh: '灰记录待证实',
  },
  'key-version-unknown': {
    code: 37,
    verdict: 'suspect',
    act: 'centre',
    en: 'no TAC key of that version and algorithm',
    zh: '密钥版本未知',
  },
  'tac-not-genuine': {
    code: 38,
    verdict: 'suspect',
    act: 'operator',
    en: 'the TAC is not what the card would have made',
    zh: 'TAC 错误',
  },
  'card-unknown': {
    code: 39,
    verdict: 'suspect',
    act: 'centre',
    en: 'no such card was issued',
    zh: '卡未发行',
  },
  'card-not-in-force': {
    code: 40,
    verdict: 'suspect',
    act: 'centre',
    en: 'the card was not in use at that time',
    zh: '卡状态不可用',
  },
  'card-expired': {
    code: 41,
    verdict: 'suspect',
    act: 'operator',
    en: 'the tap lies outside the validity of the card',
    zh: '卡已过期',
  },
  'in-the-future': {
    code: 42,
    verdict: 'suspect',
    act: 'operator',
    en: 'the tap is later than its receipt allows',
    zh: '交易时间超前',
  },
  'too-late': {
    code: 43,
    verdict: 'suspect',
    act: 'operator',
    en: 'the record came later than late uploads may',
    zh: '超过补传期限',
  },
  'same-tac-other-content': {
    code: 44,
    verdict: 'suspect',
    act: 'operator',
    en: 'this TAC is paid already; the fields outside it differ',
    zh: '同一 TAC 内容不同',
  },
  'sam-number-used-twice': {
    code: 45,
    verdict: 'suspect',
    act: 'operator',
    en: 'two cards claim one terminal transaction number',
    zh: '终端交易序号重复',
  },
  'counter-used-twice': {
    code: 46,
    verdict: 'suspect',
    act: 'centre',
    en: 'two taps claim one card counter: clone alarm',
    zh: '卡计数器重复（疑似克隆）',
  },

  'card-hotlisted': {
    code: 47,
    verdict: 'suspect',
    act: 'operator',
    bears: 'operator',
    en: 'the card was on a hotlist that the terminal had acknowledged: the operator bears it',
    zh: '黑卡消费，营运单位承担',
  },

  'record-malformed': {
    code: 64,
    verdict: 'rejected',
    act: 'operator',
    en: 'the record cannot be read',
    zh: '格式错误',
  },
  'test-record': {
    code: 65,
    verdict: 'rejected',
    act: 'operator',
    en: 'a test record among real ones',
    zh: '测试记录',
  },
  'type-not-taken': {
    code: 66,
    verdict: 'rejected',
    act: 'operator',
    en: 'not a purchase',
    zh: '交易类型不受理',
  },
  'amount-over-limit': {
    code: 67,
    verdict: 'rejected',
    act: 'operator',
    en: 'more than one tap may take',
    zh: '金额超限',
  },
} as const satisfies Record<string, ReasonRow>

interface ReasonRow {
  readonly code: number
  readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'
  readonly act: 'nobody' | 'operator' | 'centre'
  readonly bears?: 'operator' | 'holder' | 'centre'
  readonly en: string
  readonly zh: string
}
