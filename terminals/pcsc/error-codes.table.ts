import type { Trouble } from '../reader'

/** Error codes of PC/SC (winscard.h, pcsclite.h), by what they mean for who stands at the reader. */
export const errorCodes: Readonly<Record<number, Trouble>> = {
  0x80100002: 'reader-closed',
  0x80100008: 'answer-too-long',
  0x80100009: 'reader-missing',
  0x8010000b: 'reader-in-use',
  0x8010000c: 'card-missing',
  0x8010000f: 'protocol-wrong',
  0x80100010: 'card-left',
  0x80100013: 'reader-broken',
  0x80100016: 'card-left',
  0x80100017: 'reader-missing',
  0x8010001d: 'service-missing',
  0x8010001e: 'service-missing',
  0x8010002e: 'reader-missing',
  0x80100066: 'card-mute',
  0x80100067: 'card-unpowered',
  0x80100068: 'card-reset',
  0x80100069: 'card-left',
}
