import { chipTags } from './chip-tags.table'
import type { FieldFormat, Layout, LayoutRow, Mask, Section, Words } from './field-format'
import type { FoundField } from './field-codec'
import { stop } from './refusal'
import { readTlv, type TlvNode } from './tlv'

/** A piece of a field: "60.3", "55.9F10", "48.2.3" (third section of the second line). */
export interface Part {
  readonly path: string
  readonly label: Words
  readonly value: string
  readonly mask: Mask
  /** Byte at which it begins, counted from the MTI. */
  readonly offset: number
}

/** What decides on a layout. */
export interface LayoutKey {
  readonly field: number
  readonly mti: string
  /** f60.3, where there is one. */
  readonly network: string | undefined
}

/** The layout of a field in this message; undefined where the field is one piece. */
export function layoutOf(
  rows: readonly LayoutRow[],
  { field, mti, network }: LayoutKey,
  size: number,
): Layout | undefined {
  return rows.find(
    (row) =>
      row.field === field &&
      (row.mti?.includes(mti) ?? true) &&
      (row.network === undefined || (network !== undefined && row.network.includes(network))) &&
      (row.sizes?.includes(size) ?? true),
  )?.layout
}

/** Sections count characters, or bytes where the value is hex of raw bytes. */
export const isRaw = ({ coding }: FieldFormat): boolean => coding === 'bytes' || coding === 'hex'

/** Size of a value as sections count it. */
export const sizeInSections = (format: FieldFormat, value: string): number =>
  isRaw(format) ? value.length / 2 : value.length

/** Takes a field apart by its layout; leaves by `stop` where it does not fit. */
export function partsOf(
  layout: Layout,
  format: FieldFormat,
  { field, found }: { readonly field: number; readonly found: FoundField },
): readonly Part[] {
  const cutter = new Cutter(format, String(field), found)
  switch (layout.kind) {
    case 'opaque':
      return []
    case 'tlv':
      return tlvParts(layout.skip ?? 0, String(field), found)
    case 'sections':
      return cutter.sections(layout.sections, '', layout.mayEndEarly === true)
    case 'lines':
      return cutter.lines(layout)
    case 'text-tags':
      return cutter.textTags()
  }
}

function tlvParts(skip: number, field: string, { value, start }: FoundField): readonly Part[] {
  const bytes = Buffer.from(value, 'hex')
  const nodes = readTlv(bytes.subarray(skip), { field, offset: start + skip })
  const flat = (node: TlvNode, above: string): readonly Part[] => {
    const path = `${above}.${node.tag}`
    const known = chipTags[node.tag]
    const own = {
      path,
      label: known?.label ?? UNKNOWN_TAG,
      // A template shows its children and no bytes of its own.
      value: node.children ? '' : node.value,
      mask: node.children ? 'open' : (known?.mask ?? 'all'),
      offset: node.offset,
    } as const
    return [own, ...(node.children ?? []).flatMap((child) => flat(child, path))]
  }
  return nodes.flatMap((node) => flat(node, field))
}

const UNKNOWN_TAG: Words = ['tag not known', '未知标签']

/** Cuts a value from left to right and knows at which byte it stands. */
class Cutter {
  private at = 0

  constructor(
    private readonly format: FieldFormat,
    private readonly field: string,
    private readonly found: FoundField,
  ) {}

  sections(sections: readonly Section[], below: string, mayEndEarly: boolean): readonly Part[] {
    const parts: Part[] = []
    for (const [index, section] of sections.entries()) {
      if (mayEndEarly && this.rest() === 0) break
      parts.push(this.section(section, `${this.field}${below}.${index + 1}`))
    }
    if (below === '') this.nothingLeft()
    return parts
  }

  lines(layout: Extract<Layout, { readonly kind: 'lines' }>): readonly Part[] {
    const head = layout.head.map((section, index) =>
      this.section(section, `${this.field}.${index + 1}`),
    )
    const counted = layout.countedBy === undefined ? undefined : head[layout.countedBy]
    const parts: Part[] = [...head]
    let lines = 0
    while (this.rest() > 0) {
      lines += 1
      parts.push(...this.sections(layout.line, `.line${lines}`, false))
    }
    if (counted !== undefined && Number(counted.value) !== lines) {
      stop('part-malformed', { field: counted.path, offset: counted.offset }, 'counts its lines')
    }
    return parts
  }

  textTags(): readonly Part[] {
    const parts: Part[] = []
    while (this.rest() > 0) {
      const { offset } = this
      const tag = this.text(2, `${this.field}.tag`)
      const path = `${this.field}.${/^[A-Za-z0-9]{2}$/.test(tag) ? tag : 'tag'}`
      if (path.endsWith('.tag')) stop('tag-malformed', { field: path, offset })
      const count = this.text(3, path)
      if (!/^\d{3}$/.test(count)) stop('length-malformed', { field: path, offset: offset + 2 })
      const value = this.text(Number(count), path)
      parts.push({ path, label: TEXT_TAG, value, mask: 'all', offset })
    }
    return parts
  }

  private section({ label, size, mask, reads }: Section, path: string): Part {
    const { offset } = this
    const value = reads === undefined ? this.take(size, path) : this.text(size, path)
    if (reads === 'digits' && !/^\d+$/.test(value)) stop('digit-malformed', { field: path, offset })
    return { path, label, value, mask, offset }
  }

  private text(size: number, path: string): string {
    const { offset } = this
    const taken = this.take(size, path)
    if (!isRaw(this.format)) return taken
    const text = Buffer.from(taken, 'hex').toString('latin1')
    const wrong = text.search(/[^\x20-\x7e]/)
    if (wrong >= 0) stop('character-malformed', { field: path, offset: offset + wrong })
    return text
  }

  private take(size: number, path: string): string {
    if (this.rest() < size) {
      stop('part-malformed', { field: path, offset: this.offset }, `${size} are expected here`)
    }
    const from = this.at
    this.at += size
    const step = isRaw(this.format) ? 2 : 1
    return this.found.value.slice(from * step, this.at * step)
  }

  private rest(): number {
    return sizeInSections(this.format, this.found.value) - this.at
  }

  private nothingLeft(): void {
    if (this.rest() > 0) {
      stop('part-malformed', { field: this.field, offset: this.offset }, 'longer than its parts')
    }
  }

  private get offset(): number {
    const packed = this.format.coding === 'bcd' || this.format.coding === 'signed-bcd'
    return this.found.start + (packed ? this.at >> 1 : this.at)
  }
}

const TEXT_TAG: Words = ['tagged text', '标签数据']
