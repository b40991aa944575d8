import type { Sql, Tx } from '../base'

/** How far a POS is with the hotlist it fetches. */
export interface HotlistProgress {
  readonly version: bigint
  readonly cards: number
  readonly served: number
}

export async function hotlistProgress(
  sql: Sql,
  terminal: string,
): Promise<HotlistProgress | undefined> {
  const { rows } = await sql.query<HotlistProgress>(
    `select hotlist_version as version, hotlist_cards as cards, hotlist_served as served
       from acquiring_device where terminal = $1 and hotlist_version is not null`,
    [terminal],
  )
  return rows[0]
}

export async function writeHotlistProgress(
  tx: Tx,
  terminal: string,
  { version, cards, served }: HotlistProgress,
): Promise<void> {
  await tx.query(
    `insert into acquiring_device (terminal, hotlist_version, hotlist_cards, hotlist_served)
     values ($1, $2, $3, $4) on conflict (terminal) do update
        set hotlist_version = $2, hotlist_cards = $3, hotlist_served = $4`,
    [terminal, version, cards, served],
  )
}

export async function writeParametersSent(tx: Tx, terminal: string, at: Date): Promise<void> {
  await tx.query(
    `insert into acquiring_device (terminal, parameters_at) values ($1, $2)
     on conflict (terminal) do update set parameters_at = $2`,
    [terminal, at],
  )
}

export async function writeStatus(
  tx: Tx,
  terminal: string,
  said: { readonly status: Buffer; readonly at: Date },
): Promise<void> {
  await tx.query(
    `insert into acquiring_device (terminal, status, status_at) values ($1, $2, $3)
     on conflict (terminal) do update set status = $2, status_at = $3`,
    [terminal, said.status, said.at],
  )
}
