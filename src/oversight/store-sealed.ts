import type { Tx } from '../base'

/** Columns that hold something sealed; their context is "table.column:key". */
export const sealedPlaces = [
  { table: 'oversight_staff', key: 'staff', column: 'totp_secret' },
  { table: 'oversight_approval', key: 'approval', column: 'request' },
  { table: 'oversight_approval', key: 'approval', column: 'outcome' },
] as const

export type SealedPlace = (typeof sealedPlaces)[number]

/** Values under another version than this one; rows that somebody works on are left for the next time. */
export async function sealedByOthers(
  tx: Tx,
  { table, key, column }: SealedPlace,
  { version, limit }: { readonly version: number; readonly limit: number },
): Promise<readonly { readonly id: string; readonly sealed: Buffer }[]> {
  const { rows } = await tx.query<{ id: string; sealed: Buffer }>(
    `select ${key} as id, ${column} as sealed from ${table}
      where ${column} is not null and get_byte(${column}, 0) <> $1
      order by ${key} limit $2 for update skip locked`,
    [version, limit],
  )
  return rows
}

export async function putSealed(
  tx: Tx,
  { table, key, column }: SealedPlace,
  { id, sealed }: { readonly id: string; readonly sealed: Buffer },
): Promise<void> {
  await tx.query(`update ${table} set ${column} = $2 where ${key} = $1`, [id, sealed])
}
