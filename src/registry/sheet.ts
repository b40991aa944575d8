/** One column of a register: where it is kept and what of an entry goes into it. */
export interface SheetColumn<Entry> {
  readonly column: string
  readonly type: string
  readonly of: (entry: Entry) => unknown
  /** The end of a validity. An entry that leaves it open says nothing about it, so it differs from nothing. */
  readonly isEnd?: true
}

/** An entry must name something registered before it. */
export interface SheetReference {
  readonly table: string
  /** Column of the entry, column it must be found in. */
  readonly on: readonly (readonly [string, string])[]
  readonly refused: RegistryRefusal
}

/** How one kind of entry is written down: the SQL of all registers comes from these tables. */
export interface Sheet<Entry> {
  readonly table: string
  readonly key: readonly string[]
  readonly columns: readonly SheetColumn<Entry>[]
  readonly refersTo: readonly SheetReference[]
  /** The entry in words for a refusal; never a full card number. */
  readonly named: (entry: Entry) => string
}

export type RegistryRefusal =
  /** The entry itself cannot be: an end before its start, a malformed id. */
  | 'entry-malformed'
  | 'operator-unknown'
  | 'terminal-unknown'
  | 'card-product-unknown'
  | 'card-unknown'
  | 'merchant-unknown'
  | 'agent-unknown'
  | 'application-unknown'
  /** The same id is registered with other content. */
  | 'registered-otherwise'
  /** Another entry covers part of the same time. */
  | 'validity-overlaps'
