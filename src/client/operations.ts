/* Printed from the table of endpoints by `npm run docs`; changed by hand it is printed over. */

/** No member. */
export type Nothing = Readonly<Record<string, never>>

/** What each operation takes and answers, and the words it may refuse with. */
export interface Operations {
  /** Change the own password; every other session of mine ends (PUT /v1/me/password) */
  'access.change-password': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly current: string; readonly password: string }
    answer: undefined
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-signed-in' | 'password-too-weak' | 'password-unchanged' | 'password-wrong' | 'path-malformed' | 'session-needed' | 'too-many-requests'
  }
  /** Show a code of the new secret; the answer holds recovery codes, shown once (POST /v1/me/second-factor/confirmation) */
  'access.confirm-second-factor': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly code: string }
    answer: { readonly recoveryCodes: readonly string[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'second-factor-exists' | 'second-factor-not-begun' | 'second-factor-wrong' | 'session-needed' | 'too-many-requests'
  }
  /** Who I am, what I may do, and what I have to do first (GET /v1/me) */
  'access.me': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly id: string; readonly kind: 'staff' | 'citizen' | 'terminal' | 'centre' | 'anyone'; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly terminal: string | null; readonly session: string | null; readonly login: string | null; readonly displayName: string | null; readonly secondFactor: boolean; readonly outstanding: readonly ('password-change' | 'second-factor')[]; readonly csrf: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Get a secret for an authenticator; it counts once a code of it was shown (POST /v1/me/second-factor) */
  'access.offer-second-factor': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly secret: string; readonly uri: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'second-factor-exists' | 'session-needed' | 'too-many-requests'
  }
  /** Where the provider sends the browser back to; leads to / with a session cookie (GET /v1/oidc/callback) */
  'access.oidc-callback': {
    params: Nothing
    query: { readonly state?: string; readonly code?: string; readonly error?: string }
    version: undefined
    body: undefined
    answer: undefined
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'oidc-flow-unknown' | 'oidc-nobody' | 'oidc-not-set-up' | 'oidc-refused' | 'path-malformed' | 'too-many-requests'
  }
  /** Begin a sign-in at the OpenID provider: send the browser to `url` (POST /v1/oidc/start) */
  'access.oidc-start': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly url: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'oidc-not-set-up' | 'path-malformed' | 'too-many-requests'
  }
  /** Sign in with name, password and, where it was set up, a second factor (POST /v1/sign-in) */
  'access.sign-in': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly login: string; readonly password: string; readonly code?: string; readonly cookie?: boolean }
    answer: { readonly session: string; readonly token: string | null; readonly csrf: string; readonly expiresAt: string; readonly staff: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly outstanding: readonly ('password-change' | 'second-factor')[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'second-factor-needed' | 'sign-in-wrong' | 'too-many-requests'
  }
  /** End the session this request comes through (POST /v1/sign-out) */
  'access.sign-out': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: undefined
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-signed-in' | 'path-malformed' | 'session-needed' | 'session-unknown' | 'too-many-requests'
  }
  /** How an agent’s prepayment stands; an agent sees the own one (GET /v1/agents/{agent}/account) */
  'agents.account': {
    params: { readonly agent: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly agent: string; readonly availableFen: number; readonly heldFen: number }
    pending: never
    refused: 'agent-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A payment of an agent has reached our bank; its commission comes on top (POST /v1/agents/{agent}/prepayments) */
  'agents.prepay': {
    params: { readonly agent: string }
    query: Nothing
    version: undefined
    body: { readonly paidInFen: number; readonly bank: string; readonly payment: string }
    answer: { readonly agent: string; readonly availableFen: number; readonly heldFen: number; readonly commissionFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'amount-not-positive' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'day-not-open' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'too-many-requests'
  }
  /** Approve or reject an act that waits for a second person (POST /v1/approvals/{approval}/decision) */
  'approvals.decide': {
    params: { readonly approval: string }
    query: Nothing
    version: undefined
    body: { readonly decision: 'approved' | 'rejected'; readonly reason?: string }
    answer: { readonly approval: string; readonly decision: 'approved' | 'rejected'; readonly outcome?: { readonly status: number; readonly answer?: unknown } }
    pending: never
    refused: 'approval-decided' | 'approval-expired' | 'approval-not-permitted' | 'approval-of-own-act' | 'approval-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'maker-gone' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** One act that waits or did; who asked for it sees what it then answered (GET /v1/approvals/{approval}) */
  'approvals.get': {
    params: { readonly approval: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly approval: string; readonly endpoint: string; readonly because: string; readonly maker: string; readonly requestedAt: string; readonly expiresAt: string; readonly state: 'pending' | 'approved' | 'rejected' | 'expired'; readonly decidedBy: string | null; readonly decidedAt: string | null; readonly reason: string | null; readonly own: boolean; readonly outcome?: { readonly status: number; readonly answer?: unknown } }
    pending: never
    refused: 'approval-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Acts that wait for a second person, or did; clerks see their own (GET /v1/approvals) */
  'approvals.list': {
    params: Nothing
    query: { readonly state?: 'pending' | 'approved' | 'rejected' | 'expired'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly approval: string; readonly endpoint: string; readonly because: string; readonly maker: string; readonly requestedAt: string; readonly expiresAt: string; readonly state: 'pending' | 'approved' | 'rejected' | 'expired'; readonly decidedBy: string | null; readonly decidedAt: string | null; readonly reason: string | null; readonly own: boolean })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A feast on which the city rests, or a weekend day that is worked (POST /v1/calendar-days) */
  'calendar.set-day': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly date: string; readonly works: boolean; readonly name: string }
    answer: { readonly date: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The nth working day after a date by the city’s calendar (GET /v1/calendar-days/{date}/working-day) */
  'calendar.working-day': {
    params: { readonly date: string }
    query: { readonly after: number }
    version: undefined
    body: undefined
    answer: { readonly date: string }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Card counters that no record has shown; the first 1000 (GET /v1/card-gaps) */
  'card-gaps.list': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: readonly ({ readonly card: string; readonly purse: number; readonly fromCounter: number; readonly toCounter: number; readonly missingFen: number | null })[]
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Cash of the safe brought to the bank (POST /v1/cash/banked) */
  'cash.bank': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly bank: string; readonly amountFen: number }
    answer: { readonly reference: string }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Change fetched from the bank into the safe (POST /v1/cash/fetched) */
  'cash.fetch': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly bank: string; readonly amountFen: number }
    answer: { readonly reference: string }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Bind a certificate to the terminal or operator that will show it (POST /v1/certificates) */
  'certificates.bind': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly certificate: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator?: string }
    answer: { readonly serial: string; readonly fingerprint: string; readonly commonName: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator: string | null; readonly notBefore: string; readonly notAfter: string; readonly issuedBy: string; readonly issuedAt: string; readonly revokedAt: string | null; readonly revokedBy: string | null; readonly revokeReason: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'certificate-known' | 'certificate-malformed' | 'certificate-over' | 'encoding-unsupported' | 'holder-malformed' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Certificates of terminals and operators, and what each is bound to (GET /v1/certificates) */
  'certificates.list': {
    params: Nothing
    query: { readonly boundTo?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly serial: string; readonly fingerprint: string; readonly commonName: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator: string | null; readonly notBefore: string; readonly notAfter: string; readonly issuedBy: string; readonly issuedAt: string; readonly revokedAt: string | null; readonly revokedBy: string | null; readonly revokeReason: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Whoever shows this certificate from now on is nobody (POST /v1/certificates/{serial}/revocation) */
  'certificates.revoke': {
    params: { readonly serial: string }
    query: Nothing
    version: undefined
    body: { readonly reason: string }
    answer: { readonly serial: string; readonly fingerprint: string; readonly commonName: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator: string | null; readonly notBefore: string; readonly notAfter: string; readonly issuedBy: string; readonly issuedAt: string; readonly revokedAt: string | null; readonly revokedBy: string | null; readonly revokeReason: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'certificate-revoked' | 'certificate-unknown' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Counts of uploads, reasons, gaps, forks and breaks (GET /v1/clearing) */
  'clearing.get': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly uploads: Readonly<Record<string, number>>; readonly reasons: Readonly<Record<string, number>>; readonly gaps: number; readonly forks: number; readonly breaks: number }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Card counters that several genuine taps claim; the first 1000 (GET /v1/clone-alarms) */
  'clone-alarms.list': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: readonly { readonly card: string; readonly purse: number; readonly counter: number; readonly taps: number }[]
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Lines of an online account, newest first (GET /v1/online-accounts/{person}/entries) */
  'online-accounts.entries': {
    params: { readonly person: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly { readonly entry: number; readonly kind: string; readonly reference: string; readonly amountFen: number; readonly effectiveAt: string }[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** How a person’s online account stands; a citizen sees the own one (GET /v1/online-accounts/{person}) */
  'online-accounts.get': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** Pay an operator from an online account; a citizen pays from the own one (POST /v1/online-accounts/{person}/payments) */
  'online-accounts.pay': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly operator: string }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'operator-unknown' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Money into an online account (POST /v1/online-accounts/{person}/top-ups) */
  'online-accounts.top-up': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly funding: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Money out of an online account (POST /v1/online-accounts/{person}/withdrawals) */
  'online-accounts.withdraw': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly to: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Every verdict and reason a record can end in (GET /v1/reasons) */
  'reasons.get': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: Readonly<Record<string, { readonly code: number; readonly verdict: string; readonly act: string; readonly en: string; readonly zh: string }>>
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Set a rule from a date on; two people must agree (POST /v1/rules/{rule}/changes) */
  'rules.change': {
    params: { readonly rule: 'found-within-days' | 'oral-loss-hours' | 'loss-liability-hours' | 'replacement-wait-days' | 'replacement-fee-fen' | 'refund-fee-ppm' | 'refund-fee-from-fen' | 'refund-fee-step-fen' | 'load-step-fen' | 'load-max-fen' | 'load-daily-max-fen' | 'load-hold-minutes' | 'unregistered-balance-max-fen' | 'registered-balance-max-fen' | 'agent-commission-ppm' | 'agent-load-daily-max-fen' | 'second-person-from-fen' | 'till-difference-max-fen' | 'approval-hours' | 'concession-months' | 'card-years' | 'hotlist-full-hour' | 'hotlist-increment-minutes' | 'terminal-stale-hours' }
    query: Nothing
    version: undefined
    body: { readonly value: number; readonly validFrom: string; readonly reason: string }
    answer: { readonly rule: string; readonly validFrom: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'rule-unknown' | 'rule-value-out-of-range' | 'second-person-needed' | 'too-many-requests'
  }
  /** Every rule of the city as it is on a date, with its limits and source (GET /v1/rules) */
  'rules.list': {
    params: Nothing
    query: { readonly date?: string }
    version: undefined
    body: undefined
    answer: { readonly date: string; readonly rules: readonly ({ readonly rule: string; readonly value: number; readonly unit: string; readonly validFrom: string | null; readonly from: number; readonly to: number; readonly meaning: string; readonly source: string })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Numbers of terminal transactions that no record has shown; the first 1000 (GET /v1/sam-gaps) */
  'sam-gaps.list': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: readonly { readonly sam: string; readonly fromSeq: number; readonly toSeq: number }[]
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** End a session of mine; as administrator anybody's (DELETE /v1/sessions/{session}) */
  'sessions.end': {
    params: { readonly session: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: undefined
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-signed-in' | 'path-malformed' | 'session-unknown' | 'too-many-requests'
  }
  /** My sessions; for administrators those of everybody, or of one person (GET /v1/sessions) */
  'sessions.list': {
    params: Nothing
    query: { readonly staff?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly session: string; readonly staff: string; readonly login: string; readonly way: 'password' | 'oidc'; readonly secondFactor: boolean; readonly createdAt: string; readonly lastSeenAt: string; readonly expiresAt: string; readonly own: boolean })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The settlement of all operators, of one day or of all closed days together (GET /v1/settlement) */
  'settlement.get': {
    params: Nothing
    query: { readonly date?: string }
    version: undefined
    body: undefined
    answer: { readonly date: string | null; readonly days: readonly ({ readonly date: string; readonly state: 'open' | 'closing' | 'closed'; readonly digest: string | null })[]; readonly operators: readonly { readonly operator: string; readonly name: string; readonly taps: number; readonly listFareFen: number; readonly chargedFen: number; readonly cardDiscountFen: number; readonly concessionFen: number; readonly transferFen: number; readonly subsidyFen: number; readonly feeFen: number; readonly netFen: number }[]; readonly total: { readonly taps: number; readonly listFareFen: number; readonly chargedFen: number; readonly cardDiscountFen: number; readonly concessionFen: number; readonly transferFen: number; readonly subsidyFen: number; readonly feeFen: number; readonly netFen: number }; readonly demoRates: boolean }
    pending: never
    refused: 'day-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Add somebody who may sign in; the answer holds a temporary password (POST /v1/staff) */
  'staff.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator?: string; readonly agent?: string; readonly person?: string; readonly secondFactorRequired?: boolean; readonly oidcIssuer?: string; readonly oidcSubject?: string }
    answer: { readonly staff: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }; readonly password: string | null }
    pending: never
    refused: 'binding-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'login-malformed' | 'login-taken' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'password-too-weak' | 'path-malformed' | 'roles-contradict' | 'too-many-requests'
  }
  /** Change roles, bindings, name or state; nobody changes their own (PATCH /v1/staff/{staff}) */
  'staff.change': {
    params: { readonly staff: string }
    query: Nothing
    version: string
    body: { readonly displayName?: string; readonly roles?: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator?: string | null; readonly agent?: string | null; readonly person?: string | null; readonly state?: 'active' | 'disabled'; readonly secondFactorRequired?: boolean; readonly oidcIssuer?: string | null; readonly oidcSubject?: string | null }
    answer: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }
    pending: never
    refused: 'binding-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'login-malformed' | 'login-taken' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'own-rights' | 'path-malformed' | 'roles-contradict' | 'staff-unknown' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** One member of staff (GET /v1/staff/{staff}) */
  'staff.get': {
    params: { readonly staff: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'staff-unknown' | 'too-many-requests'
  }
  /** Everybody who may sign in, by login (GET /v1/staff) */
  'staff.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Give somebody a new temporary password, and take away a second factor that is lost (POST /v1/staff/{staff}/reset) */
  'staff.reset': {
    params: { readonly staff: string }
    query: Nothing
    version: undefined
    body: { readonly secondFactor?: boolean }
    answer: { readonly staff: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }; readonly password: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'own-rights' | 'path-malformed' | 'staff-unknown' | 'too-many-requests'
  }
  /** Let somebody try again who was locked out after wrong passwords (POST /v1/staff/{staff}/unlock) */
  'staff.unlock': {
    params: { readonly staff: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'staff-unknown' | 'too-many-requests'
  }
  /** An operator's statement of a day; an operator sees its own (GET /v1/statements/{operator}/{date}) */
  'statements.get': {
    params: { readonly operator: string; readonly date: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly operator: string; readonly name: string; readonly date: string; readonly state: 'open' | 'closing' | 'closed'; readonly taps: number; readonly listFareFen: number; readonly chargedFen: number; readonly cardDiscountFen: number; readonly concessionFen: number; readonly transferFen: number; readonly subsidyFen: number; readonly feeFen: number; readonly netFen: number; readonly surchargeFen: number; readonly feePpm: number | null; readonly feeCarryMicroFen: number; readonly demoRates: boolean; readonly digest: string | null }
    pending: never
    refused: 'day-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** Count and close the own drawer; the difference is booked, the cash goes to the safe (POST /v1/tills/{till}/closing) */
  'tills.close': {
    params: { readonly till: string }
    query: Nothing
    version: undefined
    body: { readonly countedFen: number }
    answer: { readonly till: string; readonly countedFen: number; readonly expectedFen: number; readonly differenceFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Count the own drawer; nothing is booked (POST /v1/tills/{till}/counts) */
  'tills.count': {
    params: { readonly till: string }
    query: Nothing
    version: undefined
    body: { readonly countedFen: number }
    answer: { readonly till: string; readonly countedFen: number; readonly expectedFen: number; readonly differenceFen: number }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Open a cash drawer at a desk (POST /v1/tills) */
  'tills.open': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly desk: string; readonly floatFen: number }
    answer: { readonly till: string; readonly desk: string }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** The own open drawer; what should lie in it is told when it has been counted (GET /v1/tills/own) */
  'tills.own': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly till: string; readonly desk: string; readonly openedAt: string }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'till-not-open' | 'too-many-requests'
  }
  /** Whether the trail is as it was written, and which entries are not (GET /v1/trail/check) */
  'trail.check': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly intact: boolean; readonly sealed: number; readonly unsealed: number; readonly head: string; readonly tamperings: readonly { readonly what: string; readonly entry?: number; readonly link?: number; readonly detail: string }[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The sealed trail with its hash chain, to be checked by `citycard trail verify` (GET /v1/trail/export) */
  'trail.export': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: string
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Who did what to which subject and why, newest first (GET /v1/trail) */
  'trail.list': {
    params: Nothing
    query: { readonly subject?: string; readonly actor?: string; readonly act?: string; readonly reference?: string; readonly from?: string; readonly to?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly entry: number; readonly at: string; readonly actor: string; readonly actorKind: string; readonly approvedBy: string | null; readonly act: string; readonly subject: string; readonly reason: string | null; readonly detail: Readonly<Record<string, string | number | boolean | null>>; readonly reference: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Accounts and their sums (GET /v1/trial-balance) */
  'trial-balance.get': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly balanced: boolean; readonly debitsFen: number; readonly creditsFen: number; readonly lines: readonly ({ readonly account: string; readonly side: 'D' | 'C'; readonly debitsFen: number; readonly creditsFen: number; readonly balanceFen: number; readonly pendingDebitsFen: number; readonly pendingCreditsFen: number })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
}

/** Where each operation is found. */
export const operations = {
  'access.change-password': { method: 'PUT', path: '/v1/me/password', needsKey: true },
  'access.confirm-second-factor': { method: 'POST', path: '/v1/me/second-factor/confirmation', needsKey: true },
  'access.me': { method: 'GET', path: '/v1/me', needsKey: false },
  'access.offer-second-factor': { method: 'POST', path: '/v1/me/second-factor', needsKey: true },
  'access.oidc-callback': { method: 'GET', path: '/v1/oidc/callback', needsKey: false },
  'access.oidc-start': { method: 'POST', path: '/v1/oidc/start', needsKey: false },
  'access.sign-in': { method: 'POST', path: '/v1/sign-in', needsKey: false },
  'access.sign-out': { method: 'POST', path: '/v1/sign-out', needsKey: false },
  'agents.account': { method: 'GET', path: '/v1/agents/{agent}/account', needsKey: false },
  'agents.prepay': { method: 'POST', path: '/v1/agents/{agent}/prepayments', needsKey: true },
  'approvals.decide': { method: 'POST', path: '/v1/approvals/{approval}/decision', needsKey: true },
  'approvals.get': { method: 'GET', path: '/v1/approvals/{approval}', needsKey: false },
  'approvals.list': { method: 'GET', path: '/v1/approvals', needsKey: false },
  'calendar.set-day': { method: 'POST', path: '/v1/calendar-days', needsKey: true },
  'calendar.working-day': { method: 'GET', path: '/v1/calendar-days/{date}/working-day', needsKey: false },
  'card-gaps.list': { method: 'GET', path: '/v1/card-gaps', needsKey: false },
  'cash.bank': { method: 'POST', path: '/v1/cash/banked', needsKey: true },
  'cash.fetch': { method: 'POST', path: '/v1/cash/fetched', needsKey: true },
  'certificates.bind': { method: 'POST', path: '/v1/certificates', needsKey: true },
  'certificates.list': { method: 'GET', path: '/v1/certificates', needsKey: false },
  'certificates.revoke': { method: 'POST', path: '/v1/certificates/{serial}/revocation', needsKey: true },
  'clearing.get': { method: 'GET', path: '/v1/clearing', needsKey: false },
  'clone-alarms.list': { method: 'GET', path: '/v1/clone-alarms', needsKey: false },
  'online-accounts.entries': { method: 'GET', path: '/v1/online-accounts/{person}/entries', needsKey: false },
  'online-accounts.get': { method: 'GET', path: '/v1/online-accounts/{person}', needsKey: false },
  'online-accounts.pay': { method: 'POST', path: '/v1/online-accounts/{person}/payments', needsKey: true },
  'online-accounts.top-up': { method: 'POST', path: '/v1/online-accounts/{person}/top-ups', needsKey: true },
  'online-accounts.withdraw': { method: 'POST', path: '/v1/online-accounts/{person}/withdrawals', needsKey: true },
  'reasons.get': { method: 'GET', path: '/v1/reasons', needsKey: false },
  'rules.change': { method: 'POST', path: '/v1/rules/{rule}/changes', needsKey: true },
  'rules.list': { method: 'GET', path: '/v1/rules', needsKey: false },
  'sam-gaps.list': { method: 'GET', path: '/v1/sam-gaps', needsKey: false },
  'sessions.end': { method: 'DELETE', path: '/v1/sessions/{session}', needsKey: true },
  'sessions.list': { method: 'GET', path: '/v1/sessions', needsKey: false },
  'settlement.get': { method: 'GET', path: '/v1/settlement', needsKey: false },
  'staff.add': { method: 'POST', path: '/v1/staff', needsKey: true },
  'staff.change': { method: 'PATCH', path: '/v1/staff/{staff}', needsKey: true },
  'staff.get': { method: 'GET', path: '/v1/staff/{staff}', needsKey: false },
  'staff.list': { method: 'GET', path: '/v1/staff', needsKey: false },
  'staff.reset': { method: 'POST', path: '/v1/staff/{staff}/reset', needsKey: true },
  'staff.unlock': { method: 'POST', path: '/v1/staff/{staff}/unlock', needsKey: true },
  'statements.get': { method: 'GET', path: '/v1/statements/{operator}/{date}', needsKey: false },
  'tills.close': { method: 'POST', path: '/v1/tills/{till}/closing', needsKey: true },
  'tills.count': { method: 'POST', path: '/v1/tills/{till}/counts', needsKey: true },
  'tills.open': { method: 'POST', path: '/v1/tills', needsKey: true },
  'tills.own': { method: 'GET', path: '/v1/tills/own', needsKey: false },
  'trail.check': { method: 'GET', path: '/v1/trail/check', needsKey: false },
  'trail.export': { method: 'GET', path: '/v1/trail/export', needsKey: false },
  'trail.list': { method: 'GET', path: '/v1/trail', needsKey: false },
  'trial-balance.get': { method: 'GET', path: '/v1/trial-balance', needsKey: false },
} as const
