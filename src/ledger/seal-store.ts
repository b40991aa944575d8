import { invariant, type Sql, type Tx } from '../base'
import type { Seal, SealedContent } from './seal'

/** Where the sealer stands. Every movement up to `horizon` is in the chain, or will never exist. */
export interface ChainHead {
  readonly seq: bigint
  readonly hash: Buffer
  readonly horizon: bigint
  /** The newest movement an earlier run saw; it becomes the horizon when all that is older has ended. */
  readonly candidate: bigint
  /** A transaction begun after that run: whatever brings a movement below the candidate is older. 0 = none yet. */
  readonly candidateXid: bigint
}

const HEAD = `select seq, hash, horizon, candidate, candidate_xid::int8 as "candidateXid" from ledger_chain
               where chain = 'journal'`

/** The one row of the chain, locked: a second sealer waits here. */
export async function takeChainHead(tx: Tx): Promise<ChainHead> {
  const { rows } = await tx.query<ChainHead>(`${HEAD} for update`)
  const [head] = rows
  invariant(head !== undefined, 'the journal has a chain')
  return head
}

export async function chainHead(sql: Sql): Promise<ChainHead> {
  const { rows } = await sql.query<ChainHead>(HEAD)
  const [head] = rows
  invariant(head !== undefined, 'the journal has a chain')
  return head
}

export async function putChainHead(tx: Tx, head: ChainHead): Promise<void> {
  await tx.query(
    `update ledger_chain set seq = $1, hash = $2, horizon = $3, candidate = $4, candidate_xid = $5
      where chain = 'journal'`,
    [head.seq, head.hash, head.horizon, head.candidate, head.candidateXid.toString()],
  )
}

/** Which transactions may still bring movements, and the newest movement that can be seen. */
export interface Frontier {
  /** All transactions with a smaller number have ended. */
  readonly oldestXid: bigint
  readonly ownXid: bigint
  readonly newest: bigint
}

export async function frontier(tx: Tx): Promise<Frontier> {
  const { rows } = await tx.query<Frontier>(
    `select pg_snapshot_xmin(pg_current_snapshot())::text::int8 as "oldestXid",
            pg_current_xact_id()::text::int8 as "ownXid",
            (select coalesce(max(movement), 0) from ledger_movement) as newest`,
  )
  const [found] = rows
  invariant(found !== undefined, 'the database knows its transactions')
  return found
}

/** Movements above the horizon that are in no link yet, in the order of their numbers. */
export async function unsealedAbove(
  sql: Sql,
  horizon: bigint,
  limit: number,
): Promise<readonly SealedContent[]> {
  const { rows } = await sql.query<SealedContent>(
    `with sealed as (
       select unnest(movements) as movement from ledger_seal where last_movement > $1
     )
     select m.movement, m.reference, m.digest, m.line_digests as "lineDigests", m.day, m.posted_at as "postedAt"
       from ledger_movement m
      where m.movement > $1 and not exists (select from sealed s where s.movement = m.movement)
      order by m.movement limit $2`,
    [horizon, limit],
  )
  return rows
}

export async function insertSeal(tx: Tx, seal: Seal): Promise<void> {
  await tx.query(
    `insert into ledger_seal (seq, previous_hash, hash, last_movement, movements, "references", digests)
     values ($1, $2, $3, $4, $5, $6, $7)`,
    [
      seal.seq,
      seal.previousHash,
      seal.hash,
      seal.movements.at(-1),
      seal.movements,
      seal.references,
      seal.digests,
    ],
  )
}

export async function sealsAfter(sql: Sql, seq: bigint, limit: number): Promise<readonly Seal[]> {
  const { rows } = await sql.query<Seal>(
    `select seq, previous_hash as "previousHash", hash, movements, "references", digests
       from ledger_seal where seq > $1 order by seq limit $2`,
    [seq, limit],
  )
  return rows
}
