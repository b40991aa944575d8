import type { Result } from '../../src/base'
import { decodeTlv, writeTlv, type Message } from '../../src/messages'
import { Journal, type Folder } from '../journal'

/** What a POS needs to read bank chips: public keys of authorities, and parameters of applications. */
export type ChipDataKind = 'ca-keys' | 'ic-parameters'

interface Held {
  readonly kind: ChipDataKind
  /** Each entry as TLV in hex. */
  readonly entries: readonly string[]
}

const NAME = 'chip-data'
const KINDS: readonly ChipDataKind[] = ['ca-keys', 'ic-parameters']

/** The chip data of a POS on its disk: a set stays in use until the next one is there whole. */
export class ChipStore {
  readonly #journal: Journal<Held>

  constructor(folder: Folder) {
    this.#journal = Journal.open(folder, NAME)
  }

  /** The set in use, as TLV in hex; empty until one was fetched. */
  of(kind: ChipDataKind): readonly string[] {
    return this.#journal.events.findLast((held) => held.kind === kind)?.entries ?? []
  }

  put(kind: ChipDataKind, entries: readonly string[]): void {
    this.#journal.append({ kind, entries })
    this.#journal.compact(
      KINDS.flatMap((one) => (one === kind || this.of(one).length > 0 ? [this.#held(one)] : [])),
    )
  }

  #held(kind: ChipDataKind): Held {
    return { kind, entries: this.of(kind) }
  }
}

/** Network codes: list, one entry, end (iso8583.md 3.7). */
const NETWORK = {
  'ca-keys': { list: '372', one: '370', end: '371', names: ['9F06', '9F22'] },
  'ic-parameters': { list: '382', one: '380', end: '381', names: ['9F06'] },
} as const

const PRESENT = '1'
const MORE = '2'
const FLAG_DIGITS = 2
/** Counts have two digits; a host that lists for ever is not followed. */
const ENTRIES_MAX = 99

/** What fetching needs of its POS. */
export interface Fetching {
  readonly ask: (message: Message) => Promise<Result<Message>>
  readonly fields: (network: string) => Message['fields']
}

/**
 * Fetches a whole set: the list in pages, each entry, and the word that it is there. Undefined when anything of it
 * failed: what the POS has stays in use then.
 */
export async function fetchChipData(
  by: Fetching,
  kind: ChipDataKind,
): Promise<readonly string[] | undefined> {
  const { list, one, end } = NETWORK[kind]
  const names = await listed(by, list, kind)
  if (names === undefined) return undefined
  const entries: string[] = []
  for (const name of names) {
    const said = await f62(by, { mti: '0800', network: one, data: name })
    if (said?.flag !== PRESENT) return undefined
    entries.push(said.rest)
  }
  const over = await by.ask({ mti: '0800', fields: by.fields(end) })
  return over.ok && over.value.fields[39] === '00' ? entries : undefined
}

/** Names of all entries, as they are asked for. */
async function listed(
  by: Fetching,
  network: string,
  kind: ChipDataKind,
): Promise<readonly string[] | undefined> {
  const names: string[] = []
  for (;;) {
    const data = Buffer.from(`1${String(names.length).padStart(2, '0')}`).toString('hex')
    const said = await f62(by, { mti: '0820', network, data })
    const some = said === undefined ? undefined : namesIn(said.rest, NETWORK[kind].names)
    if (said === undefined || some === undefined) return undefined
    names.push(...some)
    if (said.flag !== MORE) return names
    if (some.length === 0 || names.length > ENTRIES_MAX) return undefined
  }
}

/** A list repeats its tags entry by entry: each begins with the first of the names. */
function namesIn(rest: string, wanted: readonly string[]): readonly string[] | undefined {
  const [first = ''] = wanted
  const names: string[] = []
  let nodes: { readonly tag: string; readonly value: string }[] = []
  const take = (): void => {
    if (nodes.length > 0) names.push(writeTlv(nodes).toString('hex').toUpperCase())
    nodes = []
  }
  for (let left = Buffer.from(rest, 'hex'); left.length > 0;) {
    const node = firstOf(left)
    if (node === undefined) return undefined
    if (node.tag === first) take()
    if (wanted.includes(node.tag)) nodes.push(node)
    left = left.subarray(node.size)
  }
  take()
  return names
}

/** The first tag of some bytes; all tags here are of two bytes, and lengths of one. */
function firstOf(bytes: Buffer) {
  const size = 3 + (bytes[2] ?? 0)
  const read = decodeTlv(bytes.subarray(0, size))
  const node = read.ok ? read.value[0] : undefined
  return node === undefined || bytes.length < size ? undefined : { ...node, size }
}

async function f62(
  by: Fetching,
  { mti, network, data }: { readonly mti: string; readonly network: string; readonly data: string },
): Promise<{ readonly flag: string; readonly rest: string } | undefined> {
  const answer = await by.ask({ mti, fields: { ...by.fields(network), 62: data.toUpperCase() } })
  const said = answer.ok && answer.value.fields[39] === '00' ? answer.value.fields[62] : undefined
  if (said === undefined) return undefined
  const flag = Buffer.from(said.slice(0, FLAG_DIGITS), 'hex').toString('latin1')
  return { flag, rest: said.slice(FLAG_DIGITS) }
}
