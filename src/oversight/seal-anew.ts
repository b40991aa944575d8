import { invariant, type Tx } from '../base'
import type { OversightDesk, Seal } from './desk'
import { putSealed, sealedByOthers, sealedPlaces, type SealedPlace } from './store-sealed'

/** A seal that says under which version it seals now; the number is the first byte of what it sealed. */
export interface VersionedSeal extends Seal {
  personalDataVersion(): Promise<{ readonly personalData: number }>
}

/** So many rows a transaction: short enough that nobody waits to sign in. */
const ROWS_AT_ONCE = 100

/**
 * Seals under the newest version of the key what an older one sealed: secrets of second factors, requests that
 * wait, and what they answered. Safe to stop and to run again at any moment; a sign-in under way is only delayed.
 * @returns how many values were sealed anew
 */
export async function sealSecretsAnew(
  { database }: Pick<OversightDesk, 'database'>,
  seal: VersionedSeal,
): Promise<number> {
  const { personalData: version } = await seal.personalDataVersion()
  let renewed = 0
  for (const place of sealedPlaces) {
    for (;;) {
      const done = await database.transaction((tx) => sealPart(tx, seal, place, version))
      renewed += done
      if (done < ROWS_AT_ONCE) break
    }
  }
  return renewed
}

async function sealPart(tx: Tx, seal: Seal, place: SealedPlace, version: number): Promise<number> {
  const rows = await sealedByOthers(tx, place, { version, limit: ROWS_AT_ONCE })
  for (const { id, sealed } of rows) {
    const context = `${place.table}.${place.column}:${id}`
    const opened = await seal.openPersonal({ context, sealed })
    invariant(opened.ok, 'a key is kept as long as something is sealed under it', { context })
    const anew = await seal.sealPersonal({ context, plain: opened.value })
    await putSealed(tx, place, { id, sealed: anew })
  }
  return rows.length
}
