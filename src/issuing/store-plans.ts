import type { Sql, Tx } from '../base'
import type { PersonalisationPlan } from './plan'

const PLAN = `product, issuer, prefix, digits, key_version as "keyVersion", algorithm,
  card_kind as "cardKind", version`

export async function selectPlans(sql: Sql): Promise<PersonalisationPlan[]> {
  const { rows } = await sql.query<PersonalisationPlan>(
    `select ${PLAN} from issuing_plan order by product`,
  )
  return rows
}

/** The plan with its next running number, kept from others until the transaction ends. */
export async function lockPlan(
  tx: Tx,
  product: string,
): Promise<(PersonalisationPlan & { readonly nextNumber: bigint }) | undefined> {
  const { rows } = await tx.query<PersonalisationPlan & { nextNumber: bigint }>(
    `select ${PLAN}, next_number as "nextNumber" from issuing_plan where product = $1 for update`,
    [product],
  )
  return rows[0]
}

/** Writes a plan over the version that was seen; answers the new version, or nothing when it is another. */
export async function upsertPlan(
  tx: Tx,
  plan: Omit<PersonalisationPlan, 'version'>,
  seen: number,
): Promise<number | undefined> {
  const given = [
    plan.product,
    plan.issuer,
    plan.prefix,
    plan.digits,
    plan.keyVersion,
    plan.algorithm,
    plan.cardKind,
  ]
  const { rows } =
    seen === 0
      ? await tx.query<{ version: number }>(
          `insert into issuing_plan (product, issuer, prefix, digits, key_version, algorithm, card_kind,
                                     next_number, version)
           values ($1, $2, $3, $4, $5, $6, $7, 1, 1) on conflict do nothing returning version`,
          given,
        )
      : await tx.query<{ version: number }>(
          `update issuing_plan
              set issuer = $2, prefix = $3, digits = $4, key_version = $5, algorithm = $6, card_kind = $7,
                  next_number = case when prefix = $3 and digits = $4 then next_number else 1 end,
                  version = version + 1
            where product = $1 and version = $8 returning version`,
          [...given, seen],
        )
  return rows[0]?.version
}

export async function writeNextNumber(tx: Tx, product: string, next: bigint): Promise<void> {
  await tx.query(`update issuing_plan set next_number = $2 where product = $1`, [product, next])
}
