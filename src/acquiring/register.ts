import { ok, refuse, type Act, type Result, type SamNumber } from '../base'
import { isPosMacAlgorithm, parseLabel, type KeyVault } from '../keys'
import { agentOf, merchantOf } from '../registry'
import { pinContext } from './payer'
import { insertTerminal, posTerminal, writeTakenOut } from './store-terminals'
import { writePin } from './store-pins'
import type { PosTerminal } from './terminal'

export interface PosRegistration {
  /** f41: eight letters or digits; f42: fifteen. */
  readonly terminal: string
  readonly merchantNumber: string
  /** Id of the device in the registry, which belongs to the merchant's operator. */
  readonly device: string
  readonly merchant: string
  /** Whose prepayment pays cash loads; none are made without. */
  readonly agent?: string
  /** Terminal number under the codes of loads. */
  readonly sam: SamNumber
  /** Default: the MAC of Chinese POS networks. */
  readonly macAlgorithm?: string
  /** Label of the terminal master key. */
  readonly masterKey?: string
}

export type PosRegistrationRefusal =
  | 'pos-number-malformed'
  | 'merchant-unknown'
  | 'terminal-unknown'
  | 'agent-unknown'
  | 'mac-algorithm-unknown'
  | 'key-label-malformed'
  | 'pos-registered-already'

const NUMBER = /^[A-Za-z0-9]{8}$/
const MERCHANT_NUMBER = /^[A-Za-z0-9]{15}$/
export const STANDARD_MAC = 'unionpay-ecb'
export const STANDARD_MASTER_KEY = 'terminal-master/v1/3des'

/** Makes a POS known to the host. It may sell as soon as it has signed in and its merchant has a contract for sales. */
export async function registerPos(
  act: Act,
  asked: PosRegistration,
): Promise<Result<PosTerminal, PosRegistrationRefusal>> {
  if (!NUMBER.test(asked.terminal) || !MERCHANT_NUMBER.test(asked.merchantNumber)) {
    return refuse('pos-number-malformed', {
      field: NUMBER.test(asked.terminal) ? 'merchantNumber' : 'terminal',
      detail: 'a terminal has eight letters or digits, a merchant fifteen',
    })
  }
  const macAlgorithm = asked.macAlgorithm ?? STANDARD_MAC
  if (!isPosMacAlgorithm(macAlgorithm)) {
    return refuse('mac-algorithm-unknown', { field: 'macAlgorithm', detail: 'no such MAC' })
  }
  const masterKey = asked.masterKey ?? STANDARD_MASTER_KEY
  const label = parseLabel(masterKey)
  if (!label.ok) return { ...label, field: 'masterKey' }
  const merchant = await merchantOf(act.tx, asked.merchant)
  if (merchant === undefined) {
    return refuse('merchant-unknown', { field: 'merchant', detail: 'no such merchant' })
  }
  if (!(await deviceIsOf(act, asked.device, merchant.operator))) {
    return refuse('terminal-unknown', {
      field: 'device',
      detail: 'the operator of the merchant has no such device',
    })
  }
  if (asked.agent !== undefined && (await agentOf(act.tx, asked.agent)) === undefined) {
    return refuse('agent-unknown', { field: 'agent', detail: 'no such agent' })
  }
  const written = await insertTerminal(act.tx, {
    terminal: asked.terminal,
    merchantNumber: asked.merchantNumber,
    device: asked.device,
    merchant: asked.merchant,
    operator: merchant.operator,
    agent: asked.agent ?? null,
    sam: asked.sam,
    macAlgorithm,
    masterKey,
    registeredAt: act.at,
  })
  const kept = await posTerminal(act.tx, asked.terminal)
  if (!written || kept === undefined) {
    return refuse('pos-registered-already', { field: 'terminal', detail: 'the number is taken' })
  }
  await act.trail({
    act: 'pos.registered',
    subject: `pos:${asked.terminal}`,
    detail: { merchant: asked.merchant, device: asked.device },
  })
  return ok(kept)
}

async function deviceIsOf({ tx }: Act, device: string, operator: string): Promise<boolean> {
  const { rowCount } = await tx.query(
    `select 1 from registry_terminal_view where terminal = $1 and operator = $2 and installed_to is null`,
    [device, operator],
  )
  return rowCount > 0
}

/** A POS is taken out: from now on it is unknown to the host, whatever it shows. */
export async function takeOutPos(
  act: Act,
  asked: { readonly terminal: string; readonly reason: string },
): Promise<Result<undefined, 'pos-unknown'>> {
  if (!(await writeTakenOut(act.tx, asked.terminal, act.at))) {
    return refuse('pos-unknown', { field: 'terminal', detail: 'no such POS is in use' })
  }
  await act.trail({
    act: 'pos.taken-out',
    subject: `pos:${asked.terminal}`,
    reason: asked.reason,
  })
  return ok(undefined)
}

/**
 * Sets the PIN of a person's online account 联机账户密码, whatever was set before, and forgets wrong tries. The PIN
 * is digested by the vault and kept nowhere else. Whether the person exists, and that it is this person, is for the
 * caller to know.
 */
export async function setPin(
  act: Act,
  vault: KeyVault,
  asked: { readonly person: string; readonly pin: string },
): Promise<Result<undefined, 'pin-malformed'>> {
  if (!/^\d{6}$/.test(asked.pin) || isTooPlain(asked.pin)) {
    return refuse('pin-malformed', {
      field: 'pin',
      detail: 'a PIN has six digits, not all equal and not in a row',
    })
  }
  const kept = await vault.pos.keepPin({ context: pinContext(asked.person), pin: asked.pin })
  if (!kept.ok)
    return refuse('pin-malformed', { field: 'pin', detail: 'the vault takes no such PIN' })
  await writePin(act.tx, { person: asked.person, kept: kept.value, at: act.at })
  await act.trail({ act: 'online-account.pin-set', subject: `citizen:${asked.person}` })
  return ok(undefined)
}

const isTooPlain = (pin: string): boolean =>
  /^(\d)\1+$/.test(pin) || '0123456789'.includes(pin) || '9876543210'.includes(pin)
