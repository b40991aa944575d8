import type { Actor, Result } from '../../../base'

/** What a caller shows of itself. */
export interface Credentials {
  /** Upper case. */
  readonly method: string
  readonly authorization?: string
  readonly cookie?: string
  /** The header X-Citycard-Csrf, which a page of another origin cannot send. */
  readonly csrf?: string
  /** SHA-256 of the client certificate, lower-case hex without colons, once TLS has checked its chain. */
  readonly certificateFingerprint?: string
  /** Where the request comes from, as the socket says. */
  readonly address?: string
}

/** Knows who calls. Implemented by oversight. */
export interface Gatekeeper {
  /**
   * Who shows these credentials; nobody when there are none. Credentials that are shown but wrong, ended or not
   * accompanied by their CSRF header are refused, never taken for nobody.
   */
  identify(credentials: Credentials): Promise<Result<Actor | undefined, 'not-signed-in'>>
}
