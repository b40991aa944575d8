export { actOf, appendTrail, appendTrails } from './append-trail'
export {
  approvalState,
  findApproval,
  listApprovals,
  outcomeOf,
  requestApproval,
  requestOf,
  settleApproval,
  takeApproval,
  type ApprovalRequest,
  type ApprovalState,
  type DecideRefusal,
  type TakenApproval,
} from './approvals'
export {
  issueFrom,
  makeAuthority,
  type KeyedCertificate,
  type Subject,
} from './certificate-authority'
export {
  bindCertificate,
  listCertificates,
  revokeCertificate,
  type BoundCertificate,
  type CertificateHolder,
  type CertificateRefusal,
} from './certificates'
export type { TrailTampering } from './check-trail'
export type { OidcSettings, OversightDesk, Seal } from './desk'
export { exportTrail } from './export-trail'
export {
  Gatekeeper,
  isSessionActor,
  SESSION_COOKIE,
  sessionCookieOf,
  type SessionActor,
  type Shown,
} from './gatekeeper'
export { limits } from './limits.table'
export {
  addStaff,
  changePassword,
  changeStaff,
  newPassword,
  resetStaff,
  unlockStaff,
  type AddStaff,
  type AddStaffRefusal,
  type ChangePasswordRefusal,
  type ChangeStaffRefusal,
  type ResetRefusal,
} from './manage-staff'
export { finishOidc, startOidc, type OidcRefusal, type OidcStart } from './oidc'
export { sealSecretsAnew, type VersionedSeal } from './seal-anew'
export { sealTrail } from './seal-trail'
export {
  confirmSecondFactor,
  offerSecondFactor,
  type SecondFactorOffer,
  type SecondFactorRefusal,
} from './second-factor'
export { csrfOf, newId, systemSecrets, type Secrets } from './secrets'
export { endSession, forgetSessions } from './sessions'
export {
  beginDemoSession,
  signIn,
  type SignedIn,
  type SignInInput,
  type SignInRefusal,
} from './sign-in'
export {
  actorOf,
  checkStaff,
  decidesForOthers,
  isRole,
  outstandingFor,
  type Outstanding,
  type Staff,
  type StaffEntry,
  type StaffRefusal,
} from './staff'
export type { Approval, ApprovalQuestion } from './store-approvals'
export type { Certificate } from './store-certificates'
export { actorOfCertificate } from './store-certificates'
export { liveSessions, type Session } from './store-sessions'
export {
  demoStaff,
  staffAfter,
  staffById,
  staffByLogin,
  staffNamed,
  type Named,
  type StaffChange,
} from './store-staff'
export { entriesAbout, type TrailQuestion } from './store-trail'
export type { TrailBy, TrailRow } from './trail'
export { TRAIL_FORMAT, verifyTrailFile, type FileReport } from './trail-file'
export {
  auditTrail,
  sentenceOf,
  verifyTrail,
  type TrailFinding,
  type TrailReport,
} from './verify-trail'
