import { Fault } from '../base'
import {
  openSoftVault,
  openVirtualKeyFactory,
  type KeyVault,
  type VirtualKeyFactory,
} from '../keys'

/** The keys of a virtual city: what its chips hold, and the vault of its loading desk. */
export interface CityKeys {
  readonly keys: VirtualKeyFactory
  readonly vault: KeyVault
}

/** Opens both over one development key file, which was looked at before: now it can only be gone. */
export async function openCityKeys(keysFile: string): Promise<CityKeys> {
  const keys = await openVirtualKeyFactory({ keysFile, production: false })
  const vault = await openSoftVault({ keysFile, production: false })
  if (!keys.ok || !vault.ok) throw new Fault('keys', 'the development keys cannot be read', true)
  return { keys: keys.value, vault: vault.value }
}
