import { createHash } from 'node:crypto'
import { invariant, parseOperatorId, type OperatorId } from '../base'

const SLUG_MAX = 24
const HASH_DIGITS = 10

/**
 * An id for every operator named in a file: what of the name is Latin letters and digits, then a piece of the
 * name's hash, so that names in any script have different ids and a name always the same one.
 */
export function operatorIdsFor(names: Iterable<string>): ReadonlyMap<string, OperatorId> {
  const ids = new Map<string, OperatorId>()
  const taken = new Set<string>()
  for (const name of [...new Set(names)].sort()) {
    const hash = createHash('sha256').update(name, 'utf8').digest('hex')
    let at = 0
    let id: string
    do {
      id = `op_${slugOf(name)}${hash.slice(at, at + HASH_DIGITS)}`
      at++
    } while (taken.has(id))
    taken.add(id)
    const parsed = parseOperatorId(id)
    invariant(parsed.ok, 'an operator of the city has an operator id', { id })
    ids.set(name, parsed.value)
  }
  return ids
}

function slugOf(name: string): string {
  const slug = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
    .slice(0, SLUG_MAX)
  return slug === '' ? '' : `${slug}-`
}
