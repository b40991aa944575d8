import type { Clock, Database, Result } from '../base'
import type { ScryptCost, Secrets } from './secrets'

/** Encrypts what must be read again, under a key of the vault and bound to the place it belongs to. */
export interface Seal {
  sealPersonal(what: { readonly context: string; readonly plain: Uint8Array }): Promise<Buffer>
  openPersonal(what: {
    readonly context: string
    readonly sealed: Uint8Array
  }): Promise<Result<Buffer>>
}

/** Our account at an OpenID provider. */
export interface OidcSettings {
  readonly issuer: string
  readonly clientId: string
  /** Absent for a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined
  /** Where the provider sends the browser back to: …/v1/oidc/callback. */
  readonly redirectUri: string
}

/** What oversight has at hand. */
export interface OversightDesk {
  readonly database: Database
  readonly clock: Clock
  readonly secrets: Secrets
  readonly seal: Seal
  readonly oidc?: OidcSettings | undefined
  /** Session cookies travel over TLS only; set wherever TLS is spoken. */
  readonly secureCookies?: boolean
  /** What a password hash costs; less than `limits.scrypt` in tests only. */
  readonly passwordCost?: ScryptCost
}
