import { fen, type BusinessDate, type Database, type OperatorId, type Tx } from '../../src/base'
import {
  auditLedger,
  bankCustody,
  dayForPosting,
  movements,
  post,
  type Movement,
  type PostOutcome,
} from '../../src/ledger'
import { openDatabase } from '../../src/database'
import { freshDatabase, type FreshDatabase } from '../support/database'

export const DAY = '2018-09-01' as BusinessDate
export const NEXT_DAY = '2018-09-02' as BusinessDate
export const NOON = new Date('2018-09-01T04:00:00Z')
export const BUS = 'op_bus' as OperatorId
export const METRO = 'op_metro' as OperatorId
export const BANK = bankCustody('boc')

export interface Books extends FreshDatabase {
  /** Posts in the open day, in a transaction of its own. */
  post(...given: Movement[]): Promise<readonly PostOutcome[]>
  inDay<Value>(work: (tx: Tx, day: BusinessDate) => Promise<Value>): Promise<Value>
  /** Does what nobody may. */
  asSuperuser(sql: string, params?: readonly unknown[]): Promise<void>
}

/** Empty books in a database of their own. */
export async function emptyBooks(): Promise<Books> {
  const fresh = await freshDatabase()
  const inDay: Books['inDay'] = (work) =>
    fresh.database.transaction(async (tx) => work(tx, await dayForPosting(tx, DAY)))
  return {
    ...fresh,
    inDay,
    post: (...given) => inDay((tx, day) => post(tx, given, { day, at: NOON })),
    asSuperuser: async (sql, params = []) => {
      const admin = openDatabase({ connectionString: fresh.superuserUrl, max: 1 })
      await admin.query(sql, params)
      await admin.close()
    },
  }
}

/** A person tops up the online account at the bank. */
export const topUp = (reference: string, person: string, amount: number): Movement =>
  movements.topUpOnline({ reference, person, amount: fen(amount), funding: BANK, at: NOON })

/** A person pays an operator online. */
export const pay = (reference: string, person: string, amount: number, operator = BUS): Movement =>
  movements.payOnline({ reference, person, operator, amount: fen(amount), at: NOON })

export async function unsound(database: Database): Promise<string[]> {
  const findings = await auditLedger(database)
  return findings
    .filter(({ ok }) => !ok)
    .map(({ check, detail, where }) => `${check}: ${detail} ${where}`)
}
