import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Act, Actor, Result, TrailEntry } from '../../src/base'
import { residentCheckCharacter } from '../../src/citizens'
import { parseDataKeys, SoftVault, type DataKey } from '../../src/keys'
import { freshDatabase, type FreshDatabase } from '../support/database'

export const CLERK: Actor = { id: 'staff_clerk', kind: 'staff', roles: ['counter-clerk'] }
export const NOON = new Date('2026-11-22T04:00:00Z')

/** An office that registers people: an empty city, a vault and a notebook of the trail. */
export interface Office extends FreshDatabase {
  readonly vault: SoftVault
  readonly trail: TrailEntry[]
  /** One act in a transaction of its own; a refusal leaves nothing behind. */
  inAct<Value, Word extends string>(
    work: (act: Act) => Promise<Result<Value, Word>>,
    options?: { readonly reference?: string; readonly actor?: Actor; readonly at?: Date },
  ): Promise<Result<Value, Word>>
  /** Everything that stands in the database, as text and as hex of what is kept in bytes. */
  dump(): Promise<string>
}

const text = readFileSync(join(__dirname, '../../keys-dev/hierarchy.json'), 'utf8')
const parsed = parseDataKeys(text)
export const dataKeys: readonly DataKey[] = parsed.ok ? parsed.value : []

class RolledBack extends Error {
  constructor(readonly refusal: unknown) {
    super('rolled back')
  }
}

export async function openOffice(keys: readonly DataKey[] = dataKeys): Promise<Office> {
  const fresh = await freshDatabase()
  const trail: TrailEntry[] = []
  let acts = 0
  const inAct: Office['inAct'] = async (work, options = {}) => {
    const written: TrailEntry[] = []
    const reference = options.reference ?? `test:${++acts}`
    try {
      return await fresh.database.transaction(async (tx) => {
        const done = await work({
          tx,
          actor: options.actor ?? CLERK,
          at: options.at ?? NOON,
          reference,
          trail: async (entry) => void written.push(entry),
        })
        if (!done.ok) throw new RolledBack(done)
        trail.push(...written)
        return done
      })
    } catch (thrown) {
      if (thrown instanceof RolledBack) return thrown.refusal as never
      throw thrown
    }
  }
  const dump = async (): Promise<string> => {
    const { rows: tables } = await fresh.database.query<{ name: string }>(
      `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
    )
    const lines: string[] = []
    for (const { name } of tables) {
      const { rows } = await fresh.database
        .query<{ line: string }>(`select to_jsonb(t)::text as line from ${name} t`)
        .catch(() => ({ rows: [] }))
      lines.push(...rows.map(({ line }) => `${name} ${line}`))
    }
    return lines.join('\n')
  }
  return { ...fresh, vault: new SoftVault([], 0, keys), trail, inAct, dump }
}

/** The places where a text could stand in clear: as it is, and as the hex of its bytes. */
export const spellings = (plain: string): string[] => [
  plain,
  Buffer.from(plain, 'utf8').toString('hex'),
  Buffer.from(plain, 'utf8').toString('base64').replace(/=+$/, '').slice(0, -1),
]

/** A number of somebody who never lived. */
export function residentId(birthDate: string, sequence: number, region = '321102'): string {
  const digits17 = `${region}${birthDate.replaceAll('-', '')}${String(sequence).padStart(3, '0')}`
  return digits17 + residentCheckCharacter(digits17)
}

export function valueOf<Value>(result: Result<Value>): Value {
  if (!result.ok) throw new Error(`refused: ${result.refused} ${result.field} ${result.detail}`)
  return result.value
}
