import { Secret, TOTP } from 'otpauth'
import { invariant, ok, refuse, type Act, type Result, type Tx } from '../base'
import type { OversightDesk } from './desk'
import { limits } from './limits.table'
import { sha256, type Secrets } from './secrets'
import { noteSecondFactor } from './store-sessions'
import {
  confirmTotp,
  lockCredentials,
  replaceRecoveryCodes,
  setTotpSecret,
  setTotpStep,
  useRecoveryCode,
  type Credentials,
} from './store-staff'

/** RFC 4226 section 4, R6: 160 bits are recommended. */
const SECRET_BYTES = 20
const CODE_BYTES = 10
const ISSUER = 'Citycard'

/** What is shown once, to be put into an authenticator. */
export interface SecondFactorOffer {
  /** Base32. */
  readonly secret: string
  /** "otpauth://totp/…", for a QR code. */
  readonly uri: string
}

export type SecondFactorRefusal =
  'second-factor-exists' | 'second-factor-not-begun' | 'second-factor-wrong'

const context = (staff: string): string => `oversight_staff.totp_secret:${staff}`

/**
 * Makes a secret for somebody who has no second factor yet. It counts only when a code of it was shown
 * (`confirmSecondFactor`); a secret offered before and never confirmed is forgotten.
 */
export async function offerSecondFactor(
  act: Act,
  { seal, secrets }: Pick<OversightDesk, 'seal' | 'secrets'>,
  { staff }: { readonly staff: string },
): Promise<Result<SecondFactorOffer, 'second-factor-exists'>> {
  const known = await lockCredentials(act.tx, staff)
  invariant(known !== undefined, 'who is signed in exists', { staff })
  if (known.staff.secondFactor) return refuse('second-factor-exists')
  const plain = secrets.bytes(SECRET_BYTES)
  const sealed = await seal.sealPersonal({ context: context(staff), plain })
  await setTotpSecret(act.tx, { staff, sealed })
  const totp = totpOf(plain, known.staff.login)
  return ok({ secret: totp.secret.base32, uri: totp.toString() })
}

/**
 * A code of the offered secret was shown: from now on it is asked for at every sign-in. Answers recovery codes,
 * shown once, each good once.
 */
export async function confirmSecondFactor(
  act: Act,
  { seal, secrets }: Pick<OversightDesk, 'seal' | 'secrets'>,
  shown: { readonly staff: string; readonly code: string; readonly session?: string | undefined },
): Promise<Result<{ readonly recoveryCodes: readonly string[] }, SecondFactorRefusal>> {
  const { staff, code, session } = shown
  const known = await lockCredentials(act.tx, staff)
  invariant(known !== undefined, 'who is signed in exists', { staff })
  if (known.staff.secondFactor) return refuse('second-factor-exists')
  if (known.totpSecret === null) return refuse('second-factor-not-begun')
  const step = await stepOf(seal, { known, code, at: act.at })
  if (step === undefined) return refuse('second-factor-wrong', { field: 'code' })
  await confirmTotp(act.tx, { staff, step, at: act.at })
  if (session !== undefined) await noteSecondFactor(act.tx, session)
  const recoveryCodes = Array.from({ length: limits.recoveryCodes }, () => newCode(secrets))
  const digests = recoveryCodes.map(codeDigest)
  await replaceRecoveryCodes(act.tx, { staff, digests, at: act.at })
  await act.trail({ act: 'staff.second-factor-added', subject: `staff:${staff}` })
  return ok({ recoveryCodes })
}

/** Whether a code (of the authenticator, or a recovery code) is right and unused; it is used up by this. */
export async function takeCode(
  tx: Tx,
  { seal }: Pick<OversightDesk, 'seal'>,
  shown: { readonly known: Credentials; readonly code: string; readonly at: Date },
): Promise<boolean> {
  const { known, code, at } = shown
  const { staff } = known.staff
  if (!/^\d{6}$/.test(code)) return useRecoveryCode(tx, { staff, digest: codeDigest(code), at })
  const step = await stepOf(seal, shown)
  if (step === undefined) return false
  await setTotpStep(tx, { staff, step })
  return true
}

/** The time step of a right code that is newer than any used before (RFC 6238 section 5.2), else nothing. */
async function stepOf(
  seal: OversightDesk['seal'],
  { known, code, at }: { readonly known: Credentials; readonly code: string; readonly at: Date },
): Promise<bigint | undefined> {
  if (known.totpSecret === null) return undefined
  const { staff, login } = known.staff
  const opened = await seal.openPersonal({ context: context(staff), sealed: known.totpSecret })
  invariant(opened.ok, 'a sealed secret opens', { staff, refused: opened.ok ? '' : opened.refused })
  const timestamp = at.getTime()
  const window = limits.totpDriftSteps
  const drift = totpOf(opened.value, login).validate({ token: code, timestamp, window })
  if (drift === null) return undefined
  const step = BigInt(Math.floor(timestamp / 1_000 / limits.totpStepSeconds) + drift)
  return step > known.totpLastStep ? step : undefined
}

const totpOf = (secret: Uint8Array, label: string): TOTP =>
  new TOTP({
    issuer: ISSUER,
    label,
    algorithm: 'SHA1',
    digits: 6,
    period: limits.totpStepSeconds,
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  })

/** 80 bits in four groups: "1f3a5-…". */
const newCode = (secrets: Secrets): string =>
  (secrets.bytes(CODE_BYTES).toString('hex').match(/.{5}/g) ?? []).join('-')

/** As it is typed: without regard to case, blanks and hyphens. */
const codeDigest = (code: string): Buffer => sha256(code.toLowerCase().replaceAll(/[\s-]/g, ''))
