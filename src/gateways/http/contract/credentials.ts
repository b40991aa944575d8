import type { Request } from 'express'
import type { Credentials } from './gatekeeper'

/** What a request shows of who sent it. */
export function credentialsOf(request: Request): Credentials {
  const { authorization, cookie } = request.headers
  const csrf = request.headers['x-citycard-csrf']
  const certificateFingerprint = fingerprintOf(request)
  const address = request.socket.remoteAddress
  return {
    method: request.method,
    ...(authorization === undefined ? {} : { authorization }),
    ...(cookie === undefined ? {} : { cookie }),
    ...(typeof csrf === 'string' ? { csrf } : {}),
    ...(certificateFingerprint === undefined ? {} : { certificateFingerprint }),
    ...(address === undefined ? {} : { address }),
  }
}

/** Of a client certificate whose chain TLS has checked; a header never counts, since anybody may send one. */
function fingerprintOf(request: Request): string | undefined {
  const socket = request.socket as {
    authorized?: boolean
    getPeerCertificate?: () => { fingerprint256?: string } | undefined
  }
  if (socket.authorized !== true) return undefined
  return socket.getPeerCertificate?.()?.fingerprint256?.replaceAll(':', '').toLowerCase()
}
