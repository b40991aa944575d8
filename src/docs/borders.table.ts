/**
 * Who may import whom, and why. A place is a folder of `src/` or `terminals/`, or one file of `src/` itself
 * (`database` stands for `database*.ts`, `config` for `config*.ts`). Types count as imports; a folder is entered by its `index.ts` only.
 * What is not written is forbidden: `test/tidy/borders.test.ts` reads this table and the sources.
 */
export const borders = {
  base: { kind: 'district', imports: [], why: 'words that every district speaks' },
  messages: { kind: 'district', imports: ['base'], why: 'formats hold no keys and judge nothing' },
  keys: { kind: 'district', imports: ['base'], why: 'callers name keys; keys know no callers' },
  card: { kind: 'district', imports: ['base', 'keys'], why: 'speaks with a card, asks the vault' },
  ledger: {
    kind: 'district',
    imports: ['base'],
    why: 'knows accounts and amounts, no cards, no buses',
  },
  rules: { kind: 'district', imports: ['base'], why: 'what a city may set, from a date on' },
  tills: {
    kind: 'district',
    imports: ['base', 'ledger', 'rules', 'registry', 'citizens'],
    why: 'who pays and out of what: cash drawers, online accounts, agents’ prepayments; who may, it asks itself',
  },
  registry: { kind: 'district', imports: ['base'], why: 'who exists; no money, no verdicts' },
  oversight: {
    kind: 'district',
    imports: ['base'],
    why: 'knows who acts and what they did, not what it was for',
  },
  citizens: {
    kind: 'district',
    imports: ['base', 'keys', 'rules'],
    why: 'who people are, sealed; no cards, no money',
  },
  clearing: {
    kind: 'district',
    imports: ['base', 'keys', 'card', 'ledger', 'registry'],
    why: 'judges and books; formats stay at the edge, so it never imports messages',
  },
  'remote-reader': {
    kind: 'district',
    imports: ['base', 'card'],
    why: 'holds conversations with cards elsewhere; what is done in them belongs to others',
  },
  issuing: {
    kind: 'district',
    imports: [
      'base',
      'keys',
      'card',
      'ledger',
      'registry',
      'rules',
      'citizens',
      'tills',
      'remote-reader',
    ],
    why: 'makes cards, hands them out and renews them; of people it asks only whether two entries are one',
  },
  loads: {
    kind: 'district',
    imports: [
      'base',
      'keys',
      'card',
      'ledger',
      'registry',
      'rules',
      'tills',
      'remote-reader',
      'clearing',
      'citizens',
    ],
    why: 'money onto cards and off them; what a card did is known by evidence only',
  },
  settlement: {
    kind: 'district',
    imports: ['base', 'ledger', 'registry'],
    why: 'reads clearing through its published views only',
  },
  acquiring: {
    kind: 'district',
    imports: [
      'base',
      'messages',
      'keys',
      'ledger',
      'registry',
      'citizens',
      'rules',
      'tills',
      'loads',
      'clearing',
    ],
    why: 'what the message of a POS means for money; it reads decoded messages, never bytes of a line',
  },

  'card-care': {
    kind: 'district',
    imports: [
      'base',
      'keys',
      'ledger',
      'registry',
      'rules',
      'citizens',
      'tills',
      'clearing',
      'issuing',
      'loads',
    ],
    why: 'lost, blocked, replaced and returned cards: joins lifecycle, clearing and money',
  },

  'gateways/http': {
    kind: 'gateway',
    imports: [
      'base',
      'messages',
      'ledger',
      'rules',
      'tills',
      'registry',
      'oversight',
      'citizens',
      'clearing',
      'remote-reader',
      'issuing',
      'loads',
      'settlement',
      'acquiring',
      'card-care',
      'database',
      'log',
    ],
    why: 'a door translates and does nothing else; it holds no key and enters no other door',
  },

  'gateways/iso8583': {
    kind: 'gateway',
    imports: ['base', 'messages', 'keys', 'acquiring', 'log'],
    why: 'frames and lines of POS; of keys only the vault’s hand that puts a MAC on',
  },

  'terminals/journal': {
    kind: 'terminal',
    imports: ['base'],
    why: 'what terminals remember when the power goes; it knows no cards',
  },
  'terminals/pos': {
    kind: 'terminal',
    imports: ['base', 'messages', 'card', 'terminals/journal', 'terminals/bus-validator'],
    why: 'a shop POS; a sale from a purse is the conversation of a validator',
  },
  'terminals/bus-validator': {
    kind: 'terminal',
    imports: ['base', 'messages', 'card', 'client', 'terminals/journal'],
    why: 'runs away from the centre, which it reaches by files and by its contract only',
  },
  'terminals/reader': {
    kind: 'terminal',
    imports: ['base'],
    why: 'what every card reader does, for programs that must not know which kind it is',
  },
  'terminals/virtual': {
    kind: 'terminal',
    imports: ['base', 'keys', 'card', 'terminals/reader'],
    why: 'chips in software, and readers for them; it knows no program that uses them',
  },
  'terminals/pcsc': {
    kind: 'terminal',
    imports: ['terminals/reader'],
    why: 'readers of the machine’s PC/SC service; knows bytes, no cards',
  },
  'terminals/counter': {
    kind: 'terminal',
    imports: ['card', 'client', 'terminals/reader'],
    why: 'carries between centre and card: the client is the contract, which is all it knows of the centre',
  },

  client: {
    kind: 'district',
    imports: [],
    why: 'runs away from the centre and knows its HTTP contract only',
  },
  'embedded-postgres': {
    kind: 'district',
    imports: ['base', 'database', 'package-root'],
    why: 'starts and stops a server; knows nothing of the city',
  },
  simulation: {
    kind: 'district',
    imports: 'anything',
    importedBy: ['commands', 'bench', 'api-fuzz'],
    why: 'plays a whole city; the city does not know that it is played',
  },
  bench: {
    kind: 'district',
    imports: 'anything',
    importedBy: ['commands'],
    why: 'measures the product from outside',
  },
  'decoder-fuzz': {
    kind: 'district',
    imports: ['base', 'messages', 'card'],
    importedBy: ['commands'],
    why: 'feeds decoders from outside; they do not know it',
  },
  'api-fuzz': {
    kind: 'district',
    imports: 'anything',
    importedBy: ['commands'],
    why: 'asks the API from outside, as a stranger would',
  },
  docs: {
    kind: 'district',
    imports: 'anything',
    importedBy: ['commands'],
    why: 'prints what the code says of itself',
  },

  migrations: { kind: 'frame', imports: [], why: 'a step that has landed never changes' },
  database: { kind: 'frame', imports: ['base'], why: 'the only way to PostgreSQL' },
  'package-root': { kind: 'frame', imports: ['base'], why: 'where the package lies' },
  'young-objects': { kind: 'frame', imports: [], why: 'how the engine keeps its memory' },
  migrate: { kind: 'frame', imports: ['base', 'database', 'migrations'], why: 'runs the steps' },
  config: { kind: 'frame', imports: ['base', 'package-root'], why: 'the environment, read once' },
  log: { kind: 'frame', imports: ['base', 'config'], why: 'one way to log, without secrets' },
  'city-database': {
    kind: 'frame',
    imports: ['base', 'config', 'database', 'embedded-postgres', 'migrate'],
    why: 'the database of the settings, or the embedded one',
  },
  server: {
    kind: 'frame',
    imports: ['base', 'config', 'database', 'gateways/http', 'log', 'migrate'],
    why: 'listens and stops; no decisions',
  },
  'pos-door': {
    kind: 'frame',
    imports: [
      'base',
      'acquiring',
      'config',
      'gateways/http',
      'gateways/iso8583',
      'keys',
      'log',
      'oversight',
      'server',
    ],
    why: 'the POS gateway as the settings describe it; no decisions',
  },
  'audit-books': {
    kind: 'frame',
    imports: [
      'acquiring',
      'base',
      'card-care',
      'clearing',
      'issuing',
      'ledger',
      'loads',
      'oversight',
      'settlement',
    ],
    why: 'every audit over one moment of the books',
  },
  city: {
    kind: 'frame',
    imports: 'anything',
    importedBy: ['commands', 'simulation', 'bench', 'api-fuzz'],
    why: 'wires a whole centre; no decisions',
  },
  forgetting: {
    kind: 'frame',
    imports: ['base', 'gateways/http', 'oversight', 'remote-reader', 'rules'],
    importedBy: ['upkeeps'],
    why: 'says when what may be forgotten; how, each district knows',
  },
  'keep-up': {
    kind: 'frame',
    imports: ['log'],
    importedBy: ['city', 'upkeeps'],
    why: 'does again and again what it is given; what, it does not know',
  },
  upkeeps: {
    kind: 'frame',
    imports: [
      'base',
      'acquiring',
      'card-care',
      'citizens',
      'clearing',
      'forgetting',
      'keep-up',
      'keys',
      'ledger',
      'loads',
      'oversight',
      'remote-reader',
    ],
    importedBy: ['city'],
    why: 'says what a centre does though nobody asks; how, each district knows',
  },
  commands: {
    kind: 'frame',
    imports: 'anything',
    importedBy: ['cli'],
    why: 'one file a command, loaded when it is called',
  },
  cli: {
    kind: 'frame',
    imports: ['base', 'commands', 'package-root', 'young-objects'],
    importedBy: [],
    why: 'the way in',
  },
} as const satisfies Record<string, Border>

export interface Border {
  /** district, gateway and terminal are folders with an `index.ts` and a README; the frame is loose files. */
  readonly kind: 'district' | 'gateway' | 'terminal' | 'frame'
  readonly imports: readonly string[] | 'anything'
  /** Nobody else, whatever their own row says; tests may import everything. */
  readonly importedBy?: readonly string[]
  readonly why: string
}
