import type { ReactNode } from 'react'
import { useLook } from '../../centre/look'
import type { Answer } from '../../centre/client'
import { AccountName } from '../../parts/account-name'
import { Amount } from '../../parts/amount'
import { Answered } from '../../parts/answer'
import { BigTable, type Column } from '../../parts/big-table'
import { Download } from '../../parts/download'
import { Note } from '../../parts/notes'
import { Page } from '../../parts/page'
import { useWords } from '../../words/words'

type Line = Answer<'trial-balance.get'>['lines'][number]

/** The trial balance: every account and what both sides of the books come to. */
export function Balances(): ReactNode {
  const { t } = useWords()
  const books = useLook('trial-balance.get', {}, { everyMs: 30_000 })
  const columns: readonly Column<Line>[] = [
    {
      key: 'account',
      title: t('drill.account'),
      cell: ({ account }) => <AccountName of={account} />,
    },
    {
      key: 'debits',
      title: t('drill.debit'),
      isNumber: true,
      cell: ({ debitsFen }) => <Amount fen={debitsFen} />,
    },
    {
      key: 'credits',
      title: t('drill.credit'),
      isNumber: true,
      cell: ({ creditsFen }) => <Amount fen={creditsFen} />,
    },
    {
      key: 'balance',
      title: t('finance.balance'),
      isNumber: true,
      cell: ({ balanceFen }) => <Amount fen={balanceFen} />,
    },
  ]
  return (
    <Page
      title={t('finance.balances')}
      actions={
        <Download path="/v1/trial-balance" media="application/json" file="trial-balance.json">
          {t('drill.download-json')}
        </Download>
      }
    >
      <Answered look={books}>
        {({ lines, balanced, debitsFen, creditsFen }) => (
          <div className="rows">
            <Note mood={balanced ? 'good' : 'bad'}>
              {t(balanced ? 'finance.books-balance' : 'finance.books-differ')}
            </Note>
            <BigTable
              label={t('finance.balances')}
              columns={columns}
              rows={lines}
              rowKey={({ account }) => account}
              total={[
                t('drill.all'),
                <Amount key="debits" fen={debitsFen} />,
                <Amount key="credits" fen={creditsFen} />,
                '',
              ]}
            />
          </div>
        )}
      </Answered>
    </Page>
  )
}
