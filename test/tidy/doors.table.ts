/**
 * Doors to the world: which files may open them, and why. A key that ends in "/" is a folder. Nobody else may,
 * `doors.test.ts` sees to it.
 */
export const moduleDoors = [
  {
    what: 'PostgreSQL',
    modules: ['pg', 'pg-copy-streams', 'pg-query-stream', 'knex'],
    open: {
      'src/database.ts': 'the pool, transactions, COPY and streams',
      'src/database-line.ts': 'one connection that takes statements while others are under way',
      'src/database-values.ts': 'how values of the server become ours',
      'src/migrate.ts': 'runs the migrations, as the owner',
    },
  },
  {
    what: 'Express',
    modules: ['express', 'express-rate-limit', 'helmet', 'pino-http'],
    open: { 'src/gateways/http/': 'the HTTP door' },
  },
  {
    what: 'metrics',
    modules: ['prom-client'],
    open: {
      'src/gateways/http/': 'the registry, and /metrics',
      'src/gateways/iso8583/': 'counts what the POS gateway does',
    },
  },
  {
    what: 'sockets',
    modules: ['node:http', 'node:https', 'node:http2', 'node:net', 'node:tls', 'node:dgram'],
    open: {
      'src/server.ts': 'listens',
      'src/gateways/iso8583/': 'the door for POS terminals',
      'src/embedded-postgres/server.ts': 'finds a free port for the embedded server',
      'src/commands/doctor.ts': 'looks whether the port is free',
      'src/commands/certified-fetch.ts': 'shows a client certificate, which fetch cannot',
      'src/simulation/deliver.ts': 'the line between a terminal and the centre',
      'src/bench/': 'clients that are measured',
      'terminals/pos/line.ts': 'the line between a POS and its host',
      'terminals/virtual/vpcd-card.ts': 'puts a card into the virtual reader of a PC/SC service',
    },
  },
  {
    what: 'other processes',
    modules: ['node:child_process', 'node:cluster'],
    open: {
      'src/embedded-postgres/': 'starts the embedded server',
      'src/bench/': 'starts what is measured',
      'terminals/pcsc/pcsc-readers.ts': 'readers are held by a process of their own',
    },
  },
  {
    what: 'worker threads',
    modules: ['node:worker_threads'],
    open: {
      'src/keys/providers/': 'TACs are checked on every core',
      'src/simulation/': 'the city is played beside the centre, on another core',
    },
  },
  {
    what: 'the making of certificates',
    modules: ['node-forge'],
    open: { 'src/oversight/certificate-authority.ts': 'the development authority' },
  },
  {
    what: 'one-time codes and OpenID Connect',
    modules: ['otpauth', 'openid-client'],
    open: { 'src/oversight/': 'how somebody proves who they are' },
  },
  { what: 'logging', modules: ['pino'], open: { 'src/log.ts': 'masks what must not be logged' } },
  {
    what: 'the document of the contract',
    modules: ['@asteasolutions/zod-to-openapi', 'swagger-ui-dist/absolute-path'],
    open: { 'src/gateways/http/': 'printed from the schemas, and shown' },
  },
  {
    what: 'schemas',
    modules: ['zod'],
    open: {
      'src/config.ts': 'checks the environment',
      'src/config-checks.ts': 'checks settings',
      'src/config-pos.ts': 'the settings of the POS gateway',
      'src/gateways/http/': 'checks requests and answers',
    },
  },
  {
    what: 'the command line',
    modules: ['commander', 'cli-table3', 'cli-progress'],
    open: {
      'src/cli.ts': 'commands and options',
      'src/commands/': 'answers for people, and progress of a long run',
      'src/bench/report.ts': 'the same for what is measured',
    },
  },
] as const satisfies readonly ModuleDoor[]

/** node:crypto: keys use all of it; others may compute digests, and what is named here. */
export const cryptoDoor = {
  everything: 'src/keys/',
  digestNames: ['createHash', 'hash', 'Hash'],
  digests: {
    'src/base/ids.ts': 'names made from the reference of an act',
    'src/messages/': 'the digest of an upload file',
    'src/acquiring/chip-data.ts': 'the check value of a public key, which its scheme prints',
    'src/acquiring/question.ts': 'tells messages under one key apart',
    'src/citizens/': 'ids that follow from an act, and the digest of a population file',
    'src/ledger/': 'digests of movements and links of the chain',
    'src/clearing/': 'the evidence of a batch',
    'src/card-care/remedy.ts': 'the evidence of a remedy',
    'src/gateways/http/contract/idempotency.ts': 'names an act after its key',
    'src/settlement/digest.ts': 'the digest of a day',
    'src/issuing/maker-file.ts': 'the digest of a maker file',
    'src/remote-reader/': 'the name of a session follows from its request',
    'src/oversight/': 'digests of tokens, and the chain of the trail',
    'src/api-fuzz/files.ts': 'the trailer of a population file',
    'src/decoder-fuzz/': 'trailers of files that fit although they were spoiled',
    'src/simulation/': 'names become numbers; the digest of a file of taps',
    'src/bench/': 'floors to measure against',
    'terminals/journal/': 'the check of a line, so that a torn one is seen',
    'src/embedded-postgres/places.ts': 'a folder name for each checkout',
  },
  more: {
    'src/embedded-postgres/secrets.ts': ['randomBytes', 'passwords of the embedded server'],
    'src/oversight/certificates.ts': ['X509Certificate', 'reads what a certificate says'],
    'src/oversight/secrets.ts': ['*', 'password hashes, tokens, ids nobody can guess'],
    'src/gateways/http/contract/act-once.ts': ['randomBytes', 'names acts that no key names'],
    'src/bench/': ['*', 'the naive TAC check that ours is measured against'],
  },
} as const satisfies CryptoDoor

/** Names by which code asks the time, rolls dice, reads the environment or ends the process. */
export const wordDoors = [
  {
    what: 'the time',
    names: ['Date.now', 'new Date()', 'Date()'],
    open: {
      'src/city.ts': 'the clock of the running centre',
    },
  },
  { what: 'chance', names: ['Math.random', 'randomUUID'], open: {} },
  {
    what: 'a stopwatch',
    names: ['performance.now', 'process.hrtime', 'process.hrtime.bigint'],
    open: {
      'src/bench/': 'measures',
      'src/simulation/': 'tells how long each stage of a replay took',
      'src/commands/': 'tells how long a command took',
    },
  },
  {
    what: 'the environment',
    names: ['process.env'],
    open: {
      'src/config.ts': 'read once, checked once',
      'src/commands/doctor.ts': 'looks at the settings before they are right',
      'src/commands/sign-in.ts': 'a program at a desk: who signs in, and no setting of a centre',
      'src/embedded-postgres/server.ts': 'what a child process needs of it',
      'terminals/pcsc/pcsc-readers.ts': 'the same, with more threads',
    },
  },
  {
    what: 'the end of the process',
    names: ['process.exit'],
    open: { 'src/server.ts': 'a second signal means now' },
  },
] as const satisfies readonly WordDoor[]

interface ModuleDoor {
  readonly what: string
  readonly modules: readonly string[]
  readonly open: Readonly<Record<string, string>>
}

interface CryptoDoor {
  readonly everything: string
  readonly digestNames: readonly string[]
  readonly digests: Readonly<Record<string, string>>
  readonly more: Readonly<Record<string, readonly [name: string, why: string]>>
}

interface WordDoor {
  readonly what: string
  readonly names: readonly string[]
  readonly open: Readonly<Record<string, string>>
}
