import type { Sql } from '../base'
import type { PosTerminal } from './terminal'

/** A POS as finance and its operator see it: how it stands, and when it was last heard of. */
export interface PosListed extends Pick<
  PosTerminal,
  | 'terminal'
  | 'merchantNumber'
  | 'device'
  | 'merchant'
  | 'operator'
  | 'macAlgorithm'
  | 'registeredAt'
  | 'takenOutAt'
  | 'batch'
  | 'signedInAt'
  | 'provedAt'
  | 'wrongMacs'
  | 'lockedAt'
> {
  readonly lastSeenAt: Date | null
  readonly hasKeys: boolean
  /** Check value of a master key that custodians brought; null where the vault derives it. */
  readonly masterKeyCheck: string | null
  /** Parts of one that wait for the others. */
  readonly keyPartsWaiting: number
  /** Check values of the keys in force, in hex. */
  readonly checks: Readonly<Record<string, string>> | null
}

/** POS terminals by number; of one operator or all. */
export async function listTerminals(
  sql: Sql,
  asked: {
    readonly operator?: string | undefined
    readonly terminal?: string | undefined
    readonly after?: string | undefined
    readonly limit: number
  },
): Promise<PosListed[]> {
  const { rows } = await sql.query<PosListed>(
    `select t.terminal, t.merchant_number as "merchantNumber", t.device, t.merchant, t.operator,
            t.mac_algorithm as "macAlgorithm", t.registered_at as "registeredAt", t.taken_out_at as "takenOutAt",
            t.batch, t.signed_in_at as "signedInAt", t.proved_at as "provedAt", t.wrong_macs as "wrongMacs",
            t.locked_at as "lockedAt", t.keys_current is not null as "hasKeys",
            t.keys_current -> 'checks' as checks, t.entered_check as "masterKeyCheck",
            (select count(*)::int4 from acquiring_key_part p where p.terminal = t.terminal) as "keyPartsWaiting",
            greatest(t.signed_in_at, (select max(m.arrived_at) from acquiring_message m
                                       where m.terminal = t.terminal and m.batch = t.batch)) as "lastSeenAt"
       from acquiring_terminal t
      where ($1::text is null or t.operator = $1) and ($2::text is null or t.terminal = $2)
        and t.terminal > $3
      order by t.terminal limit $4`,
    [asked.operator ?? null, asked.terminal ?? null, asked.after ?? '', asked.limit],
  )
  return rows
}
