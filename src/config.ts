import { join, relative, resolve } from 'node:path'
import { z } from 'zod'
import { invariant, type CutOffMinutes } from './base'
import { isSafeUrl, postgresUrl, timeOfDay, wholeNumber } from './config-checks'
import type { Setting } from './config-checks'
import { posConfigOf, posSettings, type PosConfig } from './config-pos'
import { packageRoot } from './package-root'

/** Everything the environment decides, read once, checked once, never changed. It holds no keys. */
export interface Config {
  readonly production: boolean
  readonly database: DatabaseConfig
  readonly http: {
    readonly host: string
    /** 0 = any free one. */
    readonly port: number
    readonly uploadBytesMax: number
    /** Per address; 0 = no limit. */
    readonly requestsPerMinuteMax: number
    /** How long running requests may take to finish when the server is asked to stop. */
    readonly shutdownSeconds: number
    /** HTTPS beside HTTP, when a certificate is named. */
    readonly tls?: TlsConfig | undefined
  }
  readonly pos: PosConfig
  readonly logLevel: LogLevel
  /** Where staff may sign in besides here. */
  readonly oidc?: OidcConfig | undefined
  readonly clearing: {
    readonly cutOffMinutes: CutOffMinutes
    readonly lateUploadDays: number
    readonly futureSkewMinutes: number
  }
  /** Where the soft vault finds its keys; in production there is no default. */
  readonly keysFile: string | undefined
}

export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | undefined
  readonly redirectUri: string
}

export interface TlsConfig {
  /** 0 = any free one. */
  readonly port: number
  /** PEM: the certificate and those between it and its authority. */
  readonly certificateFile: string
  readonly keyFile: string
  /** PEM of the authorities that sign certificates of terminals and operators; absent = none is asked for. */
  readonly clientAuthorityFile: string | undefined
}

export type DatabaseConfig =
  | {
      readonly kind: 'external'
      readonly ownerUrl: string
      /** A login of the role that works; without it the owner's login takes that role on. */
      readonly workUrl: string | undefined
      readonly connectionsMax: number
    }
  | {
      readonly kind: 'embedded'
      readonly dataDir: string | undefined
      readonly connectionsMax: number
    }

export const LOG_LEVELS = ['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

export interface SettingProblem {
  readonly setting: string
  /** What is wrong and what is expected, in one sentence. */
  readonly sentence: string
}

export type ConfigResult =
  | { readonly ok: true; readonly value: Config }
  | {
      readonly ok: false
      readonly refused: 'setting-wrong'
      readonly detail: string
      readonly problems: readonly SettingProblem[]
    }

const DEVELOPMENT_KEYS = join(packageRoot, 'keys-dev', 'hierarchy.json')

/** Name, meaning and what is allowed, as the README and every message tell it. */
const settings = {
  NODE_ENV: {
    meaning: 'what this installation is for',
    expected: 'development, test or production',
    standard: 'development',
    check: z.enum(['development', 'test', 'production']),
  },
  DATABASE_URL: {
    meaning:
      'PostgreSQL 15 to 18, as the login that owns the database; without it the embedded one is used',
    expected: 'postgresql://login:password@host:port/database',
    secret: true,
    check: postgresUrl.optional(),
  },
  DATABASE_WORK_URL: {
    meaning: 'the same database, as a login that is a member of citycard_app and nothing more',
    expected: 'postgresql://login:password@host:port/database',
    secret: true,
    check: postgresUrl.optional(),
  },
  DATABASE_CONNECTIONS_MAX: {
    meaning: 'most connections to the database at a time',
    expected: 'a whole number from 2 to 500',
    standard: '10',
    check: wholeNumber(2, 500),
  },
  CITYCARD_DATA_DIR: {
    meaning: 'where the embedded database keeps its files',
    expected: 'a folder this process may write to',
    check: z.string().optional(),
  },
  HOST: {
    meaning: 'address the HTTP server listens on',
    expected: 'an address or a name of this machine',
    standard: '127.0.0.1',
    check: z.string().regex(/^[A-Za-z0-9.:_-]+$/),
  },
  PORT: {
    meaning: 'port the HTTP server listens on; 0 takes any free one',
    expected: 'a whole number from 0 to 65535',
    standard: '8080',
    check: wholeNumber(0, 65_535),
  },
  TLS_CERT_FILE: {
    meaning: 'certificate of the server; with it HTTPS is spoken beside HTTP',
    expected: 'a PEM file, its chain included',
    check: z.string().optional(),
  },
  TLS_KEY_FILE: {
    meaning: 'private key of the server',
    expected: 'a PEM file, beside TLS_CERT_FILE',
    check: z.string().optional(),
  },
  TLS_CLIENT_CA_FILE: {
    meaning: 'who signs the certificates of terminals and operators',
    expected: 'a PEM file, beside TLS_CERT_FILE',
    check: z.string().optional(),
  },
  TLS_PORT: {
    meaning: 'port the HTTPS server listens on; 0 takes any free one',
    expected: 'a whole number from 0 to 65535',
    standard: '8443',
    check: wholeNumber(0, 65_535),
  },
  MAX_UPLOAD_BYTES: {
    meaning: 'largest upload taken, as it is sent',
    expected: 'a whole number from 1024 to 1099511627776',
    standard: '1073741824',
    check: wholeNumber(1_024, 1_099_511_627_776),
  },
  REQUESTS_PER_MINUTE_MAX: {
    meaning: 'most requests from one address in a minute; 0 sets no limit',
    expected: 'a whole number from 0 to 10000000',
    standard: '60000',
    check: wholeNumber(0, 10_000_000),
  },
  SHUTDOWN_SECONDS: {
    meaning: 'how long running requests may take to finish when the server stops',
    expected: 'a whole number from 0 to 3600',
    standard: '20',
    check: wholeNumber(0, 3_600),
  },
  OIDC_ISSUER: {
    meaning: 'OpenID provider at which staff may sign in; without it they do so here only',
    expected: 'an https URL (http on this machine)',
    check: z.string().refine(isSafeUrl).optional(),
  },
  OIDC_CLIENT_ID: {
    meaning: 'our name at the provider',
    expected: 'text, beside OIDC_ISSUER',
    check: z.string().optional(),
  },
  OIDC_CLIENT_SECRET: {
    meaning: 'our password at the provider; without it PKCE alone protects us',
    expected: 'text',
    secret: true,
    check: z.string().optional(),
  },
  OIDC_REDIRECT_URI: {
    meaning: 'where the provider sends the browser back to, as it knows it',
    expected: 'an https URL (http on this machine) that ends in /v1/oidc/callback',
    check: z
      .string()
      .refine((text) => isSafeUrl(text) && new URL(text).pathname.endsWith('/v1/oidc/callback'))
      .optional(),
  },
  LOG_LEVEL: {
    meaning: 'how much is logged',
    expected: LOG_LEVELS.join(', '),
    standard: 'info',
    check: z.enum(LOG_LEVELS),
  },
  CUT_OFF: {
    meaning: 'local time at which one business day ends and the next begins',
    expected: 'a time of day HH:MM, from 00:00 to 23:59',
    standard: '00:00',
    check: timeOfDay,
  },
  LATE_UPLOAD_DAYS: {
    meaning: 'how many days after the tap a record may still arrive',
    expected: 'a whole number from 0 to 3650',
    standard: '30',
    check: wholeNumber(0, 3_650),
  },
  FUTURE_SKEW_MINUTES: {
    meaning: "how far a terminal's clock may run ahead of ours",
    expected: 'a whole number from 0 to 1440',
    standard: '10',
    check: wholeNumber(0, 1_440),
  },
  ...posSettings,
  KEYS_FILE: {
    meaning: 'the key hierarchy of the soft vault; in production the development keys are refused',
    expected: 'a file that is not one of keys-dev when NODE_ENV is production',
    check: z.string().optional(),
  },
} as const satisfies Record<string, Omit<Setting, 'name'> & { check: z.ZodType }>

type Name = keyof typeof settings
type Values = { readonly [Key in Name]: z.infer<(typeof settings)[Key]['check']> }

/** Every setting, for the README and `--help`. */
export const settingList: readonly Setting[] = Object.entries(settings).map(([name, setting]) => ({
  name,
  meaning: setting.meaning,
  expected: setting.expected,
  ...('standard' in setting ? { standard: setting.standard } : {}),
  ...('secret' in setting ? { secret: setting.secret } : {}),
}))

/** Reads the environment; all that is wrong is told at once. An empty setting counts as absent. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): ConfigResult {
  const problems: SettingProblem[] = []
  const values: Partial<Record<Name, unknown>> = {}
  for (const name of Object.keys(settings) as Name[]) {
    const setting: Omit<Setting, 'name'> & { check: z.ZodType } = settings[name]
    const given = environment[name]?.trim() === '' ? undefined : environment[name]?.trim()
    const checked = setting.check.safeParse(given ?? setting.standard)
    if (checked.success) values[name] = checked.data
    else problems.push({ setting: name, sentence: sentenceAbout(name, given, setting) })
  }
  if (problems.length === 0) problems.push(...contradictions(values as Values))
  return problems.length === 0
    ? { ok: true, value: freeze(configOf(values as Values)) }
    : {
        ok: false,
        refused: 'setting-wrong',
        detail: problems.map((problem) => problem.sentence).join(' '),
        problems,
      }
}

function sentenceAbout(
  name: string,
  given: string | undefined,
  setting: Omit<Setting, 'name'>,
): string {
  invariant(given !== undefined, 'what is missing has a standard value', { name })
  const is = setting.secret === true ? 'is not understood' : `is "${given}"`
  return `${name} ${is}; expected: ${setting.expected}.`
}

/** The one says nothing without the other. */
const NEEDS = [
  ['TLS_CERT_FILE', 'TLS_KEY_FILE'],
  ['TLS_KEY_FILE', 'TLS_CERT_FILE'],
  ['TLS_CLIENT_CA_FILE', 'TLS_CERT_FILE'],
  ['POS_TLS_PORT', 'TLS_CLIENT_CA_FILE'],
  ['OIDC_ISSUER', 'OIDC_CLIENT_ID'],
  ['OIDC_ISSUER', 'OIDC_REDIRECT_URI'],
] as const

/** What each setting alone may say, but not together. */
function contradictions(values: Values): SettingProblem[] {
  const problems: SettingProblem[] = []
  if (values.DATABASE_WORK_URL !== undefined && values.DATABASE_URL === undefined) {
    problems.push({
      setting: 'DATABASE_URL',
      sentence: `DATABASE_URL is missing; expected beside DATABASE_WORK_URL: ${settings.DATABASE_URL.expected}.`,
    })
  }
  for (const [given, missing] of NEEDS) {
    if (values[given] === undefined || values[missing] !== undefined) continue
    const sentence = `${missing} is missing; expected beside ${given}: ${settings[missing].expected}.`
    problems.push({ setting: missing, sentence })
  }
  if (
    values.NODE_ENV === 'production' &&
    values.KEYS_FILE !== undefined &&
    isDevelopmentKey(values.KEYS_FILE)
  ) {
    problems.push({
      setting: 'KEYS_FILE',
      sentence: `KEYS_FILE is "${values.KEYS_FILE}", which holds development keys; expected: ${settings.KEYS_FILE.expected}.`,
    })
  }
  return problems
}

function configOf(values: Values): Config {
  const production = values.NODE_ENV === 'production'
  const connectionsMax = values.DATABASE_CONNECTIONS_MAX
  return {
    production,
    database:
      values.DATABASE_URL === undefined
        ? { kind: 'embedded', dataDir: values.CITYCARD_DATA_DIR, connectionsMax }
        : {
            kind: 'external',
            ownerUrl: values.DATABASE_URL,
            workUrl: values.DATABASE_WORK_URL,
            connectionsMax,
          },
    http: {
      host: values.HOST,
      port: values.PORT,
      uploadBytesMax: values.MAX_UPLOAD_BYTES,
      requestsPerMinuteMax: values.REQUESTS_PER_MINUTE_MAX,
      shutdownSeconds: values.SHUTDOWN_SECONDS,
      tls: tlsOf(values),
    },
    pos: posConfigOf(values),
    logLevel: values.LOG_LEVEL,
    oidc: oidcOf(values),
    clearing: {
      cutOffMinutes: values.CUT_OFF,
      lateUploadDays: values.LATE_UPLOAD_DAYS,
      futureSkewMinutes: values.FUTURE_SKEW_MINUTES,
    },
    keysFile: values.KEYS_FILE ?? (production ? undefined : DEVELOPMENT_KEYS),
  }
}

const tlsOf = (values: Values): TlsConfig | undefined =>
  values.TLS_CERT_FILE === undefined || values.TLS_KEY_FILE === undefined
    ? undefined
    : {
        port: values.TLS_PORT,
        certificateFile: values.TLS_CERT_FILE,
        keyFile: values.TLS_KEY_FILE,
        clientAuthorityFile: values.TLS_CLIENT_CA_FILE,
      }

const oidcOf = ({
  OIDC_ISSUER: issuer,
  OIDC_CLIENT_ID: clientId,
  OIDC_CLIENT_SECRET: clientSecret,
  OIDC_REDIRECT_URI: redirectUri,
}: Values): OidcConfig | undefined =>
  issuer === undefined || clientId === undefined || redirectUri === undefined
    ? undefined
    : { issuer, clientId, clientSecret, redirectUri }

const isDevelopmentKey = (file: string): boolean =>
  !relative(join(packageRoot, 'keys-dev'), resolve(file)).startsWith('..')

function freeze<Value extends object>(value: Value): Value {
  for (const part of Object.values(value)) if (typeof part === 'object') freeze(part as object)
  return Object.freeze(value)
}
