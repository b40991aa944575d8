import Table from 'cli-table3'
import { inYuan, parseBusinessDate, type BusinessDate } from '../base'
import { auditBooks } from '../audit-books'
import type { City } from '../city'
import { clearingFigures } from '../clearing'
import { PARTIES_TOLD_MAX, sealPosted, trialBalance, type Finding } from '../ledger'
import { done, foundWrong, misused, type Answer } from './answer'
import { withCity, type CityOptions } from './with-city'

export interface BooksOptions extends CityOptions {
  /** Beside the ledger and its hash chain: every tap's evidence, every card's chain, every settlement. */
  readonly verify?: boolean
  /** Balances as of the end of this business day. */
  readonly date?: string
}

/** `citycard books`: the trial balance and the audits. */
export async function books(options: BooksOptions): Promise<Answer> {
  const date = options.date === undefined ? undefined : parseBusinessDate(options.date)
  if (date !== undefined && !date.ok) return misused(`--date: ${date.detail}`)
  return withCity(options, (city) => lookAtBooks(city, { ...options, day: date?.value }))
}

export interface BooksLook {
  readonly verify?: boolean
  readonly day?: BusinessDate | undefined
}

/** The trial balance and the audits of an open centre. */
export async function lookAtBooks(city: City, look: BooksLook): Promise<Answer> {
  const { database } = city.store
  await sealPosted(database)
  const asOf = look.day === undefined ? undefined : { day: look.day }
  const balance = await trialBalance(database, asOf, { partiesMax: PARTIES_TOLD_MAX })
  const findings = await auditBooks(database, look.verify === true ? 'all' : 'ledger')
  const wrong = findings.filter((finding) => !finding.ok)
  // One wrong entry shows in several checks; the largest of them says how far the books are out.
  const driftFen = findings.reduce(
    (most, { driftFen: drift = 0n }) => (drift > most ? drift : most),
    0n,
  )
  const data = {
    balanced: balance.balanced && wrong.length === 0,
    debitsFen: balance.debitsFen,
    creditsFen: balance.creditsFen,
    driftFen,
    chain: wrong.some(({ check }) => check === 'chain-intact') ? 'broken' : 'intact',
    wrong,
    checks: findings.map(({ check, ok }) => ({ check, ok })),
    accounts: balance.lines.map((line) => ({
      account: line.account,
      accounts: line.accounts,
      side: line.side,
      debitsFen: line.debitsFen,
      creditsFen: line.creditsFen,
      balanceFen: line.balanceFen,
    })),
    clearing: await clearingFigures(database),
  }
  const text = textOf(data.accounts, findings, data.balanced)
  return data.balanced ? done(data, text) : foundWrong(data, text)
}

function textOf(
  accounts: readonly {
    account: string
    accounts: number
    debitsFen: bigint
    creditsFen: bigint
    balanceFen: bigint
  }[],
  findings: readonly Finding[],
  balanced: boolean,
): string {
  const table = new Table({
    head: ['account', 'debits', 'credits', 'balance'],
    colAligns: ['left', 'right', 'right', 'right'],
    style: { head: [], border: [] },
  })
  for (const line of accounts) {
    table.push([
      line.accounts === 1 ? line.account : `${line.account} (${line.accounts} accounts)`,
      inYuan(line.debitsFen),
      inYuan(line.creditsFen),
      inYuan(line.balanceFen),
    ])
  }
  return [
    'Trial balance, in yuan',
    table.toString(),
    ...findings.map(
      ({ check, ok, detail, where }) =>
        `${ok ? 'ok   ' : 'WRONG'} ${check}: ${detail}${where === undefined ? '' : `\n      ${where}`}`,
    ),
    balanced ? 'The books balance.' : 'The books are wrong.',
  ].join('\n')
}
