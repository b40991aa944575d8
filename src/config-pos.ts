import { z } from 'zod'
import { addresses, wholeNumber, type Setting } from './config-checks'

/** The door for POS terminals; closed where no port is named. */
export interface PosConfig {
  readonly host: string
  /** Plain TCP; 0 = any free one. */
  readonly port: number | undefined
  /** TLS with the certificates of the HTTPS server; 0 = any free one. */
  readonly tlsPort: number | undefined
  /** Who may speak without a certificate. */
  readonly trusted: readonly string[]
  readonly profile: string
  readonly linesMax: number
  readonly messagesPerSecondMax: number
  readonly waitingMax: number
}

export const POS_PROFILES = ['cup-pos', 'cup-interbank', 'cup-interbank-hex'] as const

/** Settings of the POS gateway. */
export const posSettings = {
  POS_HOST: {
    meaning: 'address on which POS terminals are listened to',
    expected: 'an address or a name of this machine',
    standard: '127.0.0.1',
    check: z.string().regex(/^[A-Za-z0-9.:_-]+$/),
  },
  POS_PORT: {
    meaning:
      'port for POS terminals without TLS, for trusted addresses only; closed when it is not set',
    expected: 'a whole number from 0 to 65535',
    check: wholeNumber(0, 65_535).optional(),
  },
  POS_TLS_PORT: {
    meaning:
      'port for POS terminals with TLS and a certificate of their own; closed when it is not set',
    expected: 'a whole number from 0 to 65535, beside TLS_CLIENT_CA_FILE',
    check: wholeNumber(0, 65_535).optional(),
  },
  POS_TRUSTED: {
    meaning: 'who may speak on POS_PORT: the private network of the terminals',
    expected: 'addresses and nets such as 10.1.0.0/16, separated by commas',
    standard: '127.0.0.1,::1',
    check: addresses,
  },
  POS_PROFILE: {
    meaning: 'how messages of POS terminals are written',
    expected: POS_PROFILES.join(', '),
    standard: 'cup-pos',
    check: z.enum(POS_PROFILES),
  },
  POS_LINES_MAX: {
    meaning: 'most connections of POS terminals at a time',
    expected: 'a whole number from 1 to 100000',
    standard: '4096',
    check: wholeNumber(1, 100_000),
  },
  POS_MESSAGES_PER_SECOND_MAX: {
    meaning:
      'most messages a second over one connection; what comes faster waits with the terminal',
    expected: 'a whole number from 1 to 100000',
    standard: '100',
    check: wholeNumber(1, 100_000),
  },
  POS_WAITING_MAX: {
    meaning: 'most POS messages that wait; more are answered "system error" at once',
    expected: 'a whole number from 1 to 100000',
    standard: '256',
    check: wholeNumber(1, 100_000),
  },
} as const satisfies Record<string, Omit<Setting, 'name'> & { check: z.ZodType }>

type PosValues = {
  readonly [Name in keyof typeof posSettings]: z.infer<(typeof posSettings)[Name]['check']>
}

export const posConfigOf = (values: PosValues): PosConfig => ({
  host: values.POS_HOST,
  port: values.POS_PORT,
  tlsPort: values.POS_TLS_PORT,
  trusted: values.POS_TRUSTED,
  profile: values.POS_PROFILE,
  linesMax: values.POS_LINES_MAX,
  messagesPerSecondMax: values.POS_MESSAGES_PER_SECOND_MAX,
  waitingMax: values.POS_WAITING_MAX,
})
