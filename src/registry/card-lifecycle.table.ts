/**
 * What each state of a card means, and why most acts are not allowed from it. Modelled on the states of deployed
 * Chinese back offices: 挂失, 冻结, 已补办, 销户 and the stock words 作废, 作废取消.
 */
export const cardStates = {
  blank: {
    chinese: '空白',
    meaning: 'its number is set aside for one chip; the chip is not ours yet',
    because: 'the chip is not written yet',
  },
  personalised: {
    chinese: '已个人化',
    meaning: 'written; nobody has read it back yet',
    because: 'what was written has not been checked',
  },
  ready: {
    chinese: '待发',
    meaning: 'checked, in stock, nobody’s card yet',
    because: 'it was not handed out yet',
  },
  active: { chinese: '正常', meaning: 'handed out and in order', because: 'it is in use' },
  'lost-oral': {
    chinese: '口头挂失',
    meaning: 'reported lost by phone; lapses when it is not confirmed in time',
    because: 'a report by phone waits to be confirmed, taken back, or to lapse',
  },
  lost: {
    chinese: '正式挂失',
    meaning: 'reported lost in person or by a signed-in holder',
    because: 'it is reported lost: it can only be found or replaced',
  },
  blocked: {
    chinese: '冻结',
    meaning: 'stopped by the centre; on the hotlist until it is unblocked',
    because: 'it is blocked, and a blocked card is refused everywhere already',
  },
  expired: {
    chinese: '过期',
    meaning: 'past its dates; its value is still owed to the holder',
    because: 'it is past its dates, and an expired card is refused everywhere already',
  },
  replaced: {
    chinese: '已补办',
    meaning: 'its value has gone to another card or was paid out',
    because: 'another card took its place',
  },
  returned: {
    chinese: '已退卡',
    meaning: 'handed back, value and deposit settled',
    because: 'it was handed back and settled',
  },
  spoiled: {
    chinese: '作废',
    meaning: 'taken out of stock; the mistake may still be undone',
    because: 'it is written off as spoiled',
  },
  destroyed: { chinese: '已销毁', meaning: 'no longer exists', because: 'it no longer exists' },
} as const

/**
 * What may be done to a card, in words, and for which reasons. A reason that is not here is refused. `done` names the
 * act in the trail: `card.<done>`.
 */

export const cardActs = {
  personalise: {
    chinese: '个人化',
    done: 'personalised',
    meaning: 'keys and files were written',
    reasons: ['live', 'bulk'],
  },
  check: {
    chinese: '检验',
    done: 'checked',
    meaning: 'what was written was read back, or the maker answers for it',
    reasons: ['read-back', 'maker-answered'],
  },
  scrap: {
    chinese: '废卡',
    done: 'scrapped',
    meaning: 'the chip did not become a card',
    reasons: ['maker-scrap', 'half-written', 'chip-fault', 'not-dispensed'],
  },
  issue: {
    chinese: '发卡',
    done: 'issued',
    meaning: 'handed to its holder',
    reasons: ['first', 'further', 'replacement', 'swap'],
  },
  reportLostOrally: {
    chinese: '口头挂失',
    done: 'reported-lost-orally',
    meaning: 'reported lost by phone',
    reasons: ['lost', 'stolen'],
  },
  reportLost: {
    chinese: '正式挂失',
    done: 'reported-lost',
    meaning: 'reported lost in person, or a report by phone confirmed',
    reasons: ['lost', 'stolen', 'confirmed'],
  },
  lapse: {
    chinese: '口头挂失失效',
    done: 'loss-report-lapsed',
    meaning: 'a report by phone was not confirmed in time',
    reasons: ['not-confirmed'],
  },
  find: {
    chinese: '解挂',
    done: 'found',
    meaning: 'the holder has it again',
    reasons: ['found', 'mistake'],
  },
  block: {
    chinese: '冻结',
    done: 'blocked',
    meaning: 'the centre stops the card',
    reasons: ['misuse', 'clone-suspected', 'ledger-differs', 'court-order', 'holder-dead'],
  },
  unblock: {
    chinese: '解冻',
    done: 'unblocked',
    meaning: 'the cause has gone',
    reasons: ['cleared', 'mistake'],
  },
  expire: {
    chinese: '到期',
    done: 'expired',
    meaning: 'its dates have passed',
    reasons: ['dates-passed', 'dormant'],
  },
  renew: {
    chinese: '续期',
    done: 'renewed',
    meaning: 'its dates were extended',
    reasons: ['extended', 'revived'],
  },
  replace: {
    chinese: '补换卡',
    done: 'replaced',
    meaning: 'another card, or money, takes its place',
    reasons: ['lost', 'damaged-by-holder', 'fault', 'generation', 'expired'],
  },
  handBack: {
    chinese: '退卡',
    done: 'handed-back',
    meaning: 'the holder gives it back',
    reasons: ['holder', 'moved-away', 'holder-dead', 'holder-missing', 'damaged'],
  },
  spoil: {
    chinese: '作废',
    done: 'spoiled',
    meaning: 'written off in stock',
    reasons: ['damaged', 'misprint', 'missing'],
  },
  undoSpoil: {
    chinese: '作废取消',
    done: 'spoiling-undone',
    meaning: 'it was written off by mistake',
    reasons: ['mistake'],
  },
  destroy: {
    chinese: '销毁',
    done: 'destroyed',
    meaning: 'the plastic was destroyed',
    reasons: ['cut'],
  },
} as const
