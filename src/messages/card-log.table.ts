import type { Field, Words } from './field'

/** The 23-byte record of a card's own transaction log (PBOC e-purse, SFI 18). */
export const cardLogFields = [
  {
    name: 'counter',
    label: ['card counter', '卡交易序号'],
    meaning:
      'transaction counter of the purse; before or after the step, by the profile of the card',
    of: 'whole',
    min: 0,
    max: 65_535,
    block: { at: 0, sizeBytes: 2 },
  },
  {
    name: 'overdraftLimit',
    label: ['overdraft limit', '透支限额'],
    meaning: 'overdraft limit at the time',
    of: 'fen',
    upTo: 16_777_215n,
    block: { at: 2, sizeBytes: 3 },
  },
  {
    name: 'amount',
    label: ['amount', '交易金额'],
    meaning: 'what was paid or loaded',
    of: 'fen',
    upTo: 4_294_967_295n,
    block: { at: 5, sizeBytes: 4 },
    coveredByTac: true,
  },
  {
    name: 'type',
    label: ['transaction type', '交易类型'],
    meaning: 'type identifier of the transaction',
    of: 'whole',
    min: 0,
    max: 255,
    block: { at: 9, sizeBytes: 1 },
    coveredByTac: true,
  },
  {
    name: 'terminal',
    label: ['terminal number', '终端号'],
    meaning: 'terminal number: of the SAM for a purchase, of the host for a load',
    of: 'hex',
    min: 12,
    max: 12,
    block: { at: 10, sizeBytes: 6 },
    coveredByTac: true,
  },
  {
    name: 'at',
    label: ['date and time', '交易时间'],
    meaning: 'local date and time of the transaction',
    of: 'date-time',
    block: { at: 16, sizeBytes: 7 },
    coveredByTac: true,
  },
] as const satisfies readonly Field[]

export const CARD_LOG_BYTES = 23

/** Type identifiers a card writes; schemes add their own, so that an unknown one is no error. */
export const cardLogTypes: Readonly<Record<number, Words>> = {
  0x01: ['deposit purse load', '存折圈存'],
  0x02: ['load', '圈存'],
  0x03: ['deposit purse unload', '存折圈提'],
  0x04: ['cash withdrawal', '取现'],
  0x05: ['deposit purse purchase', '存折消费'],
  0x06: ['purchase', '消费'],
  0x07: ['overdraft limit changed', '修改透支限额'],
  0x09: ['compound purchase', '复合消费'],
  0x91: ['grey lock family', '灰锁类交易'],
  0x92: ['grey lock family', '灰锁类交易'],
  0x93: ['grey lock family', '灰锁类交易'],
  0x94: ['grey lock family', '灰锁类交易'],
  0x95: ['grey lock family', '灰锁类交易'],
  0x96: ['grey lock family', '灰锁类交易'],
}
