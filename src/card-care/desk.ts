import type { KeyVault } from '../keys'

/** What card care works with beside the database. */
export interface CareDesk {
  readonly vault: Pick<KeyVault, 'makeFileMac'>
}

/** Under this name the centre signs files of its own with its file key. */
const CENTRE_SIGNS_AS = 'centre'

/** The centre's MAC over the SHA-256 of a hotlist, 8 bytes; terminals check it with the file key of the centre. */
export const signForTerminals = ({ vault }: CareDesk, digest: Buffer): Promise<Buffer> =>
  vault.makeFileMac({ operator: CENTRE_SIGNS_AS, digest })
