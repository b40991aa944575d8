import type { Sql, Tx } from '../base'
import type { CardProduct } from './card-products'
import type { Contract } from './contracts'
import type { Operator } from './operators'
import type {
  Agent,
  CatalogueApplication,
  Merchant,
  PartyContract,
  ProductApplication,
} from './parties'
import type { SamBinding, Terminal } from './terminals'

/** A part of a list in the order of its ids: what comes after one id, at most so many. */
export interface Part {
  readonly after?: string
  readonly limit: number
}

/** What has a term that can be ended, and in which column the end stands. */
const terms = {
  operator: { table: 'registry_operator', id: 'operator', from: 'active_from', to: 'active_to' },
  contract: { table: 'registry_contract', id: 'contract', from: 'valid_from', to: 'valid_to' },
  merchant: { table: 'registry_merchant', id: 'merchant', from: 'active_from', to: 'active_to' },
  agent: { table: 'registry_agent', id: 'agent', from: 'active_from', to: 'active_to' },
  partyContract: {
    table: 'registry_party_contract',
    id: 'contract',
    from: 'valid_from',
    to: 'valid_to',
  },
  application: {
    table: 'registry_application',
    id: 'application',
    from: 'valid_from',
    to: 'valid_to',
  },
} as const

export type Termed = keyof typeof terms

/** Sets the last day of something that has none yet; false when it is unknown, ended, or begins later. */
export async function writeTermEnd(
  tx: Tx,
  kind: Termed,
  { id, lastDate }: { readonly id: string; readonly lastDate: string },
): Promise<boolean> {
  const { table, id: column, from, to } = terms[kind]
  const { rowCount } = await tx.query(
    `update ${table} set ${to} = $2 where ${column} = $1 and ${to} is null and ${from} <= $2::date`,
    [id, lastDate],
  )
  return rowCount === 1
}

/** A terminal is taken out; false when it is unknown, out already, or installed later. */
export async function writeTerminalOut(
  tx: Tx,
  { terminal, at }: { readonly terminal: string; readonly at: Date },
): Promise<boolean> {
  const { rowCount } = await tx.query(
    `update registry_terminal set installed_to = $2
      where terminal = $1 and installed_to is null and installed_from <= $2`,
    [terminal, at],
  )
  return rowCount === 1
}

const merchantColumns = `merchant, operator, name, credit_code as "creditCode", mcc, active_from as "activeFrom",
  active_to as "activeTo"`
const agentColumns = `agent, name, credit_code as "creditCode", active_from as "activeFrom", active_to as "activeTo"`

export async function operatorPart(sql: Sql, part: Part): Promise<Operator[]> {
  const { rows } = await sql.query<Operator>(
    `select operator, name, kind, active_from as "activeFrom", active_to as "activeTo"
       from registry_operator where operator > $1 order by operator limit $2`,
    [part.after ?? '', part.limit],
  )
  return rows
}

export async function merchantPart(
  sql: Sql,
  part: Part & { readonly operator?: string },
): Promise<Merchant[]> {
  const { rows } = await sql.query<Merchant>(
    `select ${merchantColumns} from registry_merchant
      where merchant > $1 and ($3::text is null or operator = $3) order by merchant limit $2`,
    [part.after ?? '', part.limit, part.operator ?? null],
  )
  return rows
}

export async function merchantOf(sql: Sql, merchant: string): Promise<Merchant | undefined> {
  const { rows } = await sql.query<Merchant>(
    `select ${merchantColumns} from registry_merchant where merchant = $1`,
    [merchant],
  )
  return rows[0]
}

export async function agentPart(sql: Sql, part: Part): Promise<Agent[]> {
  const { rows } = await sql.query<Agent>(
    `select ${agentColumns} from registry_agent where agent > $1 order by agent limit $2`,
    [part.after ?? '', part.limit],
  )
  return rows
}

export async function agentOf(sql: Sql, agent: string): Promise<Agent | undefined> {
  const { rows } = await sql.query<Agent>(
    `select ${agentColumns} from registry_agent where agent = $1`,
    [agent],
  )
  return rows[0]
}

/** The agent if it may load on that date; undefined when unknown or not active then. */
export async function agentAt(sql: Sql, agent: string, date: string): Promise<Agent | undefined> {
  const found = await agentOf(sql, agent)
  return found !== undefined &&
    found.activeFrom <= date &&
    (found.activeTo === null || date <= found.activeTo)
    ? found
    : undefined
}

/** Contracts of merchants and agents, all or of one party. */
export async function partyContractPart(
  sql: Sql,
  part: Part & { readonly party?: string },
): Promise<PartyContract[]> {
  const { rows } = await sql.query<PartyContract>(
    `select contract, party_kind as "partyKind", party, scope, valid_from as "validFrom",
            valid_to as "validTo", rate_ppm as "ratePpm", demo, notes
       from registry_party_contract
      where contract > $1 and ($3::text is null or party = $3) order by contract limit $2`,
    [part.after ?? '', part.limit, part.party ?? null],
  )
  return rows
}

/** Contracts of operators, all or of one. */
export async function contractPart(
  sql: Sql,
  part: Part & { readonly operator?: string },
): Promise<Contract[]> {
  const { rows } = await sql.query<Contract>(
    `select contract, operator, valid_from as "validFrom", valid_to as "validTo", fee_ppm as "feePpm",
            card_discount_bearer as "cardDiscountBearer", concession_bearer as "concessionBearer",
            transfer_bearer as "transferBearer", demo, notes
       from registry_contract
      where contract > $1 and ($3::text is null or operator = $3) order by contract limit $2`,
    [part.after ?? '', part.limit, part.operator ?? null],
  )
  return rows
}

/** Terminals, all or of one operator. */
export async function terminalPart(
  sql: Sql,
  part: Part & { readonly operator?: string },
): Promise<Terminal[]> {
  const { rows } = await sql.query<Terminal>(
    `select terminal, operator, kind, place, installed_from as "installedFrom",
            installed_to as "installedTo"
       from registry_terminal
      where terminal > $1 and ($3::text is null or operator = $3) order by terminal limit $2`,
    [part.after ?? '', part.limit, part.operator ?? null],
  )
  return rows
}

/** Bindings of SAMs, newest binding of a SAM first; all or of one operator's terminals. */
export async function samBindingPart(
  sql: Sql,
  part: {
    readonly after?: readonly [sam: string, boundFrom: string]
    readonly operator?: string
    readonly limit: number
  },
): Promise<SamBinding[]> {
  const { rows } = await sql.query<SamBinding>(
    `select sam, bound_from as "boundFrom", bound_to as "boundTo", operator, terminal,
            blocked_from as "blockedFrom"
       from registry_sam_binding
      where ($1::text is null or (sam, bound_from) > ($1, $2::timestamptz))
        and ($4::text is null or operator = $4)
      order by sam, bound_from limit $3`,
    [part.after?.[0] ?? null, part.after?.[1] ?? null, part.limit, part.operator ?? null],
  )
  return rows
}

/** The whole catalogue; it is short. */
export async function applications(sql: Sql): Promise<CatalogueApplication[]> {
  const { rows } = await sql.query<CatalogueApplication>(
    `select application, name, purpose, valid_from as "validFrom", valid_to as "validTo"
       from registry_application order by application`,
  )
  return rows
}

/** What the cards of every product version carry, or those of one. */
export async function productApplications(
  sql: Sql,
  of?: { readonly product: string; readonly version: number },
): Promise<ProductApplication[]> {
  const { rows } = await sql.query<ProductApplication>(
    `select product, version, application, on_at_issue as "onAtIssue"
       from registry_product_application
      where $1::text is null or (product = $1 and version = $2::int2)
      order by product, version, application`,
    [of?.product ?? null, of?.version ?? null],
  )
  return rows
}

/** The newest version of a product, locked, so that the next one is made once. */
export async function lockNewestVersion(
  tx: Tx,
  product: string,
): Promise<Pick<CardProduct, 'version' | 'validFrom' | 'validTo'> | undefined> {
  const { rows } = await tx.query<Pick<CardProduct, 'version' | 'validFrom' | 'validTo'>>(
    `select version, valid_from as "validFrom", valid_to as "validTo" from registry_card_product
      where product = $1 order by version desc limit 1 for update`,
    [product],
  )
  return rows[0]
}

export async function writeProductEnd(
  tx: Tx,
  row: { readonly product: string; readonly version: number; readonly validTo: string },
): Promise<void> {
  await tx.query(
    `update registry_card_product set valid_to = $3 where product = $1 and version = $2`,
    [row.product, row.version, row.validTo],
  )
}
