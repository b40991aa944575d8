import type { FieldRow } from './notation'

/** Where the switch-to-member messages of UnionPay differ from ISO 8583:1987 (after a public sign-on message). */
export const cupInterbankFields: Readonly<Record<number, FieldRow>> = {
  96: ['b8', 'message security code', '报文安全码', 'all'],
}
