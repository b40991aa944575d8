import type { Sql, Tx } from '../base'

/** Something that waits for a second person, or did. Request and outcome are sealed. */
export interface Approval {
  readonly approval: string
  readonly endpoint: string
  readonly request: Buffer
  readonly because: string
  readonly reference: string
  readonly maker: string
  readonly requestedAt: Date
  readonly expiresAt: Date
  readonly state: 'pending' | 'approved' | 'rejected'
  readonly decidedBy: string | null
  readonly decidedAt: Date | null
  readonly reason: string | null
  readonly outcome: Buffer | null
}

const APPROVAL = `approval, endpoint, request, because, reference, maker, requested_at as "requestedAt",
  expires_at as "expiresAt", state, decided_by as "decidedBy", decided_at as "decidedAt", reason, outcome`

/** Whether it is new. */
export async function insertApproval(
  tx: Tx,
  one: Omit<Approval, 'state' | 'decidedBy' | 'decidedAt' | 'reason' | 'outcome'>,
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `insert into oversight_approval (approval, endpoint, request, because, reference, maker, requested_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
    [
      one.approval,
      one.endpoint,
      one.request,
      one.because,
      one.reference,
      one.maker,
      one.requestedAt,
      one.expiresAt,
    ],
  )
  return rowCount === 1
}

export async function approvalById(sql: Sql, approval: string): Promise<Approval | undefined> {
  const { rows } = await sql.query<Approval>(
    `select ${APPROVAL} from oversight_approval where approval = $1`,
    [approval],
  )
  return rows[0]
}

/** Two people who decide at the same time decide one after another. */
export async function lockApproval(tx: Tx, approval: string): Promise<Approval | undefined> {
  const { rows } = await tx.query<Approval>(
    `select ${APPROVAL} from oversight_approval where approval = $1 for update`,
    [approval],
  )
  return rows[0]
}

export interface ApprovalQuestion {
  readonly state?: 'pending' | 'approved' | 'rejected' | 'expired' | undefined
  readonly maker?: string | undefined
  readonly endpoints?: readonly string[] | undefined
  readonly after?: string | undefined
  readonly at: Date
  readonly limit: number
}

/** In the order of their names, which tell nothing: a cursor is the last one seen. */
export async function approvalsAfter(
  sql: Sql,
  asked: ApprovalQuestion,
): Promise<readonly Approval[]> {
  const { rows } = await sql.query<Approval>(
    `select ${APPROVAL} from oversight_approval
      where ($1::text is null or $1 = case when state = 'pending' and expires_at <= $2 then 'expired' else state end)
        and ($3::text is null or maker = $3) and ($4::text is null or approval > $4)
        and ($5::text[] is null or endpoint = any($5))
      order by approval limit $6`,
    [
      asked.state ?? null,
      asked.at,
      asked.maker ?? null,
      asked.after ?? null,
      asked.endpoints ?? null,
      asked.limit,
    ],
  )
  return rows
}

/** Whether it was pending until now. */
export async function markDecided(
  tx: Tx,
  to: {
    readonly approval: string
    readonly decision: 'approved' | 'rejected'
    readonly by: string
    readonly at: Date
    readonly reason: string | null
    readonly outcome: Buffer | null
  },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update oversight_approval set state = $2, decided_by = $3, decided_at = $4, reason = $5, outcome = $6
      where approval = $1 and state = 'pending'`,
    [to.approval, to.decision, to.by, to.at, to.reason, to.outcome],
  )
  return rowCount === 1
}
