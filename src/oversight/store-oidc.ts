import type { Sql } from '../base'

export async function insertFlow(
  sql: Sql,
  flow: {
    readonly stateDigest: Buffer
    readonly sealed: Buffer
    readonly expiresAt: Date
    readonly at: Date
  },
): Promise<void> {
  // Those who went to the provider and never came back.
  await sql.query('delete from oversight_oidc_flow where expires_at <= $1', [flow.at])
  await sql.query(
    'insert into oversight_oidc_flow (state_digest, sealed, expires_at) values ($1, $2, $3)',
    [flow.stateDigest, flow.sealed, flow.expiresAt],
  )
}

/** What was kept for this state; it is not there a second time. */
export async function takeFlow(
  sql: Sql,
  { stateDigest, at }: { readonly stateDigest: Buffer; readonly at: Date },
): Promise<Buffer | undefined> {
  const { rows } = await sql.query<{ sealed: Buffer }>(
    `delete from oversight_oidc_flow where state_digest = $1 and expires_at > $2 returning sealed`,
    [stateDigest, at],
  )
  return rows[0]?.sealed
}
