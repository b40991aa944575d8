import { createHash } from 'node:crypto'
import { invariant, type CardNumber, type OperatorId, type SamNumber } from '../base'
import type { City } from '../city'
import { writeTapFile } from '../messages'
import { simpleTap } from '../simulation'

/** Files no sampler would hit upon, by the path that takes them. */
export async function filesFor(
  city: Pick<City, 'vault'>,
  of: {
    readonly operator: OperatorId
    readonly cards: readonly CardNumber[]
    readonly sam: SamNumber
  },
): Promise<object> {
  const taps = await tapFile(city, of)
  return {
    what: 'record',
    text: taps.split('\n')[1],
    '/v1/upload-batches': taps,
    '/v1/population-files': populationFile(),
  }
}

/** Records of cards that are there; their TACs are wrong, so that they end as suspect. */
async function tapFile(
  { vault }: Pick<City, 'vault'>,
  { operator, cards, sam }: Parameters<typeof filesFor>[1],
): Promise<string> {
  const records = cards.map((card, index) =>
    simpleTap({
      issuer: '0123456789ABCDEF',
      card,
      at: '20260302080000',
      sam,
      termSeq: index + 1,
      balanceBefore: 5_000n,
    }),
  )
  const file = await writeTapFile(
    { operator, fileNo: 1, createdAt: '20260302213000', records },
    (digest) => vault.makeFileMac({ operator, digest }),
  )
  invariant(file.ok, 'a file of taps can be written', { file })
  return file.value.toString()
}

function populationFile(): string {
  const rows = [
    'set\tresident-id\t11010519491231002X\t王小明\tfemale\t1949-12-31\t\t镇江市正东路1号\talive',
    'gone\tpassport\tE12345678\t\t\t\t\t\tmoved-away',
  ]
  const head = `citycard-population\t1\tdelta\tutf-8\tpolice\t2026-11-22\t${rows.length}`
  const text = `${[head, ...rows].join('\n')}\n`
  return `${text}end\t${rows.length}\t${createHash('sha256').update(text).digest('hex')}\n`
}
