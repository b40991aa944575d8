export interface Exchange {
  readonly command: string
  readonly answer: string
  /** Transaction types it serves, where the command depends on them. */
  readonly types?: readonly string[]
}

/**
 * Commands and answers as card vectors list them. `{name}` is a value of the vector, `{name:size}` one that a
 * vector may leave out (then the listed bytes are taken, and must be the same wherever the name stands),
 * `{one|other}` either of two, `[xx]` an expected length that may be missing, `{...}` anything.
 * (card-protocol §2.3 to §2.9, §5.3)
 */
export const EXCHANGES = [
  {
    types: ['01', '02'],
    command: '805000 {purse} 0B {keyindex:1} {amount} {term} [10]',
    answer: '{oldbalance:4} {onlineseq} {keyversion:1} {algorithm} {rnd} {mac1}',
  },
  { command: '80520000 0B {datetime} {mac2} [04]', answer: '{tac}' },
  {
    types: ['05', '06'],
    command: '805001 {purse} 0B {keyindex:1} {amount} {term} [0F]',
    answer: '{oldbalance:4} {offlineseq} {overdraft:3} {keyversion:1} {algorithm} {rnd}',
  },
  {
    types: ['04'],
    command: '805002 {purse} 0B {keyindex:1} {amount} {term} [0F]',
    answer: '{oldbalance:4} {offlineseq} {overdraft:3} {keyversion:1} {algorithm} {rnd}',
  },
  {
    types: ['09'],
    command: '805003 {purse} 0B {keyindex:1} {amount} {term} [0F]',
    answer: '{oldbalance:4} {offlineseq} {overdraft:3} {keyversion:1} {algorithm} {rnd}',
  },
  {
    command: '80540100 0F {termseq} {datetime} {mac1withauthcode|mac1} [08]',
    answer: '{tac} {mac2}',
  },
  { command: '805A00 {type} 02 {counterafter} [08]', answer: '{provemac:4} {tac}' },
  {
    types: ['03'],
    command: '805005 {purse} 0B {keyindex:1} {amount} {term} [10]',
    answer: '{oldbalance:4} {onlineseq} {keyversion:1} {algorithm} {rnd} {mac1}',
  },
  { command: '80540300 0B {datetime} {mac2} [04]', answer: '{mac3}' },
  {
    types: ['07'],
    command: '805004 {purse} 07 {keyindex:1} {term} [13]',
    answer: '{balance:4} {onlineseq} {oldlimit} {keyversion:1} {algorithm} {rnd} {mac1}',
  },
  {
    command: '80580000 0E {newlimit} {datetime} {mac2} [04]',
    answer: '{tacxorkey|tacdirectretail}',
  },
  {
    command: 'E07A08 {purse} 07 {keyindex:1} {term} [0F]',
    answer: '{balance:4} {offlineseq} {overdraft:3} {keyversion:1} {algorithm} {rnd}',
  },
  {
    command: 'E07C0800 13 {termseq} {termrnd} {datetime} {mac1} [08]',
    answer: '{gtac:4} {mac2}',
  },
  {
    command: 'E07E08 {purse} 1B {amount} {offlineseq} {term} {termseq} {datetime} {gmac} [04]',
    answer: '{tac}',
  },
  {
    command: 'E07A09 {purse} 07 {keyindex:1} {term} [12]',
    answer:
      '{balance:4} {offlineseq:2} {onlineseq} {keyversion:1} {algorithm} {rnd} {mac1|mac1fmcos}',
  },
  { command: 'E07E0900 0F {amount} {datetime} {mac2} [04]', answer: '{mac3ortac:4}' },
  { command: 'E07C0900 0F {amount} {datetime} {mac2} [04]', answer: '{mac3ortac:4}' },
  {
    command:
      '80700000 {...:1} {rnd} {offlineseq} {amount} {type} {datetime} {keyversion:1} {algorithm} {...}',
    answer: '{termseq} {mac1withauthcode|mac1}',
  },
  { command: '80720000 04 {mac2}', answer: '' },
] as const satisfies readonly Exchange[]

/** Commands that may stand between these; nothing in a purse vector says what they carry. */
export const COMMANDS_BETWEEN = [
  '00A4',
  '00B0',
  '00B2',
  '00C0',
  '0020',
  '0084',
  '805C',
  '80CA',
  '80DC',
] as const

/** A record of the card's own list (23 bytes), and the same where the card writes the raised counter. */
export const LOG_RECORDS = {
  log: '{counter} {overdraft:3} {amount} {type} {term} {datetime}',
  logpostincrement: '{counterafter} {overdraft:3} {amount} {type} {term} {datetime}',
} as const
