import { readFileSync } from 'node:fs'
import { revisions as revisionNames } from 'gb2260'

/** What is known of a six-digit region code (GB/T 2260). */
export interface Region {
  readonly code: string
  /** "江苏省 镇江市 京口区" as the newest revision that lists it says; only the province where none lists it. */
  readonly name: string
  /** First and last revision (YYYYMM) that list it; absent where only its province is known. */
  readonly listed?: { readonly first: string; readonly last: string }
}

interface Revision {
  readonly revision: string
  readonly names: Readonly<Record<string, string>>
}

/**
 * A region code of any time, or undefined when not even its province exists. Codes outlive their counties: who was
 * registered in a county that was merged keeps its code for life. The lists begin in 2002, older codes are
 * lawful too; so a code that no revision lists is taken if its province is one.
 */
export function regionOf(code: string): Region | undefined {
  const provinceCode = `${code.slice(0, 2)}0000`
  const listing = revisions().filter(({ names }) => names[code] !== undefined)
  const [newest] = listing
  const oldest = listing.at(-1)
  if (newest === undefined || oldest === undefined) {
    const province = provinceName(provinceCode)
    return province === undefined ? undefined : { code, name: province }
  }
  const parts = [provinceCode, `${code.slice(0, 4)}00`, code]
  const names = [...new Set(parts)].map((part) => newest.names[part]).filter(isWord)
  return {
    code,
    name: names.join(' '),
    listed: { first: oldest.revision, last: newest.revision },
  }
}

/** No revision of the package lists what lies under these; their own codes stand in residents' permits. */
const BESIDE_THE_LISTS: Readonly<Record<string, string>> = {
  '710000': '台湾省',
  '810000': '香港特别行政区',
  '820000': '澳门特别行政区',
  '830000': '台湾地区',
}

function provinceName(provinceCode: string): string | undefined {
  const listing = revisions().find(({ names }) => names[provinceCode] !== undefined)
  return listing?.names[provinceCode] ?? BESIDE_THE_LISTS[provinceCode]
}

const isWord = (text: string | undefined): text is string => text !== undefined

let read: readonly Revision[] | undefined

/** Every revision, newest first; read when first asked for. */
function revisions(): readonly Revision[] {
  read ??= revisionNames().map((revision) => {
    const file = require.resolve(`gb2260/lib/${revision}.json`)
    const names = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>
    return { revision, names }
  })
  return read
}
