import type { UploadRefusal } from '../../clearing'

/** Every refusal of an upload has its status here; a new one without a row does not compile. */
export const uploadStatus: Readonly<Record<UploadRefusal, number>> = {
  'operator-id-malformed': 422,
  'operator-unknown': 403,
  'file-refused': 422,
  'file-cut-off': 400,
  'file-mac-wrong': 403,
  'file-number-used': 409,
}

/** What the HTTP layer itself says no to, and with which status. */
export const httpStatus = {
  'body-too-large': 413,
  'body-malformed': 400,
  'body-cut-off': 400,
  'encoding-unsupported': 415,
  'too-many-requests': 429,
  'path-unknown': 404,
  'method-unknown': 405,
  'not-acceptable': 406,
  'input-invalid': 422,
  'idempotency-key-reused': 422,
  'idempotency-key-expired': 409,
  'path-malformed': 400,
  'media-type-unsupported': 415,
  'not-signed-in': 401,
  'not-permitted': 403,
  'version-changed': 412,
  'version-missing': 428,
} as const

export type HttpRefusal = keyof typeof httpStatus
