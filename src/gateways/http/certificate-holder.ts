import { businessDateOf } from '../../base'
import type { CertificateHolder } from '../../oversight'
import { operatorAt, terminalAt } from '../../registry'

/**
 * Who may hold a certificate: a terminal that is installed, a validator as well as the reader of a shop, and an operator
 * in its time. A terminal speaks for the operator it is registered under.
 */
export const certificateHolder: CertificateHolder = async (sql, { boundKind, boundTo, at }) => {
  switch (boundKind) {
    case 'terminal':
      return terminalAt(sql, boundTo, at)
    case 'operator':
      return operatorAt(sql, boundTo, businessDateOf(at, 0))
  }
}
