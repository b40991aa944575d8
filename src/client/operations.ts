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
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-signed-in' | 'password-too-weak' | 'password-unchanged' | 'password-wrong' | 'path-malformed' | 'session-needed' | 'too-many-requests'
  }
  /** Show a code of the new secret; the answer holds recovery codes, shown once (POST /v1/me/second-factor/confirmation) */
  'access.confirm-second-factor': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly code: string }
    answer: { readonly recoveryCodes: readonly string[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'second-factor-exists' | 'second-factor-not-begun' | 'second-factor-wrong' | 'session-needed' | 'too-many-requests'
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
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'second-factor-exists' | 'session-needed' | 'too-many-requests'
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
  /** Register an agent (POST /v1/agents) */
  'agents.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly agent: string; readonly name: string; readonly creditCode: string; readonly activeFrom: string; readonly activeTo?: string }
    answer: { readonly name: string; readonly creditCode: string; readonly activeFrom: string; readonly activeTo: string | null; readonly agent: string }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'code-characters-wrong' | 'code-check-wrong' | 'code-length-wrong' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set an agent's last day (POST /v1/agents/{agent}/end) */
  'agents.end': {
    params: { readonly agent: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** Lines of an agent’s prepayment, newest first; an agent sees the own ones (GET /v1/agents/{agent}/entries) */
  'agents.entries': {
    params: { readonly agent: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly { readonly entry: number; readonly kind: string; readonly reference: string; readonly amountFen: number; readonly commissionFen: number; readonly effectiveAt: string }[]; readonly nextCursor: string | null }
    pending: never
    refused: 'agent-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Agents that load cards (GET /v1/agents) */
  'agents.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly name: string; readonly creditCode: string; readonly activeFrom: string; readonly activeTo: string | null; readonly agent: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A payment of an agent has reached our bank; its commission comes on top (POST /v1/agents/{agent}/prepayments) */
  'agents.prepay': {
    params: { readonly agent: string }
    query: Nothing
    version: undefined
    body: { readonly paidInFen: number; readonly bank: string; readonly payment: string }
    answer: { readonly agent: string; readonly availableFen: number; readonly heldFen: number; readonly commissionFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'amount-not-positive' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'day-not-open' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'payment-already-used' | 'reference-used-for-other-content' | 'too-many-requests'
  }
  /** Put an application into the catalogue (POST /v1/applications) */
  'applications.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly application: string; readonly name: string; readonly purpose: 'purse' | 'entitlement' | 'identity' | 'record'; readonly validFrom: string; readonly validTo?: string }
    answer: { readonly application: string; readonly name: string; readonly purpose: 'purse' | 'entitlement' | 'identity' | 'record'; readonly validFrom: string; readonly validTo: string | null }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set an application's last day (POST /v1/applications/{application}/end) */
  'applications.end': {
    params: { readonly application: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** The catalogue of what cards may be used for (GET /v1/applications) */
  'applications.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly application: string; readonly name: string; readonly purpose: 'purse' | 'entitlement' | 'identity' | 'record'; readonly validFrom: string; readonly validTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Approve or reject an act that waits for a second person (POST /v1/approvals/{approval}/decision) */
  'approvals.decide': {
    params: { readonly approval: string }
    query: Nothing
    version: undefined
    body: { readonly decision: 'approved' | 'rejected'; readonly reason?: string }
    answer: { readonly approval: string; readonly decision: 'approved' | 'rejected'; readonly outcome?: { readonly status: number; readonly answer?: unknown } }
    pending: never
    refused: 'approval-decided' | 'approval-expired' | 'approval-not-permitted' | 'approval-of-own-act' | 'approval-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'maker-gone' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** One act that waits or did; who asked for it sees what it then answered (GET /v1/approvals/{approval}) */
  'approvals.get': {
    params: { readonly approval: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly approval: string; readonly endpoint: string; readonly because: string; readonly ground: { readonly code: 'amount-large' | 'pay-out-large' | 'drawer-differs' | 'money-given-back' | 'holder-not-shown' | 'blocked-card-emptied' | 'blocked-card-closed' | 'card-unblocked' | 'correction' | 'bank-money-fetched' | 'agent-prepaid' | 'contract-changes' | 'fares-change' | 'rule-changes' | 'item-decided' | 'chip-keys' | 'chip-parameters' | 'decides-for-others'; readonly fen?: number; readonly name?: string } | null; readonly facts: Readonly<Record<string, string | number | boolean>>; readonly maker: string; readonly makerNamed: { readonly login: string; readonly name: string | null } | null; readonly requestedAt: string; readonly expiresAt: string; readonly state: 'pending' | 'approved' | 'rejected' | 'expired'; readonly decidedBy: string | null; readonly deciderNamed: { readonly login: string; readonly name: string | null } | null; readonly decidedAt: string | null; readonly reason: string | null; readonly own: boolean; readonly outcome?: { readonly status: number; readonly answer?: unknown } }
    pending: never
    refused: 'approval-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Acts that wait for a second person, or did; clerks see their own (GET /v1/approvals) */
  'approvals.list': {
    params: Nothing
    query: { readonly state?: 'pending' | 'approved' | 'rejected' | 'expired'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly approval: string; readonly endpoint: string; readonly because: string; readonly ground: { readonly code: 'amount-large' | 'pay-out-large' | 'drawer-differs' | 'money-given-back' | 'holder-not-shown' | 'blocked-card-emptied' | 'blocked-card-closed' | 'card-unblocked' | 'correction' | 'bank-money-fetched' | 'agent-prepaid' | 'contract-changes' | 'fares-change' | 'rule-changes' | 'item-decided' | 'chip-keys' | 'chip-parameters' | 'decides-for-others'; readonly fen?: number; readonly name?: string } | null; readonly facts: Readonly<Record<string, string | number | boolean>>; readonly maker: string; readonly makerNamed: { readonly login: string; readonly name: string | null } | null; readonly requestedAt: string; readonly expiresAt: string; readonly state: 'pending' | 'approved' | 'rejected' | 'expired'; readonly decidedBy: string | null; readonly deciderNamed: { readonly login: string; readonly name: string | null } | null; readonly decidedAt: string | null; readonly reason: string | null; readonly own: boolean })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Loads from the own online account that wait for a terminal, and those carried out (GET /v1/own/auto-loads) */
  'auto-loads.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly auto: string; readonly card: string; readonly amountFen: number; readonly state: 'waiting' | 'taken' | 'withdrawn'; readonly load: string | null; readonly placedAt: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Load the own card from the online account at the next terminal (POST /v1/own/auto-loads) */
  'auto-loads.place': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly card: string; readonly amountFen: number }
    answer: { readonly auto: string }
    pending: never
    refused: 'amount-not-a-step' | 'auto-load-waiting' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'no-auto-load' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-card' | 'path-malformed' | 'too-many-requests'
  }
  /** Take the wish back as long as no terminal has carried it out (DELETE /v1/own/auto-loads/{card}) */
  'auto-loads.withdraw': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: undefined
    pending: never
    refused: 'amount-not-a-step' | 'auto-load-waiting' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'no-auto-load' | 'not-permitted' | 'not-signed-in' | 'not-your-card' | 'path-malformed' | 'too-many-requests'
  }
  /** A feast on which the city rests, or a weekend day that is worked (POST /v1/calendar-days) */
  'calendar.set-day': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly date: string; readonly works: boolean; readonly name: string }
    answer: { readonly date: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
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
  /** Card counters that no record has shown (GET /v1/card-gaps) */
  'card-gaps.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly card: string; readonly purse: number; readonly fromCounter: number; readonly toCounter: number; readonly missingFen: number | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Define a card product, or its next version; cards that are out keep theirs (POST /v1/card-products) */
  'card-products.define': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly product: string; readonly seenVersion: number; readonly name: string; readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly validFrom: string; readonly maxBalanceFen: number; readonly maxTapFen: number; readonly depositFen: number; readonly applications: readonly { readonly application: string; readonly onAtIssue: boolean }[] }
    answer: { readonly product: string; readonly version: number }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps' | 'version-changed'
  }
  /** Card products, every version with its limits and applications (GET /v1/card-products) */
  'card-products.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly product: string; readonly version: number; readonly name: string; readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly validFrom: string; readonly validTo: string | null; readonly maxBalanceFen: number; readonly maxTapFen: number; readonly depositFen: number; readonly applications: readonly { readonly application: string; readonly onAtIssue: boolean }[] })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A conversation as it stands: the command that waits, or how it ended (GET /v1/card-sessions/{session}) */
  'card-sessions.get': {
    params: { readonly session: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first'; readonly answer?: Readonly<Record<string, unknown>>; readonly refused?: string; readonly detail?: string }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'session-unknown' | 'too-many-requests'
  }
  /** The card left the reader; the order behind the conversation lives on (POST /v1/card-sessions/{session}/interruptions) */
  'card-sessions.interrupt': {
    params: { readonly session: string }
    query: Nothing
    version: undefined
    body: { readonly turn: number }
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first'; readonly answer?: Readonly<Record<string, unknown>>; readonly refused?: string; readonly detail?: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reply-malformed' | 'session-ended' | 'session-not-yours' | 'session-unknown' | 'too-many-requests' | 'turn-answered-otherwise' | 'turn-not-asked'
  }
  /** Begin a conversation with a card in a reader: read, load, unload, take back, look again (POST /v1/card-sessions) */
  'card-sessions.open': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly kind: 'read'; readonly profile?: 'tunion' | 'mohurd' | 'pboc' } | { readonly kind: 'load'; readonly card: string; readonly amountFen: number; readonly funding: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string }; readonly terminal?: string } | { readonly kind: 'unload'; readonly card: string; readonly amountFen?: number; readonly payTo: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string }; readonly cause?: 'counter' | 'return'; readonly terminal?: string } | { readonly kind: 'void-load'; readonly load: string; readonly payTo?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string }; readonly terminal?: string } | { readonly kind: 'look-again'; readonly card: string; readonly handTo?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } } | { readonly kind: 'auto-load'; readonly card: string; readonly terminal?: string }
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first'; readonly answer?: Readonly<Record<string, unknown>>; readonly refused?: string; readonly detail?: string; readonly load?: string }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-limit-reached' | 'agent-unknown' | 'amount-not-a-step' | 'amount-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-not-active' | 'card-not-valid' | 'card-unknown' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-limit-reached' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funding-not-yours' | 'funds-not-enough' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'load-already-voided' | 'load-not-confirmed' | 'load-unknown' | 'media-type-unsupported' | 'no-auto-load' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'nothing-in-doubt' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'return-needs-closing' | 'second-person-needed' | 'session-kind-not-yours' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests' | 'void-not-yours' | 'void-too-late'
  }
  /** What the card answered to a turn; the next command, or the end (POST /v1/card-sessions/{session}/replies) */
  'card-sessions.reply': {
    params: { readonly session: string }
    query: Nothing
    version: undefined
    body: { readonly turn: number; readonly reply: string }
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first'; readonly answer?: Readonly<Record<string, unknown>>; readonly refused?: string; readonly detail?: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reply-malformed' | 'session-ended' | 'session-not-yours' | 'session-unknown' | 'too-many-requests' | 'turn-answered-otherwise' | 'turn-not-asked'
  }
  /** Begin to make a card of a blank chip; begun again for the same chip, the same writing (POST /v1/card-writings) */
  'card-writings.begin': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly product: string; readonly serial: string; readonly concession?: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff' }
    answer: { readonly writing: string; readonly card: string; readonly serial: string; readonly product: string; readonly productVersion: number; readonly validFrom: string; readonly validTo: string; readonly begunAt: string; readonly begunBy: string; readonly state: 'open' | 'done' | 'given-up' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-number-taken' | 'chip-not-blank' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'numbers-used-up' | 'path-malformed' | 'plan-missing' | 'product-unknown' | 'profile-differs' | 'serial-unknown' | 'stock-not-yours' | 'stock-state-forbids' | 'too-many-requests'
  }
  /** A writing as it stands (GET /v1/card-writings/{writing}) */
  'card-writings.get': {
    params: { readonly writing: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly writing: string; readonly card: string; readonly serial: string; readonly product: string; readonly productVersion: number; readonly validFrom: string; readonly validTo: string; readonly begunAt: string; readonly begunBy: string; readonly state: 'open' | 'done' | 'given-up' }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests' | 'writing-unknown'
  }
  /** Give a writing up: the number is never used again, the chip is scrap (POST /v1/card-writings/{writing}/giving-up) */
  'card-writings.give-up': {
    params: { readonly writing: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'half-written' | 'chip-fault' }
    answer: { readonly writing: string; readonly card: string; readonly serial: string; readonly product: string; readonly productVersion: number; readonly validFrom: string; readonly validTo: string; readonly begunAt: string; readonly begunBy: string; readonly state: 'open' | 'done' | 'given-up' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'stock-not-yours' | 'too-many-requests' | 'writing-ended' | 'writing-unknown'
  }
  /** Open a reader session that writes the chip, or goes on writing it (POST /v1/card-writings/{writing}/sessions) */
  'card-writings.session': {
    params: { readonly writing: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'stock-not-yours' | 'too-many-requests' | 'writing-ended' | 'writing-unknown'
  }
  /** Open, lock, unlock or close one application of a card (POST /v1/cards/{card}/applications/{application}) */
  'cards.application': {
    params: { readonly card: string; readonly application: string }
    query: Nothing
    version: undefined
    body: { readonly act: 'open' | 'lock' | 'unlock' | 'close'; readonly reason: string }
    answer: { readonly application: string; readonly state: 'closed' | 'enabled' | 'locked' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-not-active' | 'card-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'state-forbids' | 'too-many-requests'
  }
  /** What a card holds by the books, and what that rests on (GET /v1/cards/{card}/balance) */
  'cards.balance': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly card: string; readonly at: string; readonly balanceFen: number; readonly lastTapAt: string | null; readonly gapCount: number }
    pending: never
    refused: 'card-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The centre stops a card (POST /v1/cards/{card}/blocks) */
  'cards.block': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'misuse' | 'clone-suspected' | 'ledger-differs' | 'court-order' | 'holder-dead' }
    answer: { readonly card: string; readonly at: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'second-person-needed' | 'state-forbids' | 'too-many-requests'
  }
  /** How a card was closed and when its value is or was given (GET /v1/cards/{card}/closings) */
  'cards.closings': {
    params: { readonly card: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly closing: string; readonly card: string; readonly cause: string; readonly emptied: boolean; readonly person: string | null; readonly closedAt: string; readonly dueOn: string; readonly settledAt: string | null; readonly givenFen: number | null; readonly refundedFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly depositFen: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'card-not-yours' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Record that the plastic of a returned or replaced card was destroyed (POST /v1/cards/{card}/destruction) */
  'cards.destroy': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'cut' }
    answer: { readonly card: string; readonly state: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'state-forbids' | 'too-many-requests'
  }
  /** The holder has the card again; not after the days of the rule found-within-days (POST /v1/cards/{card}/found) */
  'cards.found': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly person: string; readonly reason: 'found' | 'mistake' }
    answer: { readonly card: string; readonly at: string; readonly borne: { readonly holderFen: number; readonly operatorFen: number; readonly centreFen: number; readonly givenBackFen: number; readonly why: { readonly en: string; readonly zh: string } } }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-anonymous' | 'card-not-yours' | 'card-unknown' | 'encoding-unsupported' | 'found-too-late' | 'holder-differs' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'state-forbids' | 'too-many-requests'
  }
  /** One card: its state, holder, deposit, applications and life (GET /v1/cards/{card}) */
  'cards.get': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly card: string; readonly state: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed'; readonly product: string; readonly productVersion: number; readonly person: string | null; readonly issuedAt: string | null; readonly validFrom: string; readonly validTo: string; readonly depositFen: number; readonly closing: string; readonly applications: readonly ({ readonly application: string; readonly state: 'closed' | 'enabled' | 'locked'; readonly since: string; readonly reason: string })[]; readonly life: readonly ({ readonly at: string; readonly act: 'personalise' | 'check' | 'scrap' | 'issue' | 'reportLostOrally' | 'reportLost' | 'lapse' | 'find' | 'block' | 'unblock' | 'expire' | 'renew' | 'replace' | 'handBack' | 'spoil' | 'undoSpoil' | 'destroy'; readonly from: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed'; readonly to: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed'; readonly reason: 'live' | 'bulk' | 'read-back' | 'maker-answered' | 'maker-scrap' | 'half-written' | 'chip-fault' | 'not-dispensed' | 'first' | 'further' | 'replacement' | 'swap' | 'lost' | 'stolen' | 'confirmed' | 'not-confirmed' | 'found' | 'mistake' | 'misuse' | 'clone-suspected' | 'ledger-differs' | 'court-order' | 'holder-dead' | 'cleared' | 'dates-passed' | 'dormant' | 'extended' | 'revived' | 'damaged-by-holder' | 'fault' | 'generation' | 'expired' | 'holder' | 'moved-away' | 'holder-missing' | 'damaged' | 'misprint' | 'missing' | 'cut'; readonly feeFen: number; readonly actor: string })[] }
    pending: never
    refused: 'card-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** What happened on a card, newest first, each charge explained; the trail keeps who looked (GET /v1/cards/{card}/history) */
  'cards.history': {
    params: { readonly card: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly subject: string; readonly kind: 'tap' | 'load' | 'unload'; readonly at: string; readonly chargedFen: number; readonly listFen: number | null; readonly discount: 'none' | 'card' | 'concession' | 'transfer'; readonly discountFen: number; readonly discountBorneBy: 'operator' | 'city' | null; readonly operator: string | null; readonly operatorName: string | null; readonly fareTable: number | null; readonly contract: string | null; readonly balanceAfterFen: number | null; readonly reason: string | null; readonly counts: boolean; readonly remediedFen: number; readonly explanation: { readonly en: string; readonly zh: string } })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'card-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Hand out a ready card, to a person or to nobody by name (POST /v1/cards/{card}/issue) */
  'cards.issue': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly person?: string; readonly reason?: 'first' | 'further'; readonly funding?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string }; readonly applications?: readonly string[]; readonly concession?: { readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly evidence: string; readonly validTo?: string } }
    answer: { readonly card: string; readonly state: 'active'; readonly person: string | null; readonly depositFen: number; readonly feeFen: number; readonly validTo: string; readonly concession: { readonly concession: string; readonly kind: string; readonly verifiedUntil: string } | null }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'age-too-low' | 'agent-unknown' | 'application-unknown' | 'birth-date-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-expired' | 'card-held-already' | 'card-kind-differs' | 'card-not-active' | 'card-unknown' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'concession-kind-unknown' | 'concession-missing' | 'concession-overlaps' | 'date-malformed' | 'dates-reversed' | 'day-not-open' | 'deposit-held-already' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funding-missing' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-merged' | 'person-not-alive' | 'person-not-eligible' | 'person-unknown' | 'product-ended' | 'reason-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'state-forbids' | 'stock-not-yours' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Who bears the taps that were made while a card was stopped, and why (GET /v1/cards/{card}/liabilities) */
  'cards.liabilities': {
    params: { readonly card: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly at: string; readonly operator: string; readonly sam: string; readonly amountFen: number; readonly reason: string; readonly liable: 'operator' | 'holder' | 'centre'; readonly meaning: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'card-not-yours' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Cards of a person, in a state or of a product, with masked numbers (GET /v1/cards) */
  'cards.list': {
    params: Nothing
    query: { readonly person?: string; readonly state?: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed'; readonly product?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly card: string; readonly product: string; readonly productVersion: number; readonly state: 'blank' | 'personalised' | 'ready' | 'active' | 'lost-oral' | 'lost' | 'blocked' | 'expired' | 'replaced' | 'returned' | 'spoiled' | 'destroyed'; readonly validTo: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Every loss report of a card, newest first; citizens see their own cards (GET /v1/cards/{card}/loss-reports) */
  'cards.loss-reports': {
    params: { readonly card: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly report: string; readonly card: string; readonly kind: 'oral' | 'formal'; readonly person: string; readonly reportedAt: string; readonly holderBearsUntil: string; readonly lapsesAt: string | null; readonly confirmedAt: string | null; readonly endedAt: string | null; readonly endedHow: 'found' | 'lapsed' | 'replaced' | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'card-not-yours' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** What would be kept of so much value leaving a card as money today, and why (GET /v1/cards/{card}/refund-quote) */
  'cards.refund-quote': {
    params: { readonly card: string }
    query: { readonly amountFen: number }
    version: undefined
    body: undefined
    answer: { readonly amountFen: number; readonly feeFen: number; readonly paidFen: number; readonly why: { readonly en: string; readonly zh: string } }
    pending: never
    refused: 'card-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Begin to extend the dates of a card on its chip; begun again, the same renewal (POST /v1/cards/{card}/renewals) */
  'cards.renew': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly person?: string; readonly feeFrom?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly renewal: string; readonly card: string; readonly validTo: string; readonly extendTo: string; readonly feeFen: number; readonly state: 'open' | 'told' | 'done' | 'given-up'; readonly begunAt: string }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-unknown' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funding-missing' | 'holder-differs' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'renewal-too-early' | 'second-person-needed' | 'state-forbids' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Close a card in favour of another; its value is owed under the closing (POST /v1/cards/{card}/replacements) */
  'cards.replace': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'lost' | 'damaged-by-holder' | 'fault' | 'generation' | 'expired'; readonly person?: string; readonly emptied: boolean; readonly feeFrom?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly closing: string; readonly card: string; readonly cause: string; readonly emptied: boolean; readonly person: string | null; readonly closedAt: string; readonly dueOn: string; readonly settledAt: string | null; readonly givenFen: number | null; readonly refundedFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly depositFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-anonymous' | 'card-not-yours' | 'card-unknown' | 'channel-malformed' | 'closing-not-due' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fee-funding-needed' | 'fund-wall' | 'holder-differs' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'loss-not-effective-yet' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'overdraft-open' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'purse-not-unloaded' | 'reason-unknown' | 'records-being-cleared' | 'reference-used-for-other-content' | 'second-person-needed' | 'state-forbids' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** From which day a card can be replaced, with what value and for what fee (GET /v1/cards/{card}/replacement) */
  'cards.replacement': {
    params: { readonly card: string }
    query: { readonly reason: 'lost' | 'damaged-by-holder' | 'fault' | 'generation' | 'expired' }
    version: undefined
    body: undefined
    answer: { readonly card: string; readonly reason: string; readonly from: string; readonly eligible: boolean; readonly valueFen: number; readonly feeFen: number }
    pending: never
    refused: 'card-not-yours' | 'card-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Report a card lost: by phone (lapses unless confirmed) or in person (POST /v1/cards/{card}/loss-reports) */
  'cards.report-loss': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly kind: 'oral' | 'formal'; readonly person: string; readonly reason: 'lost' | 'stolen' }
    answer: { readonly report: string; readonly card: string; readonly kind: 'oral' | 'formal'; readonly person: string; readonly reportedAt: string; readonly holderBearsUntil: string; readonly lapsesAt: string | null; readonly confirmedAt: string | null; readonly endedAt: string | null; readonly endedHow: 'found' | 'lapsed' | 'replaced' | null; readonly replacementFrom: string; readonly findUntil: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-anonymous' | 'card-not-yours' | 'card-unknown' | 'encoding-unsupported' | 'found-too-late' | 'holder-differs' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'state-forbids' | 'too-many-requests'
  }
  /** A holder hands a card back; what is owed for it is paid out of the closing (POST /v1/cards/{card}/returns) */
  'cards.return': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'holder' | 'moved-away' | 'holder-dead' | 'holder-missing' | 'damaged'; readonly person?: string; readonly emptied: boolean }
    answer: { readonly closing: string; readonly card: string; readonly cause: string; readonly emptied: boolean; readonly person: string | null; readonly closedAt: string; readonly dueOn: string; readonly settledAt: string | null; readonly givenFen: number | null; readonly refundedFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly depositFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-anonymous' | 'card-not-yours' | 'card-unknown' | 'channel-malformed' | 'closing-not-due' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fee-funding-needed' | 'fund-wall' | 'holder-differs' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'loss-not-effective-yet' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'overdraft-open' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'purse-not-unloaded' | 'reason-unknown' | 'records-being-cleared' | 'reference-used-for-other-content' | 'second-person-needed' | 'state-forbids' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** A blocked card is in order again; needs a second person (POST /v1/cards/{card}/unblocks) */
  'cards.unblock': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'cleared' | 'mistake' }
    answer: { readonly card: string; readonly at: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'second-person-needed' | 'state-forbids' | 'too-many-requests'
  }
  /** Cash of the safe brought to the bank (POST /v1/cash/banked) */
  'cash.bank': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly bank: string; readonly amountFen: number }
    answer: { readonly reference: string }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Change fetched from the bank into the safe (POST /v1/cash/fetched) */
  'cash.fetch': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly bank: string; readonly amountFen: number }
    answer: { readonly reference: string }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** What a console has to know before anybody signed in (GET /v1/centre) */
  'centre.get': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly timeZone: string; readonly at: string; readonly openIdConnect: boolean; readonly demonstration: readonly ({ readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[] })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Bind a certificate to the terminal or operator that will show it (POST /v1/certificates) */
  'certificates.bind': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly certificate: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator?: string }
    answer: { readonly serial: string; readonly fingerprint: string; readonly commonName: string; readonly boundKind: 'terminal' | 'operator'; readonly boundTo: string; readonly operator: string | null; readonly notBefore: string; readonly notAfter: string; readonly issuedBy: string; readonly issuedAt: string; readonly revokedAt: string | null; readonly revokedBy: string | null; readonly revokeReason: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'certificate-holder-unknown' | 'certificate-known' | 'certificate-malformed' | 'certificate-operator-differs' | 'certificate-over' | 'encoding-unsupported' | 'holder-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
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
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'certificate-revoked' | 'certificate-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The cards of a person with their whole numbers, newest first; the trail keeps who looked (GET /v1/citizens/{person}/cards) */
  'citizens.cards': {
    params: { readonly person: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly card: string; readonly product: string; readonly state: string; readonly validTo: string; readonly heldFrom: string; readonly heldTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** Correct what is known of a person, add or end documents (PATCH /v1/citizens/{person}) */
  'citizens.change': {
    params: { readonly person: string }
    query: Nothing
    version: string
    body: { readonly set?: { readonly name?: string; readonly birthDate?: string; readonly sex?: 'male' | 'female'; readonly phone?: string; readonly address?: string }; readonly status?: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly addDocuments?: readonly ({ readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string; readonly validTo?: string })[]; readonly endDocuments?: readonly string[] }
    answer: { readonly person: string; readonly version: number; readonly changed: boolean; readonly duplicateCases: readonly string[] }
    pending: never
    refused: 'address-malformed' | 'birth-date-impossible' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'document-missing' | 'document-number-malformed' | 'document-taken' | 'document-unknown' | 'encoding-unsupported' | 'facts-disagree' | 'id-birth-date-impossible' | 'id-characters-wrong' | 'id-check-character-wrong' | 'id-length-wrong' | 'id-region-unknown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'name-malformed' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-merged' | 'person-unknown' | 'phone-malformed' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** Register a person who shows at least one document (POST /v1/citizens) */
  'citizens.create': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly name: string; readonly birthDate?: string; readonly sex?: 'male' | 'female'; readonly phone?: string; readonly address?: string; readonly documents: readonly ({ readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string; readonly validTo?: string })[]; readonly status?: 'alive' | 'moved-away' | 'dead' | 'missing' }
    answer: { readonly person: string; readonly version: number; readonly duplicateCases: readonly string[] }
    pending: never
    refused: 'address-malformed' | 'birth-date-impossible' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'document-missing' | 'document-number-malformed' | 'document-taken' | 'encoding-unsupported' | 'facts-disagree' | 'id-birth-date-impossible' | 'id-characters-wrong' | 'id-check-character-wrong' | 'id-length-wrong' | 'id-region-unknown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'name-malformed' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'phone-malformed' | 'too-many-requests'
  }
  /** A person, masked (GET /v1/citizens/{person}) */
  'citizens.get': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly person: string; readonly version: number; readonly status: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly mergedInto: string | null; readonly registeredAt: string; readonly fields: readonly ({ readonly field: 'name' | 'birthDate' | 'sex' | 'phone' | 'address'; readonly shown: string; readonly from: string; readonly setAt: string })[]; readonly documents: readonly ({ readonly document: string; readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly shown: string; readonly validTo: string | null; readonly from: string; readonly endedAt: string | null })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** Find persons by document, phone or name, each compared whole; the answer is masked (POST /v1/citizens/search) */
  'citizens.search': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: { readonly document: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly phone: string } | { readonly name: string }
    answer: { readonly items: readonly ({ readonly person: string; readonly version: number; readonly status: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly mergedInto: string | null; readonly registeredAt: string; readonly fields: readonly ({ readonly field: 'name' | 'birthDate' | 'sex' | 'phone' | 'address'; readonly shown: string; readonly from: string; readonly setAt: string })[]; readonly documents: readonly ({ readonly document: string; readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly shown: string; readonly validTo: string | null; readonly from: string; readonly endedAt: string | null })[] })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'document-number-malformed' | 'encoding-unsupported' | 'id-birth-date-impossible' | 'id-characters-wrong' | 'id-check-character-wrong' | 'id-length-wrong' | 'id-region-unknown' | 'input-invalid' | 'media-type-unsupported' | 'name-malformed' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'phone-malformed' | 'too-many-requests'
  }
  /** Show a person in clear; the trail keeps who looked and why (POST /v1/citizens/{person}/unmask) */
  'citizens.unmask': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly reason: string }
    answer: { readonly person: string; readonly version: number; readonly status: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly mergedInto: string | null; readonly registeredAt: string; readonly fields: readonly ({ readonly field: 'name' | 'birthDate' | 'sex' | 'phone' | 'address'; readonly value: string })[]; readonly documents: readonly { readonly document: string; readonly kind: string; readonly number: string }[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** What a business day brought: files, records, their verdicts as they stand now (GET /v1/clearing-days/{date}) */
  'clearing.day': {
    params: { readonly date: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly date: string; readonly files: number; readonly records: number; readonly reasons: Readonly<Record<string, number>>; readonly verdicts: { readonly accepted: number; readonly duplicate: number; readonly suspect: number; readonly rejected: number }; readonly claimed: { readonly acceptedFen: number; readonly duplicateFen: number; readonly suspectFen: number; readonly rejectedFen: number } }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
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
  /** The genuine taps of a business day by the hour in which they were made (GET /v1/clearing-days/{date}/hours) */
  'clearing.hours': {
    params: { readonly date: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly date: string; readonly hours: readonly { readonly hour: number; readonly taps: number; readonly chargedFen: number }[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Card counters that several genuine taps claim (GET /v1/clone-alarms) */
  'clone-alarms.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly { readonly card: string; readonly purse: number; readonly counter: number; readonly taps: number }[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A closing, with what is owed to the holder and by the holder (GET /v1/closings/{closing}) */
  'closings.get': {
    params: { readonly closing: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly closing: string; readonly card: string; readonly cause: string; readonly emptied: boolean; readonly person: string | null; readonly closedAt: string; readonly dueOn: string; readonly settledAt: string | null; readonly givenFen: number | null; readonly refundedFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly depositFen: number; readonly owedFen: number; readonly receivableFen: number }
    pending: never
    refused: 'closing-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Pay all that is owed for a closed card to its holder (POST /v1/closings/{closing}/pay-outs) */
  'closings.pay-out': {
    params: { readonly closing: string }
    query: Nothing
    version: undefined
    body: { readonly to: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly closing: string; readonly paidFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-empty' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'nothing-owed' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** The holder pays for taps that came in after the value was given (POST /v1/closings/{closing}/repayments) */
  'closings.repay': {
    params: { readonly closing: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly funding: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly closing: string; readonly leftFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-empty' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'nothing-owed' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Give the value of a closed card now, once its day has come (POST /v1/closings/{closing}/settlement) */
  'closings.settle': {
    params: { readonly closing: string }
    query: Nothing
    version: undefined
    body: Nothing
    answer: { readonly closing: string; readonly card: string; readonly cause: string; readonly emptied: boolean; readonly person: string | null; readonly closedAt: string; readonly dueOn: string; readonly settledAt: string | null; readonly givenFen: number | null; readonly refundedFen: number; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly depositFen: number }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'closing-not-due' | 'closing-unknown' | 'day-not-open' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'overdraft-open' | 'path-malformed' | 'records-being-cleared' | 'reference-used-for-other-content' | 'too-many-requests'
  }
  /** End a concession today or later (POST /v1/citizens/{person}/concessions/{concession}/end) */
  'concessions.end': {
    params: { readonly person: string; readonly concession: string }
    query: Nothing
    version: string
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly concession: string; readonly person: string; readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly version: number; readonly validFrom: string; readonly validTo: string | null; readonly verifiedUntil: string; readonly endedOn: string | null; readonly endedReason: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'concession-ended' | 'concession-unknown' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** Grant a concession on proof (POST /v1/citizens/{person}/concessions) */
  'concessions.grant': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly validFrom: string; readonly validTo?: string; readonly evidence: string }
    answer: { readonly concession: string; readonly person: string; readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly version: number; readonly validFrom: string; readonly validTo: string | null; readonly verifiedUntil: string; readonly endedOn: string | null; readonly endedReason: string | null }
    pending: never
    refused: 'age-too-low' | 'birth-date-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'concession-overlaps' | 'date-malformed' | 'dates-reversed' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-merged' | 'person-not-alive' | 'person-unknown' | 'too-many-requests'
  }
  /** A person's concessions, by their first day (GET /v1/citizens/{person}/concessions) */
  'concessions.list': {
    params: { readonly person: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly concession: string; readonly person: string; readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly version: number; readonly validFrom: string; readonly validTo: string | null; readonly verifiedUntil: string; readonly endedOn: string | null; readonly endedReason: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** Verify a concession for another term (POST /v1/citizens/{person}/concessions/{concession}/verification) */
  'concessions.verify': {
    params: { readonly person: string; readonly concession: string }
    query: Nothing
    version: string
    body: { readonly evidence: string }
    answer: { readonly concession: string; readonly person: string; readonly kind: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff'; readonly version: number; readonly validFrom: string; readonly validTo: string | null; readonly verifiedUntil: string; readonly endedOn: string | null; readonly endedReason: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'concession-ended' | 'concession-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** Register a contract with an operator; no two share a day (POST /v1/contracts) */
  'contracts.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly contract: string; readonly operator: string; readonly feePpm: number; readonly cardDiscountBearer: 'operator' | 'city'; readonly concessionBearer: 'operator' | 'city'; readonly transferBearer: 'operator' | 'city'; readonly notes?: string; readonly validFrom: string; readonly validTo?: string }
    answer: { readonly contract: string; readonly operator: string; readonly validFrom: string; readonly validTo: string | null; readonly feePpm: number; readonly cardDiscountBearer: 'operator' | 'city'; readonly concessionBearer: 'operator' | 'city'; readonly transferBearer: 'operator' | 'city'; readonly demo: boolean; readonly notes: string }
    pending: unknown
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set the last day of a contract with an operator (POST /v1/contracts/{contract}/end) */
  'contracts.end': {
    params: { readonly contract: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** Contracts with operators (GET /v1/contracts) */
  'contracts.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly contract: string; readonly operator: string; readonly validFrom: string; readonly validTo: string | null; readonly feePpm: number; readonly cardDiscountBearer: 'operator' | 'city'; readonly concessionBearer: 'operator' | 'city'; readonly transferBearer: 'operator' | 'city'; readonly demo: boolean; readonly notes: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A dispute, with what was said (GET /v1/disputes/{dispute}) */
  'disputes.get': {
    params: { readonly dispute: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly statement: string; readonly answer: string | null; readonly given: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly bookedAt: string } | null; readonly person: string; readonly handledBy: string | null; readonly handlerNamed: { readonly login: string; readonly name: string | null } | null; readonly line: { readonly subject: string; readonly kind: 'tap' | 'load' | 'unload'; readonly at: string; readonly chargedFen: number; readonly listFen: number | null; readonly discount: 'none' | 'card' | 'concession' | 'transfer'; readonly discountFen: number; readonly discountBorneBy: 'operator' | 'city' | null; readonly operator: string | null; readonly operatorName: string | null; readonly fareTable: number | null; readonly contract: string | null; readonly balanceAfterFen: number | null; readonly reason: string | null; readonly counts: boolean; readonly remediedFen: number; readonly explanation: { readonly en: string; readonly zh: string }; readonly record: string | null; readonly remedies: readonly ({ readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly maxFen: number })[]; readonly overtaken: boolean } | null }
    pending: never
    refused: 'dispute-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Disputes of citizens, newest first (GET /v1/disputes) */
  'disputes.list': {
    params: Nothing
    query: { readonly state?: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly person: string; readonly handledBy: string | null; readonly handlerNamed: { readonly login: string; readonly name: string | null } | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Money given back after disputes of which a later ruling took the charge back, too (GET /v1/overtaken-remedies) */
  'disputes.overtaken': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly dispute: string; readonly card: string; readonly subject: string; readonly person: string; readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly operator: string | null; readonly bookedAt: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Take a dispute, uphold or reject it (POST /v1/disputes/{dispute}/steps) */
  'disputes.step': {
    params: { readonly dispute: string }
    query: Nothing
    version: string
    body: { readonly step: 'take' } | { readonly step: 'reject'; readonly answer: string } | { readonly step: 'uphold'; readonly answer: string; readonly remedy?: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill' } }
    answer: { readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly statement: string; readonly answer: string | null; readonly given: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly bookedAt: string } | null; readonly person: string; readonly handledBy: string | null; readonly handlerNamed: { readonly login: string; readonly name: string | null } | null; readonly line: { readonly subject: string; readonly kind: 'tap' | 'load' | 'unload'; readonly at: string; readonly chargedFen: number; readonly listFen: number | null; readonly discount: 'none' | 'card' | 'concession' | 'transfer'; readonly discountFen: number; readonly discountBorneBy: 'operator' | 'city' | null; readonly operator: string | null; readonly operatorName: string | null; readonly fareTable: number | null; readonly contract: string | null; readonly balanceAfterFen: number | null; readonly reason: string | null; readonly counts: boolean; readonly remediedFen: number; readonly explanation: { readonly en: string; readonly zh: string }; readonly record: string | null; readonly remedies: readonly ({ readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly maxFen: number })[]; readonly overtaken: boolean } | null }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'cause-does-not-fit' | 'dispute-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'remedy-not-charged' | 'remedy-over-charge' | 'second-person-needed' | 'state-forbids' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** Say that two persons are one, and which entry stays, or that they are two (POST /v1/duplicate-cases/{duplicateCase}/decision) */
  'duplicate-cases.decide': {
    params: { readonly duplicateCase: string }
    query: Nothing
    version: string
    body: { readonly verdict: 'distinct'; readonly reason: string } | { readonly verdict: 'merged'; readonly kept: string; readonly reason: string }
    answer: { readonly duplicateCase: string; readonly version: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'duplicate-case-decided' | 'duplicate-case-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-merged' | 'person-not-in-case' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** A pair that may be one, both masked (GET /v1/duplicate-cases/{duplicateCase}) */
  'duplicate-cases.get': {
    params: { readonly duplicateCase: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly duplicateCase: string; readonly version: number; readonly state: 'open' | 'merged' | 'distinct'; readonly person: string; readonly other: string; readonly reasons: readonly string[]; readonly foundAt: string; readonly kept: string | null; readonly decidedAt: string | null; readonly decidedBy: string | null; readonly decision: string | null; readonly persons: readonly ({ readonly person: string; readonly version: number; readonly status: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly mergedInto: string | null; readonly registeredAt: string; readonly fields: readonly ({ readonly field: 'name' | 'birthDate' | 'sex' | 'phone' | 'address'; readonly shown: string; readonly from: string; readonly setAt: string })[]; readonly documents: readonly ({ readonly document: string; readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly shown: string; readonly validTo: string | null; readonly from: string; readonly endedAt: string | null })[] })[] }
    pending: never
    refused: 'duplicate-case-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Pairs of persons who may be one, oldest first (GET /v1/duplicate-cases) */
  'duplicate-cases.list': {
    params: Nothing
    query: { readonly state?: 'open' | 'merged' | 'distinct'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly duplicateCase: string; readonly version: number; readonly state: 'open' | 'merged' | 'distinct'; readonly person: string; readonly other: string; readonly reasons: readonly string[]; readonly foundAt: string; readonly kept: string | null; readonly decidedAt: string | null; readonly decidedBy: string | null; readonly decision: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A terminal has a fare table of its operator from now on, by the clock of the centre (POST /v1/fare-acknowledgements) */
  'fares.acknowledge': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly terminal: string; readonly version: number }
    answer: { readonly terminal: string; readonly operator: string; readonly version: number; readonly acknowledgedAt: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'fare-table-unknown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'terminal-not-yours' | 'terminal-unknown' | 'too-many-requests'
  }
  /** A fare table as a signed file, as terminals take it (GET /v1/operators/{operator}/fare-tables/{version}) */
  'fares.get': {
    params: { readonly operator: string; readonly version: number }
    query: Nothing
    version: undefined
    body: undefined
    answer: string
    pending: never
    refused: 'fare-table-unknown' | 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The fare tables of an operator, newest first (GET /v1/operators/{operator}/fare-tables) */
  'fares.list': {
    params: { readonly operator: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly { readonly operator: string; readonly version: number; readonly madeAt: string; readonly effectiveFrom: string; readonly lineCount: number }[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Publish the next fare table of an operator; two people must agree (POST /v1/operators/{operator}/fare-tables) */
  'fares.publish': {
    params: { readonly operator: string }
    query: Nothing
    version: undefined
    body: { readonly effectiveFrom: string; readonly lines: readonly ({ readonly is: 'flat'; readonly line: string; readonly fareFen: number } | { readonly is: 'section'; readonly line: string; readonly from: string; readonly to: string; readonly fareFen: number } | { readonly is: 'rate'; readonly cardKind: number; readonly payPpm: number; readonly discount: 'of-card' | 'concession' } | { readonly is: 'transfer'; readonly minutes: number; readonly offFen: number })[] }
    answer: { readonly operator: string; readonly version: number; readonly madeAt: string; readonly effectiveFrom: string; readonly lineCount: number }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'fares-not-yours' | 'fares-of-the-past' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** Records held as suspect, newest first, and whose turn it is; an operator sees its own (GET /v1/held-records) */
  'held-records.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly batch: number; readonly line: number; readonly operator: string; readonly card: string; readonly at: string; readonly sam: string; readonly termSeq: number; readonly amountFen: number; readonly listFareFen: number; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly reason: string; readonly act: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A terminal has a hotlist from now on, by the clock of the centre (POST /v1/hotlist-acknowledgements) */
  'hotlists.acknowledge': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly terminal: string; readonly version: number }
    answer: { readonly terminal: string; readonly version: number; readonly acknowledgedAt: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'hotlist-unknown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'terminal-not-yours' | 'terminal-unknown' | 'too-many-requests'
  }
  /** A hotlist as a signed file: the whole list, or what changed since a version (GET /v1/hotlists/{version}) */
  'hotlists.get': {
    params: { readonly version: number }
    query: { readonly since?: number }
    version: undefined
    body: undefined
    answer: string
    pending: never
    refused: 'hotlist-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The hotlists that were made, newest first (GET /v1/hotlists) */
  'hotlists.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly version: number; readonly kind: 'full' | 'incremental'; readonly madeAt: string; readonly effectiveAt: string; readonly cardCount: number; readonly changeCount: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Make a hotlist now, without waiting for its hour (POST /v1/hotlists) */
  'hotlists.make': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly kind: 'full' | 'incremental' }
    answer: { readonly version: number; readonly kind: 'full' | 'incremental'; readonly madeAt: string; readonly effectiveAt: string; readonly cardCount: number; readonly changeCount: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'hotlist-unchanged' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** How many terminals in use have which hotlist; version 0 stands for none (GET /v1/hotlist-spread) */
  'hotlists.spread': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly newest: number; readonly terminals: number; readonly versions: readonly { readonly version: number; readonly terminals: number }[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The keys that the vault holds: labels, check values, versions and their time; never a key (GET /v1/keys) */
  'keys.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly label: string; readonly level: string; readonly checkValue: string; readonly validFrom: string; readonly validTo: string; readonly purpose: string; readonly purposeChinese: string; readonly enteredUntil: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Correct what was taken for a load that stands; two people agree (POST /v1/loads/{load}/corrections) */
  'loads.correct': {
    params: { readonly load: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly what: 'taken-too-little' | 'taken-too-much'; readonly reason: string; readonly evidence: string }
    answer: { readonly movement: string }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'day-not-open' | 'encoding-unsupported' | 'fund-wall' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'load-not-confirmed' | 'load-unknown' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reference-used-for-other-content' | 'second-person-needed' | 'too-many-requests'
  }
  /** One load or unload with every step and its evidence (GET /v1/loads/{load}) */
  'loads.get': {
    params: { readonly load: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly load: string; readonly way: 'load' | 'unload'; readonly cause: 'counter' | 'void' | 'auto' | 'return'; readonly original: string | null; readonly card: string; readonly amountFen: number; readonly state: 'requested' | 'authorised' | 'unknown' | 'confirmed' | 'not-done' | 'dropped'; readonly evidence: 'answer' | 'proof' | 'counter' | 'tap' | 'refund' | 'never-opened' | null; readonly owed: boolean; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly overdraftFen: number; readonly requestedAt: string; readonly resolvedAt: string | null; readonly settledAt: string | null; readonly steps: readonly ({ readonly step: number; readonly act: string; readonly to: string; readonly at: string; readonly evidence: string | null })[] }
    pending: never
    refused: 'input-invalid' | 'load-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Hand over money that is owed: of a load not done, or of an unload done (POST /v1/loads/{load}/hand-over) */
  'loads.hand-over': {
    params: { readonly load: string }
    query: Nothing
    version: undefined
    body: { readonly payTo: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly load: string; readonly way: 'load' | 'unload'; readonly cause: 'counter' | 'void' | 'auto' | 'return'; readonly original: string | null; readonly card: string; readonly amountFen: number; readonly state: 'requested' | 'authorised' | 'unknown' | 'confirmed' | 'not-done' | 'dropped'; readonly evidence: 'answer' | 'proof' | 'counter' | 'tap' | 'refund' | 'never-opened' | null; readonly owed: boolean; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly overdraftFen: number; readonly requestedAt: string; readonly resolvedAt: string | null; readonly settledAt: string | null }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funding-not-yours' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'load-unknown' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'nothing-owed' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Loads and unloads, newest first; an agent sees the own ones (GET /v1/loads) */
  'loads.list': {
    params: Nothing
    query: { readonly card?: string; readonly state?: 'requested' | 'authorised' | 'unknown' | 'confirmed' | 'not-done' | 'dropped'; readonly owed?: 'true' | 'false'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly load: string; readonly way: 'load' | 'unload'; readonly cause: 'counter' | 'void' | 'auto' | 'return'; readonly original: string | null; readonly card: string; readonly amountFen: number; readonly state: 'requested' | 'authorised' | 'unknown' | 'confirmed' | 'not-done' | 'dropped'; readonly evidence: 'answer' | 'proof' | 'counter' | 'tap' | 'refund' | 'never-opened' | null; readonly owed: boolean; readonly feeFen: number; readonly feeWhy: { readonly en: string; readonly zh: string } | null; readonly overdraftFen: number; readonly requestedAt: string; readonly resolvedAt: string | null; readonly settledAt: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Register a merchant under the operator that settles for it (POST /v1/merchants) */
  'merchants.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly merchant: string; readonly operator: string; readonly name: string; readonly creditCode: string; readonly mcc: number; readonly activeFrom: string; readonly activeTo?: string }
    answer: { readonly merchant: string; readonly operator: string; readonly name: string; readonly creditCode: string; readonly mcc: number; readonly activeFrom: string; readonly activeTo: string | null }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'code-characters-wrong' | 'code-check-wrong' | 'code-length-wrong' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set a merchant's last day (POST /v1/merchants/{merchant}/end) */
  'merchants.end': {
    params: { readonly merchant: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** Merchants (GET /v1/merchants) */
  'merchants.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly merchant: string; readonly operator: string; readonly name: string; readonly creditCode: string; readonly mcc: number; readonly activeFrom: string; readonly activeTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A tap record or an ISO 8583 message in plain words, field by field, card data masked (POST /v1/descriptions) */
  'messages.describe': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly what: 'record' | 'message'; readonly text: string; readonly profile?: 'cup-pos' | 'cup-interbank' | 'cup-interbank-hex' | 'iso87-binary' | 'iso87-ascii' | 'iso93-binary' | 'iso93-ascii' }
    answer: { readonly kind: string; readonly sentence: string; readonly sentenceChinese: string; readonly fields: readonly { readonly path: string; readonly label: string; readonly labelChinese: string; readonly value: string; readonly valueChinese: string; readonly meaning: string; readonly meaningChinese: string; readonly coveredByTac: boolean }[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'message-not-understood' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
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
    body: { readonly amountFen: number; readonly operator: string; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'operator-unknown' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Set the PIN with which an online account pays at POS terminals; a citizen sets the own one (PUT /v1/online-accounts/{person}/pin) */
  'online-accounts.set-pin': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly pin: string }
    answer: { readonly person: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'pin-malformed' | 'too-many-requests'
  }
  /** Money into an online account (POST /v1/online-accounts/{person}/top-ups) */
  'online-accounts.top-up': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly funding: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'operator-unknown' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Money out of an online account (POST /v1/online-accounts/{person}/withdrawals) */
  'online-accounts.withdraw': {
    params: { readonly person: string }
    query: Nothing
    version: undefined
    body: { readonly amountFen: number; readonly to: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'closed-card'; readonly closing: string }; readonly document?: { readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly number: string } }
    answer: { readonly person: string; readonly balanceFen: number; readonly heldFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'amount-not-positive' | 'balance-over-limit' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funds-not-enough' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'operator-unknown' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Register an operator (POST /v1/operators) */
  'operators.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly operator: string; readonly name: string; readonly kind: 'bus' | 'metro' | 'ferry' | 'taxi' | 'bike' | 'parking' | 'shop' | 'utility' | 'other'; readonly activeFrom: string; readonly activeTo?: string }
    answer: { readonly operator: string; readonly name: string; readonly kind: 'bus' | 'metro' | 'ferry' | 'taxi' | 'bike' | 'parking' | 'shop' | 'utility' | 'other'; readonly activeFrom: string; readonly activeTo: string | null }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set an operator's last day (POST /v1/operators/{operator}/end) */
  'operators.end': {
    params: { readonly operator: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** Operators (GET /v1/operators) */
  'operators.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly operator: string; readonly name: string; readonly kind: 'bus' | 'metro' | 'ferry' | 'taxi' | 'bike' | 'parking' | 'shop' | 'utility' | 'other'; readonly activeFrom: string; readonly activeTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The balance of an own card as of a moment, and what that rests on (GET /v1/own/cards/{card}/balance) */
  'own.balance': {
    params: { readonly card: string }
    query: { readonly at?: string }
    version: undefined
    body: undefined
    answer: { readonly card: string; readonly at: string; readonly balanceFen: number; readonly lastTapAt: string | null; readonly gapCount: number }
    pending: never
    refused: 'card-not-yours' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The own cards, newest first (GET /v1/own/cards) */
  'own.cards': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly card: string; readonly product: string; readonly productName: string; readonly state: string; readonly validTo: string; readonly heldFrom: string; readonly heldTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** One of the own disputes, with what was said (GET /v1/own/disputes/{dispute}) */
  'own.dispute': {
    params: { readonly dispute: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly statement: string; readonly answer: string | null; readonly given: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly bookedAt: string } | null }
    pending: never
    refused: 'dispute-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The own disputes, newest first (GET /v1/own/disputes) */
  'own.disputes': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** What happened on an own card, newest first, each charge explained (GET /v1/own/cards/{card}/history) */
  'own.history': {
    params: { readonly card: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly subject: string; readonly kind: 'tap' | 'load' | 'unload'; readonly at: string; readonly chargedFen: number; readonly listFen: number | null; readonly discount: 'none' | 'card' | 'concession' | 'transfer'; readonly discountFen: number; readonly discountBorneBy: 'operator' | 'city' | null; readonly operator: string | null; readonly operatorName: string | null; readonly fareTable: number | null; readonly contract: string | null; readonly balanceAfterFen: number | null; readonly reason: string | null; readonly counts: boolean; readonly remediedFen: number; readonly explanation: { readonly en: string; readonly zh: string } })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'card-not-yours' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Say that a line of the history is not right (POST /v1/own/disputes) */
  'own.raise-dispute': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly card: string; readonly subject: string; readonly statement: string }
    answer: { readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly statement: string; readonly answer: string | null; readonly given: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly bookedAt: string } | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-not-yours' | 'dispute-open' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-merged' | 'person-unknown' | 'subject-unknown' | 'too-many-requests'
  }
  /** Report an own card lost; it is stopped from this moment (POST /v1/own/cards/{card}/loss-reports) */
  'own.report-loss': {
    params: { readonly card: string }
    query: Nothing
    version: undefined
    body: { readonly reason: 'lost' | 'stolen' }
    answer: { readonly report: string; readonly reportedAt: string; readonly holderBearsUntil: string; readonly replacementFrom: string; readonly findUntil: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-anonymous' | 'card-not-yours' | 'card-unknown' | 'encoding-unsupported' | 'found-too-late' | 'holder-differs' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'state-forbids' | 'too-many-requests'
  }
  /** What is known of oneself, masked (GET /v1/own) */
  'own.self': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly person: string; readonly version: number; readonly status: 'alive' | 'moved-away' | 'dead' | 'missing'; readonly mergedInto: string | null; readonly registeredAt: string; readonly fields: readonly ({ readonly field: 'name' | 'birthDate' | 'sex' | 'phone' | 'address'; readonly shown: string; readonly from: string; readonly setAt: string })[]; readonly documents: readonly ({ readonly document: string; readonly kind: 'resident-id' | 'hk-macao-tw-residence' | 'hk-macao-permit' | 'tw-permit' | 'foreigner-permanent' | 'passport' | 'social-security'; readonly shown: string; readonly validTo: string | null; readonly from: string; readonly endedAt: string | null })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'person-unknown' | 'too-many-requests'
  }
  /** Withdraw one of the own disputes (POST /v1/own/disputes/{dispute}/withdrawal) */
  'own.withdraw-dispute': {
    params: { readonly dispute: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly dispute: string; readonly version: number; readonly card: string; readonly subject: string; readonly state: 'raised' | 'under-review' | 'upheld' | 'rejected' | 'withdrawn'; readonly remedy: string | null; readonly raisedAt: string; readonly changedAt: string; readonly statement: string; readonly answer: string | null; readonly given: { readonly fen: number; readonly cause: 'charged-wrongly' | 'charged-twice' | 'terminal-faulty' | 'centre-erred' | 'goodwill'; readonly why: { readonly en: string; readonly zh: string }; readonly bearer: 'operator' | 'centre'; readonly bookedAt: string } | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'dispute-unknown' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'state-forbids' | 'too-many-requests'
  }
  /** Register a contract with a merchant or an agent; no two for one scope share a day (POST /v1/party-contracts) */
  'party-contracts.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly contract: string; readonly partyKind: 'merchant' | 'agent'; readonly party: string; readonly scope: string; readonly ratePpm: number; readonly notes?: string; readonly validFrom: string; readonly validTo?: string }
    answer: { readonly contract: string; readonly partyKind: 'merchant' | 'agent'; readonly party: string; readonly scope: string; readonly validFrom: string; readonly validTo: string | null; readonly ratePpm: number; readonly demo: boolean; readonly notes: string }
    pending: unknown
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Set the last day of a contract with a merchant or an agent (POST /v1/party-contracts/{contract}/end) */
  'party-contracts.end': {
    params: { readonly contract: string }
    query: Nothing
    version: undefined
    body: { readonly lastDate: string; readonly reason: string }
    answer: { readonly lastDate: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'term-not-running' | 'too-many-requests'
  }
  /** Contracts with merchants and agents (GET /v1/party-contracts) */
  'party-contracts.list': {
    params: Nothing
    query: { readonly party?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly contract: string; readonly partyKind: 'merchant' | 'agent'; readonly party: string; readonly scope: string; readonly validFrom: string; readonly validTo: string | null; readonly ratePpm: number; readonly demo: boolean; readonly notes: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** An order (GET /v1/personalisation-orders/{order}) */
  'personalisation-orders.get': {
    params: { readonly order: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly order: string; readonly product: string; readonly productVersion: number; readonly profile: string; readonly maker: string; readonly rowCount: number; readonly orderedAt: string; readonly orderedBy: string; readonly keys: readonly { readonly label: string; readonly checkValue: string }[]; readonly state: 'open' | 'answered' }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'order-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** Orders to makers, the newest first (GET /v1/personalisation-orders) */
  'personalisation-orders.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly order: string; readonly product: string; readonly productVersion: number; readonly profile: string; readonly maker: string; readonly rowCount: number; readonly orderedAt: string; readonly orderedBy: string; readonly keys: readonly { readonly label: string; readonly checkValue: string }[]; readonly state: 'open' | 'answered'; readonly waiting: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Order cards from a maker (POST /v1/personalisation-orders) */
  'personalisation-orders.make': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly product: string; readonly count: number; readonly maker: string; readonly batch?: string; readonly concession?: 'senior' | 'student' | 'disabled' | 'veteran' | 'low-income' | 'staff' }
    answer: { readonly order: string; readonly count: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-number-taken' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'key-unknown' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'numbers-used-up' | 'path-malformed' | 'plan-missing' | 'product-unknown' | 'stock-short' | 'too-many-cards' | 'too-many-requests'
  }
  /** The maker file of an order; keys stand in it by label and check value only (GET /v1/personalisation-orders/{order}/maker-file) */
  'personalisation-orders.maker-file': {
    params: { readonly order: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: string
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'order-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** Take what a maker answers, row by row; good rows count beside bad ones (POST /v1/personalisation-orders/{order}/return-files) */
  'personalisation-orders.return-file': {
    params: { readonly order: string }
    query: Nothing
    version: undefined
    body: { readonly file: string }
    answer: { readonly order: string; readonly state: 'open' | 'answered'; readonly waiting: number; readonly rows: readonly ({ readonly line: number; readonly nth: number | null; readonly verdict: 'accepted' | 'repeated' | 'answered-otherwise' | 'row-malformed' | 'row-unknown' | 'row-twice' | 'serial-wrong' | 'card-wrong' | 'result-unknown' | 'state-forbids' })[] }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'order-other' | 'order-unknown' | 'path-malformed' | 'return-file-damaged' | 'return-file-mac-wrong' | 'return-file-malformed' | 'too-many-requests'
  }
  /** The rows of an order, and what its maker answered to each (GET /v1/personalisation-orders/{order}/rows) */
  'personalisation-orders.rows': {
    params: { readonly order: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly nth: number; readonly serial: string; readonly card: string; readonly validTo: string; readonly result: 'ok' | 'scrap' | 'not-dispensed' | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'order-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** How cards of each product are written, and the numbers they get (GET /v1/personalisation-plans) */
  'personalisation-plans.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly product: string; readonly issuer: string; readonly prefix: string; readonly digits: number; readonly keyVersion: number; readonly algorithm: 0 | 4; readonly cardKind: number; readonly version: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Say how cards of a product are written from now on (PUT /v1/personalisation-plans/{product}) */
  'personalisation-plans.set': {
    params: { readonly product: string }
    query: Nothing
    version: string
    body: { readonly issuer: string; readonly prefix: string; readonly digits: number; readonly keyVersion: number; readonly algorithm: 0 | 4; readonly cardKind: number }
    answer: { readonly product: string; readonly issuer: string; readonly prefix: string; readonly digits: number; readonly keyVersion: number; readonly algorithm: 0 | 4; readonly cardKind: number; readonly version: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'plan-malformed' | 'product-unknown' | 'too-many-requests' | 'version-changed' | 'version-missing'
  }
  /** How far a population file has come, and how many rows ended how (GET /v1/population-files/{file}) */
  'population-files.get': {
    params: { readonly file: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly file: string; readonly source: string; readonly kind: 'full' | 'delta'; readonly asOf: string; readonly encoding: 'utf-8' | 'gb18030'; readonly state: 'arriving' | 'waiting' | 'done' | 'broken'; readonly rowCount: number; readonly rowsDone: number; readonly absentCount: number; readonly receivedAt: string; readonly receivedBy: string; readonly doneAt: string | null; readonly verdicts: Readonly<Record<string, number>> }
    pending: never
    refused: 'file-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Population files, newest first (GET /v1/population-files) */
  'population-files.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly file: string; readonly source: string; readonly kind: 'full' | 'delta'; readonly asOf: string; readonly encoding: 'utf-8' | 'gb18030'; readonly state: 'arriving' | 'waiting' | 'done' | 'broken'; readonly rowCount: number; readonly rowsDone: number; readonly absentCount: number; readonly receivedAt: string; readonly receivedBy: string; readonly doneAt: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** What became of each row; nothing of what stood in it (GET /v1/population-files/{file}/rows) */
  'population-files.rows': {
    params: { readonly file: string }
    query: { readonly verdict?: 'all' | 'refused'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly row: number; readonly verdict: 'created' | 'changed' | 'unchanged' | 'gone' | 'refused'; readonly person: string | null; readonly refused: string | null; readonly field: string | null; readonly detail: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'file-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Hand over a population file, whole or as a delta (POST /v1/population-files) */
  'population-files.send': {
    params: Nothing
    query: Nothing
    version: undefined
    body: string | Uint8Array
    answer: undefined
    pending: { readonly file: string; readonly source: string; readonly kind: 'full' | 'delta'; readonly asOf: string; readonly encoding: 'utf-8' | 'gb18030'; readonly state: 'arriving' | 'waiting' | 'done' | 'broken'; readonly rowCount: number; readonly rowsDone: number; readonly absentCount: number; readonly receivedAt: string; readonly receivedBy: string; readonly doneAt: string | null; readonly repeated: boolean }
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'file-count-differs' | 'file-cut-off' | 'file-digest-wrong' | 'file-malformed' | 'file-out-of-date' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Batches of POS terminals as both sides counted them, with the differences between both logs (GET /v1/pos-batches) */
  'pos-batches.list': {
    params: Nothing
    query: { readonly operator?: string; readonly terminal?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly terminal: string; readonly batch: number; readonly openedAt: string; readonly state: 'open' | 'uploading' | 'reported' | 'closed' | 'forced'; readonly theirs: { readonly debitFen: number; readonly debits: number; readonly creditFen: number; readonly credits: number } | null; readonly ours: { readonly debitFen: number; readonly debits: number; readonly creditFen: number; readonly credits: number } | null; readonly result: string | null; readonly lines: number; readonly closedAt: string | null; readonly differences: readonly ({ readonly trace: number; readonly found: 'host-only' | 'terminal-only' | 'amounts-differ'; readonly hostFen: number | null; readonly terminalFen: number | null })[] })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Every set of CA public keys, newest first (GET /v1/pos-ca-keys) */
  'pos-ca-keys.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly version: number; readonly validFrom: string; readonly madeAt: string; readonly madeBy: string; readonly approvedBy: string | null; readonly reason: string; readonly keys: readonly { readonly rid: string; readonly index: string; readonly expires: string; readonly check: string }[] })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The CA public keys with which POS terminals check bank chips, whole, from a day on; two people agree (POST /v1/pos-ca-keys) */
  'pos-ca-keys.publish': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly validFrom: string; readonly entries: readonly ({ readonly rid: string; readonly index: string; readonly expires: string; readonly modulus: string; readonly exponent: '03' | '010001'; readonly check: string })[]; readonly reason: string }
    answer: { readonly version: number; readonly validFrom: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'ca-key-check-differs' | 'ca-key-expired' | 'chip-entry-repeated' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'second-person-needed' | 'too-many-requests'
  }
  /** Every set of chip applications, newest first (GET /v1/pos-ic-parameters) */
  'pos-ic-parameters.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly version: number; readonly validFrom: string; readonly madeAt: string; readonly madeBy: string; readonly approvedBy: string | null; readonly reason: string; readonly applications: readonly { readonly aid: string; readonly parameters: Readonly<Record<string, string>> }[] })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The chip applications that POS terminals take, with their parameters, whole, from a day on; two people agree (POST /v1/pos-ic-parameters) */
  'pos-ic-parameters.publish': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly validFrom: string; readonly entries: readonly { readonly aid: string; readonly parameters: Readonly<Record<string, string>> }[]; readonly reason: string }
    answer: { readonly version: number; readonly validFrom: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'chip-entry-repeated' | 'chip-parameter-malformed' | 'chip-parameter-missing' | 'chip-parameter-unknown' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'second-person-needed' | 'too-many-requests'
  }
  /** Decide an item; two people agree, and a claim that is upheld is booked for its operator (POST /v1/pos-items/{item}/decision) */
  'pos-items.decide': {
    params: { readonly item: string }
    query: Nothing
    version: undefined
    body: { readonly verdict: 'upheld' | 'rejected'; readonly reason: string }
    answer: { readonly item: string; readonly kind: 'reversal-of-settled' | 'reversal-of-changed' | 'reversal-differs' | 'void-taken-back' | 'claim' | 'adjustment' | 'load-unproved' | 'trace-used' | 'host-only' | 'terminal-only' | 'amounts-differ'; readonly meaning: string; readonly terminal: string; readonly operator: string; readonly reference: string | null; readonly amountFen: number; readonly detail: string; readonly openedAt: string; readonly state: 'open' | 'upheld' | 'rejected'; readonly decidedAt: string | null; readonly reason: string | null }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'claim-without-contract' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'item-decided' | 'item-unknown' | 'media-type-unsupported' | 'money-moved-already' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'second-person-needed' | 'too-many-requests'
  }
  /** What people have to look at: late reversals, claims, differences between logs (GET /v1/pos-items) */
  'pos-items.list': {
    params: Nothing
    query: { readonly operator?: string; readonly open?: 'true' | 'false'; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly item: string; readonly kind: 'reversal-of-settled' | 'reversal-of-changed' | 'reversal-differs' | 'void-taken-back' | 'claim' | 'adjustment' | 'load-unproved' | 'trace-used' | 'host-only' | 'terminal-only' | 'amounts-differ'; readonly meaning: string; readonly terminal: string; readonly operator: string; readonly reference: string | null; readonly amountFen: number; readonly detail: string; readonly openedAt: string; readonly state: 'open' | 'upheld' | 'rejected'; readonly decidedAt: string | null; readonly reason: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A custodian gives one part of the master key of a POS; each part comes from another person, the last puts it in force (PUT /v1/pos-terminals/{pos}/master-key-parts/{part}) */
  'pos-terminals.give-master-key-part': {
    params: { readonly pos: string; readonly part: number }
    query: Nothing
    version: undefined
    body: { readonly parts: number; readonly component: string; readonly checkValue: string; readonly wholeCheckValue?: string }
    answer: { readonly terminal: string; readonly part: number; readonly parts: number; readonly checkValue: string; readonly given: number; readonly wholeCheckValue: string | null }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'check-value-differs' | 'custodian-again' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'key-part-given' | 'key-part-malformed' | 'key-parts-differ' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'pos-unknown' | 'too-many-requests'
  }
  /** POS terminals: keys by check value, batch, and when they were last heard of (GET /v1/pos-terminals) */
  'pos-terminals.list': {
    params: Nothing
    query: { readonly operator?: string; readonly terminal?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly terminal: string; readonly merchantNumber: string; readonly device: string; readonly merchant: string; readonly operator: string; readonly macAlgorithm: string; readonly registeredAt: string; readonly takenOutAt: string | null; readonly batch: number; readonly hasKeys: boolean; readonly masterKeyCheck: string | null; readonly keyPartsWaiting: number; readonly checks: Readonly<Record<string, string>> | null; readonly signedInAt: string | null; readonly provedAt: string | null; readonly wrongMacs: number; readonly lockedAt: string | null; readonly lastSeenAt: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Register a POS; it may sign in at once (POST /v1/pos-terminals) */
  'pos-terminals.register': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly terminal: string; readonly merchantNumber: string; readonly device: string; readonly merchant: string; readonly agent?: string; readonly sam: string; readonly macAlgorithm?: string; readonly masterKey?: string }
    answer: { readonly terminal: string; readonly batch: number }
    pending: never
    refused: 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'key-label-malformed' | 'mac-algorithm-unknown' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'pos-number-malformed' | 'pos-registered-already' | 'sam-number-malformed' | 'terminal-unknown' | 'too-many-requests'
  }
  /** Take back the parts that wait, so that custodians begin anew; a key in force stays (POST /v1/pos-terminals/{pos}/master-key-parts/removal) */
  'pos-terminals.take-back-master-key-parts': {
    params: { readonly pos: string }
    query: Nothing
    version: undefined
    body: { readonly reason: string }
    answer: { readonly terminal: string; readonly removed: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'pos-unknown' | 'too-many-requests'
  }
  /** Take a POS out: from now on the host does not know it (POST /v1/pos-terminals/{pos}/removal) */
  'pos-terminals.take-out': {
    params: { readonly pos: string }
    query: Nothing
    version: undefined
    body: { readonly reason: string }
    answer: { readonly terminal: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'pos-unknown' | 'too-many-requests'
  }
  /** POS transactions with masked card numbers, newest first (GET /v1/pos-transactions) */
  'pos-transactions.list': {
    params: Nothing
    query: { readonly operator?: string; readonly terminal?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly reference: string; readonly terminal: string; readonly merchantNumber: string; readonly operator: string; readonly kind: string; readonly state: 'new' | 'approved' | 'held' | 'completed' | 'voided' | 'claimed' | 'declined' | 'forestalled' | 'reversed' | 'expired' | 'upheld' | 'rejected' | 'taken'; readonly response: string; readonly batch: number; readonly trace: number; readonly amountFen: number; readonly refundedFen: number; readonly card: string; readonly original: string | null; readonly contract: string | null; readonly day: string | null; readonly arrivedAt: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** A reader as it stands; with `seen` it answers when that has changed (GET /v1/readers/{reader}) */
  'readers.get': {
    params: { readonly reader: string }
    query: { readonly seen?: number; readonly waitSeconds?: number }
    version: undefined
    body: undefined
    answer: { readonly reader: string; readonly state: 'away' | 'empty' | 'card'; readonly change: number; readonly model: string; readonly virtual: boolean; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null; readonly session: string | null; readonly heardAt: string }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reader-unknown' | 'too-many-requests'
  }
  /** Hand an open conversation of mine to a reader, whose program answers it from now on (POST /v1/readers/{reader}/sessions) */
  'readers.hand-over': {
    params: { readonly reader: string }
    query: Nothing
    version: undefined
    body: { readonly session: string }
    answer: { readonly reader: string; readonly state: 'away' | 'empty' | 'card'; readonly change: number; readonly model: string; readonly virtual: boolean; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null; readonly session: string | null; readonly heardAt: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reader-away' | 'reader-busy' | 'reader-unknown' | 'session-ended' | 'session-unknown' | 'too-many-requests'
  }
  /** The readers I may use, and what lies in them (GET /v1/readers) */
  'readers.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly reader: string; readonly state: 'away' | 'empty' | 'card'; readonly change: number; readonly model: string; readonly virtual: boolean; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null; readonly session: string | null; readonly heardAt: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The program at a desk says what its reader is and what lies in it (PUT /v1/readers/{reader}) */
  'readers.report': {
    params: { readonly reader: string }
    query: Nothing
    version: undefined
    body: { readonly instance: string; readonly model: string; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null }
    answer: { readonly reader: string; readonly state: 'away' | 'empty' | 'card'; readonly change: number; readonly model: string; readonly virtual: boolean; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null; readonly session: string | null; readonly heardAt: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reader-kept-by-another' | 'too-many-requests'
  }
  /** Put a card of the drawer on a virtual reader, or take it away (POST /v1/readers/{reader}/wishes) */
  'readers.wish': {
    params: { readonly reader: string }
    query: Nothing
    version: undefined
    body: { readonly put: string | null }
    answer: { readonly reader: string; readonly state: 'away' | 'empty' | 'card'; readonly change: number; readonly model: string; readonly virtual: boolean; readonly drawer: readonly { readonly name: string; readonly meaning: string }[] | null; readonly card: { readonly atr: string; readonly number: string | null; readonly layout: string | null; readonly chip: string | null; readonly blank: boolean; readonly name: string | null } | null; readonly trouble: string | null; readonly session: string | null; readonly heardAt: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-not-in-drawer' | 'encoding-unsupported' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reader-away' | 'reader-not-virtual' | 'reader-unknown' | 'too-many-requests'
  }
  /** What the program at a desk is to do now: the turn that waits, or a wish (GET /v1/readers/{reader}/work) */
  'readers.work': {
    params: { readonly reader: string }
    query: { readonly instance: string; readonly wishSeen?: number; readonly waitSeconds?: number }
    version: undefined
    body: undefined
    answer: { readonly turn: { readonly session: string; readonly state: 'open'; readonly turn: number; readonly apdu: string; readonly repeat: 'safe' | 'look-first' } | null; readonly wish: { readonly number: number; readonly put: string | null } }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reader-taken-over' | 'reader-unknown' | 'too-many-requests'
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
  /** One record: its fields, its verdicts, its proof checked again, its fare and its entries (GET /v1/records/{batch}/{line}) */
  'records.get': {
    params: { readonly batch: number; readonly line: number }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly batch: number; readonly line: number; readonly operator: string; readonly terminal: string | null; readonly fileNo: number; readonly settleDate: string; readonly receivedAt: string; readonly judgedAt: string; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly reason: string; readonly firstReason: string; readonly rulings: readonly ({ readonly reason: string; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly movedFen: number; readonly settleDate: string; readonly ruledAt: string })[]; readonly reject: { readonly field: string; readonly detail: string } | null; readonly claim: { readonly card: string; readonly at: string; readonly sam: string; readonly termSeq: number; readonly counter: number; readonly balanceBeforeFen: number; readonly amountFen: number; readonly listFareFen: number } | null; readonly judged: { readonly version: number | null; readonly checks: readonly ({ readonly check: string; readonly outcome: 'passed' | 'failed' | 'not-reached'; readonly compared: { readonly kind: 'amount'; readonly foundFen: number; readonly limitFen: number } | { readonly kind: 'not-after'; readonly found: string; readonly limit: string } | { readonly kind: 'not-before'; readonly found: string; readonly limit: string } | null })[] }; readonly fields: readonly { readonly name: string; readonly label: string; readonly labelChinese: string; readonly value: string; readonly valueChinese: string; readonly coveredByTac: boolean }[]; readonly tac: { readonly verdict: 'not-genuine' | 'genuine' | 'key-unknown' | 'unasked'; readonly key: string; readonly algorithm: '3des' | 'sm4'; readonly levels: number; readonly covered: string; readonly tac: string } | null; readonly fare: { readonly listFareFen: number; readonly discount: 'none' | 'card' | 'concession' | 'transfer'; readonly discountFen: number; readonly surchargeFen: number; readonly chargedFen: number; readonly borneBy: 'operator' | 'city' | null; readonly fareTable: number | null; readonly contract: string | null; readonly feePpm: number | null; readonly demoRates: boolean } | null; readonly movements: readonly ({ readonly reference: string; readonly kind: string; readonly day: string; readonly postedAt: string; readonly amountFen: number; readonly entries: readonly ({ readonly line: number; readonly account: string; readonly side: 'D' | 'C'; readonly amountFen: number; readonly count: number })[] })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'record-unknown' | 'too-many-requests'
  }
  /** A renewal as it stands (GET /v1/renewals/{renewal}) */
  'renewals.get': {
    params: { readonly renewal: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly renewal: string; readonly card: string; readonly validTo: string; readonly extendTo: string; readonly feeFen: number; readonly state: 'open' | 'told' | 'done' | 'given-up'; readonly begunAt: string }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'renewal-unknown' | 'too-many-requests'
  }
  /** Give a renewal up: the card stays as it is, and its fee goes back (POST /v1/renewals/{renewal}/giving-up) */
  'renewals.give-up': {
    params: { readonly renewal: string }
    query: Nothing
    version: undefined
    body: { readonly payTo?: { readonly kind: 'cash'; readonly till: string } | { readonly kind: 'bank'; readonly channel: string; readonly payment: string } | { readonly kind: 'online'; readonly person: string } | { readonly kind: 'agent'; readonly agent: string } | { readonly kind: 'closed-card'; readonly closing: string } }
    answer: { readonly renewal: string; readonly card: string; readonly validTo: string; readonly extendTo: string; readonly feeFen: number; readonly state: 'open' | 'told' | 'done' | 'given-up'; readonly begunAt: string }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'funding-not-yours' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'renewal-ended' | 'renewal-in-doubt' | 'renewal-unknown' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Open a reader session that writes the new date, or finds out whether it was written (POST /v1/renewals/{renewal}/sessions) */
  'renewals.session': {
    params: { readonly renewal: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly session: string; readonly state: 'open' | 'done' | 'refused' | 'interrupted'; readonly turn?: number; readonly apdu?: string; readonly repeat?: 'safe' | 'look-first' }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'renewal-ended' | 'renewal-unknown' | 'too-many-requests'
  }
  /** Set a rule from a date on; two people must agree (POST /v1/rules/{rule}/changes) */
  'rules.change': {
    params: { readonly rule: 'found-within-days' | 'oral-loss-hours' | 'loss-liability-hours' | 'replacement-wait-days' | 'replacement-fee-fen' | 'refund-fee-ppm' | 'refund-fee-from-fen' | 'refund-fee-step-fen' | 'refund-window-days' | 'load-step-fen' | 'load-max-fen' | 'load-daily-max-fen' | 'load-hold-minutes' | 'unregistered-balance-max-fen' | 'registered-balance-max-fen' | 'agent-commission-ppm' | 'agent-load-daily-max-fen' | 'second-person-from-fen' | 'till-difference-max-fen' | 'approval-hours' | 'concession-months' | 'renewal-before-days' | 'renewal-fee-fen' | 'card-years' | 'hotlist-full-hour' | 'hotlist-increment-minutes' | 'terminal-stale-hours' | 'answer-keep-days' | 'key-keep-days' | 'session-keep-days' | 'pos-no-pin-max-fen' | 'pos-payment-max-fen' | 'pos-pin-tries' | 'pos-wrong-macs' | 'pos-key-overlap-minutes' | 'pos-pre-authorisation-days' | 'pos-refund-days' | 'pos-batch-days' }
    query: Nothing
    version: undefined
    body: { readonly value: number; readonly validFrom: string; readonly reason: string }
    answer: { readonly rule: string; readonly validFrom: string }
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'date-malformed' | 'date-past' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'rule-unknown' | 'rule-value-out-of-range' | 'second-person-needed' | 'too-many-requests'
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
  /** Bind a SAM to a terminal; it is in one place at a time (POST /v1/sam-bindings) */
  'sam-bindings.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly sam: string; readonly operator: string; readonly terminal: string; readonly boundFrom: string }
    answer: { readonly sam: string; readonly boundFrom: string; readonly boundTo: string | null; readonly operator: string; readonly terminal: string; readonly blockedFrom: string | null }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Which SAM sat in which terminal, from when to when; an operator sees its own (GET /v1/sam-bindings) */
  'sam-bindings.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly sam: string; readonly boundFrom: string; readonly boundTo: string | null; readonly operator: string; readonly terminal: string; readonly blockedFrom: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Take a SAM out of its terminal, or block it: nothing made with it from now on is paid (POST /v1/sam-bindings/{sam}/stop) */
  'sam-bindings.stop': {
    params: { readonly sam: string }
    query: Nothing
    version: undefined
    body: { readonly step: 'unbind' | 'block'; readonly reason: string }
    answer: { readonly sam: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'sam-not-bound' | 'sam-number-malformed' | 'too-many-requests'
  }
  /** Numbers of terminal transactions that no record has shown (GET /v1/sam-gaps) */
  'sam-gaps.list': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly { readonly sam: string; readonly fromSeq: number; readonly toSeq: number }[]; readonly nextCursor: string | null }
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
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-signed-in' | 'path-malformed' | 'session-unknown' | 'too-many-requests'
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
  /** The days of the books with what they came to, newest first; an operator sees its own (GET /v1/settlement-days) */
  'settlement.days': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly date: string; readonly state: 'open' | 'closing' | 'closed'; readonly taps: number; readonly listFareFen: number; readonly chargedFen: number; readonly subsidyFen: number; readonly feeFen: number; readonly netFen: number; readonly digest: string | null; readonly closedAt: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
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
    pending: unknown
    refused: 'binding-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'login-malformed' | 'login-taken' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'password-too-weak' | 'path-malformed' | 'roles-contradict' | 'too-many-requests'
  }
  /** Change roles, bindings, name or state; nobody changes their own (PATCH /v1/staff/{staff}) */
  'staff.change': {
    params: { readonly staff: string }
    query: Nothing
    version: string
    body: { readonly displayName?: string; readonly roles?: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator?: string | null; readonly agent?: string | null; readonly person?: string | null; readonly state?: 'active' | 'disabled'; readonly secondFactorRequired?: boolean; readonly oidcIssuer?: string | null; readonly oidcSubject?: string | null }
    answer: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }
    pending: unknown
    refused: 'binding-missing' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'login-malformed' | 'login-taken' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'own-rights' | 'path-malformed' | 'roles-contradict' | 'staff-unknown' | 'too-many-requests' | 'version-changed' | 'version-missing'
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
    pending: unknown
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'own-rights' | 'path-malformed' | 'staff-unknown' | 'too-many-requests'
  }
  /** Let somebody try again who was locked out after wrong passwords (POST /v1/staff/{staff}/unlock) */
  'staff.unlock': {
    params: { readonly staff: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly staff: string; readonly login: string; readonly displayName: string; readonly roles: readonly ('counter-clerk' | 'counter-supervisor' | 'agent' | 'finance-maker' | 'finance-checker' | 'operator' | 'medical-institution' | 'key-custodian' | 'administrator' | 'auditor' | 'citizen' | 'terminal')[]; readonly operator: string | null; readonly agent: string | null; readonly person: string | null; readonly state: 'active' | 'disabled'; readonly hasPassword: boolean; readonly passwordTemporary: boolean; readonly secondFactor: boolean; readonly secondFactorRequired: boolean; readonly oidcIssuer: string | null; readonly oidcSubject: string | null; readonly lockedUntil: string | null; readonly createdAt: string; readonly version: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'staff-unknown' | 'too-many-requests'
  }
  /** An operator's statement of a day; an operator sees its own (GET /v1/statements/{operator}/{date}) */
  'statements.get': {
    params: { readonly operator: string; readonly date: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly operator: string; readonly name: string; readonly date: string; readonly state: 'open' | 'closing' | 'closed'; readonly taps: number; readonly listFareFen: number; readonly chargedFen: number; readonly cardDiscountFen: number; readonly concessionFen: number; readonly transferFen: number; readonly subsidyFen: number; readonly feeFen: number; readonly netFen: number; readonly surchargeFen: number; readonly feePpm: number | null; readonly feeCarryMicroFen: number; readonly demoRates: boolean; readonly digest: string | null; readonly remediedFen: number; readonly contracts: readonly { readonly contract: string; readonly taps: number; readonly chargedFen: number; readonly feePpm: number; readonly carriedInMicroFen: number; readonly carriedOutMicroFen: number; readonly feeFen: number; readonly netFen: number; readonly subsidyFen: number }[] }
    pending: never
    refused: 'day-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** How many chips are where, and what they are (GET /v1/stock) */
  'stock.counts': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly state: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed'; readonly holder: string | null; readonly product: string | null; readonly count: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** One chip and every move it made (GET /v1/stock/chips/{serial}) */
  'stock.get': {
    params: { readonly serial: string }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly serial: string; readonly batch: string; readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly state: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed'; readonly holder: string | null; readonly card: string | null; readonly moves: readonly ({ readonly at: string; readonly act: string; readonly from: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed' | null; readonly to: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed'; readonly fromHolder: string | null; readonly toHolder: string | null; readonly reason: string; readonly actor: string })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'serial-unknown' | 'too-many-requests'
  }
  /** Chips by batch, place or hand (GET /v1/stock/chips) */
  'stock.list': {
    params: Nothing
    query: { readonly batch?: string; readonly state?: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed'; readonly holder?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly serial: string; readonly batch: string; readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly state: 'in-store' | 'with-clerk' | 'at-maker' | 'spoiled' | 'scrapped' | 'issued' | 'destroyed'; readonly holder: string | null; readonly card: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Hand chips over, give them back, or write them off as spoiled (POST /v1/stock/moves) */
  'stock.move': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly act: 'handOver' | 'giveBack' | 'spoil'; readonly serials: readonly string[]; readonly to?: string; readonly reason: string }
    answer: { readonly count: number }
    pending: never
    refused: 'batch-malformed' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'receiver-missing' | 'serial-known' | 'serial-malformed' | 'serial-twice' | 'serial-unknown' | 'stock-not-yours' | 'stock-state-forbids' | 'too-many-chips' | 'too-many-requests'
  }
  /** Blank chips arrive: a batch is counted into the store (POST /v1/stock/batches) */
  'stock.receive': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly batch: string; readonly profile: 'pboc' | 'mohurd' | 't-union'; readonly serials: readonly string[] }
    answer: { readonly batch: string; readonly count: number }
    pending: never
    refused: 'batch-malformed' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'receiver-missing' | 'serial-known' | 'serial-malformed' | 'serial-twice' | 'serial-unknown' | 'stock-not-yours' | 'stock-state-forbids' | 'too-many-chips' | 'too-many-requests'
  }
  /** Take chips out of the store for a clerk, undo a spoiling, or record their destruction (POST /v1/stock/store-moves) */
  'stock.store-move': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly act: 'takeOut' | 'undoSpoil' | 'destroy'; readonly serials: readonly string[]; readonly to?: string; readonly reason: string }
    answer: { readonly count: number }
    pending: never
    refused: 'batch-malformed' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'reason-unknown' | 'receiver-missing' | 'serial-known' | 'serial-malformed' | 'serial-twice' | 'serial-unknown' | 'stock-not-yours' | 'stock-state-forbids' | 'too-many-chips' | 'too-many-requests'
  }
  /** The records of one SAM that belong to a day, each with what it brought (GET /v1/statements/{operator}/{date}/sams/{sam}/records) */
  'takings.records': {
    params: { readonly operator: string; readonly date: string; readonly sam: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly batch: number; readonly line: number; readonly operator: string; readonly card: string; readonly at: string; readonly sam: string; readonly termSeq: number; readonly amountFen: number; readonly listFareFen: number; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly reason: string; readonly countedFen: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'day-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** An operator's day by SAM and terminal; together they are its statement (GET /v1/statements/{operator}/{date}/sams) */
  'takings.sams': {
    params: { readonly operator: string; readonly date: string }
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly sam: string; readonly terminal: string | null; readonly taps: number; readonly listFareFen: number; readonly chargedFen: number })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'day-unknown' | 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
  }
  /** Register a terminal of an operator (POST /v1/terminals) */
  'terminals.add': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly terminal: string; readonly operator: string; readonly kind: string; readonly place?: string; readonly installedFrom: string }
    answer: { readonly terminal: string; readonly operator: string; readonly kind: string; readonly place: string; readonly installedFrom: string; readonly installedTo: string | null }
    pending: never
    refused: 'agent-unknown' | 'application-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'card-product-unknown' | 'card-unknown' | 'encoding-unsupported' | 'entry-malformed' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'merchant-unknown' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-unknown' | 'path-malformed' | 'registered-otherwise' | 'terminal-unknown' | 'too-many-requests' | 'validity-overlaps'
  }
  /** Terminals in use: when they were last heard of, what they have, what is missing of them (GET /v1/terminal-health) */
  'terminals.health': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly terminal: string; readonly operator: string; readonly kind: string; readonly place: string; readonly sams: readonly string[]; readonly lastTapAt: string | null; readonly lastFileAt: string | null; readonly lastSeenAt: string | null; readonly missing: number; readonly hotlistVersion: number | null; readonly hotlistBehind: number | null; readonly fareVersion: number | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Terminals; an operator sees its own (GET /v1/terminals) */
  'terminals.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly terminal: string; readonly operator: string; readonly kind: string; readonly place: string; readonly installedFrom: string; readonly installedTo: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Terminals that lack a hotlist older than the rule terminal-stale-hours (GET /v1/stale-terminals) */
  'terminals.stale': {
    params: Nothing
    query: { readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly terminal: string; readonly operator: string; readonly place: string; readonly version: number; readonly acknowledgedAt: string | null; readonly missingSince: string })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Take a terminal out, now (POST /v1/terminals/{terminal}/end) */
  'terminals.take-out': {
    params: { readonly terminal: string }
    query: Nothing
    version: undefined
    body: { readonly reason: string }
    answer: { readonly terminal: string }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'terminal-not-installed' | 'too-many-requests'
  }
  /** Count and close the own drawer; the difference is booked, the cash goes to the safe (POST /v1/tills/{till}/closing) */
  'tills.close': {
    params: { readonly till: string }
    query: Nothing
    version: undefined
    body: { readonly countedFen: number }
    answer: { readonly till: string; readonly countedFen: number; readonly expectedFen: number; readonly differenceFen: number }
    pending: unknown
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Count the own drawer; nothing is booked (POST /v1/tills/{till}/counts) */
  'tills.count': {
    params: { readonly till: string }
    query: Nothing
    version: undefined
    body: { readonly countedFen: number }
    answer: { readonly till: string; readonly countedFen: number; readonly expectedFen: number; readonly differenceFen: number }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
  }
  /** Open a cash drawer at a desk (POST /v1/tills) */
  'tills.open': {
    params: Nothing
    query: Nothing
    version: undefined
    body: { readonly desk: string; readonly floatFen: number }
    answer: { readonly till: string; readonly desk: string }
    pending: never
    refused: 'account-floor' | 'account-unknown' | 'agent-unknown' | 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'channel-malformed' | 'closing-not-settled' | 'closing-unknown' | 'day-not-open' | 'desk-malformed' | 'encoding-unsupported' | 'fund-wall' | 'holder-not-shown' | 'idempotency-key-expired' | 'idempotency-key-reused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'not-your-account' | 'path-malformed' | 'payment-already-used' | 'person-unknown' | 'reference-used-for-other-content' | 'second-person-needed' | 'till-already-open' | 'till-not-open' | 'till-not-yours' | 'till-short' | 'till-unknown' | 'too-many-requests'
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
    query: { readonly subject?: string; readonly actor?: string; readonly login?: string; readonly act?: string; readonly reference?: string; readonly from?: string; readonly to?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly entry: number; readonly at: string; readonly actor: string; readonly actorKind: string; readonly actorNamed: { readonly login: string; readonly name: string | null } | null; readonly approvedBy: string | null; readonly approverNamed: { readonly login: string; readonly name: string | null } | null; readonly act: string; readonly subject: string; readonly subjectNamed: { readonly login: string; readonly name: string | null } | null; readonly reason: string | null; readonly detail: Readonly<Record<string, string | number | boolean | null>>; readonly reference: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Accounts and their sums (GET /v1/trial-balance) */
  'trial-balance.get': {
    params: Nothing
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly balanced: boolean; readonly debitsFen: number; readonly creditsFen: number; readonly lines: readonly ({ readonly account: string; readonly accounts: number; readonly side: 'D' | 'C'; readonly debitsFen: number; readonly creditsFen: number; readonly balanceFen: number; readonly pendingDebitsFen: number; readonly pendingCreditsFen: number })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** What became of the attempts to bring a file, newest first (GET /v1/upload-batches/{operator}/{fileNo}/attempts) */
  'uploads.attempts': {
    params: { readonly operator: string; readonly fileNo: number }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly attempts: readonly ({ readonly state: 'receiving' | 'received' | 'complete' | 'refused' | 'cut-off'; readonly receivedAt: string })[] }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** Every attempt to bring a batch file, newest first; an operator sees its own (GET /v1/upload-batches) */
  'uploads.list': {
    params: Nothing
    query: { readonly operator?: string; readonly limit?: number; readonly cursor?: string }
    version: undefined
    body: undefined
    answer: { readonly items: readonly ({ readonly upload: number; readonly operator: string; readonly fileNo: number; readonly form: string; readonly state: 'receiving' | 'received' | 'complete' | 'refused' | 'cut-off'; readonly refused: string | null; readonly field: string | null; readonly detail: string | null; readonly records: number | null; readonly arrived: number; readonly judged: number; readonly sumFen: number | null; readonly receivedAt: string; readonly completedAt: string | null })[]; readonly nextCursor: string | null }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests'
  }
  /** The receipt of a whole file (GET /v1/upload-batches/{operator}/{fileNo}) */
  'uploads.receipt': {
    params: { readonly operator: string; readonly fileNo: number }
    query: Nothing
    version: undefined
    body: undefined
    answer: { readonly version: 1; readonly operator: string; readonly fileNo: number; readonly form: string; readonly digest: string; readonly receivedAt: string; readonly records: number; readonly sumFen: number; readonly verdicts: { readonly accepted: number; readonly duplicate: number; readonly suspect: number; readonly rejected: number }; readonly verdictFen: { readonly accepted: number; readonly duplicate: number; readonly suspect: number; readonly rejected: number }; readonly reasons: Readonly<Record<string, number>>; readonly waiting: number; readonly late: number; readonly outOfOrder: number; readonly settleDates: readonly string[]; readonly exceptions: readonly ({ readonly line: number; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly reason: string; readonly meaning: string; readonly act: string; readonly liable?: 'operator' | 'holder' | 'centre'; readonly field?: string; readonly detail?: string; readonly waiting?: true })[]; readonly exceptionsLeftOut: number }
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-signed-in' | 'path-malformed' | 'too-many-requests' | 'upload-unknown'
  }
  /** The verdict of every record of a file, one JSON document a line; an operator sees its own (GET /v1/upload-batches/{operator}/{fileNo}/records) */
  'uploads.records': {
    params: { readonly operator: string; readonly fileNo: number }
    query: Nothing
    version: undefined
    body: undefined
    answer: string
    pending: never
    refused: 'input-invalid' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'path-malformed' | 'too-many-requests' | 'upload-unknown'
  }
  /** Bring a batch file; plain, or with Content-Encoding: gzip (POST /v1/upload-batches) */
  'uploads.send': {
    params: Nothing
    query: Nothing
    version: undefined
    body: string | Uint8Array
    answer: { readonly version: 1; readonly operator: string; readonly fileNo: number; readonly form: string; readonly digest: string; readonly receivedAt: string; readonly records: number; readonly sumFen: number; readonly verdicts: { readonly accepted: number; readonly duplicate: number; readonly suspect: number; readonly rejected: number }; readonly verdictFen: { readonly accepted: number; readonly duplicate: number; readonly suspect: number; readonly rejected: number }; readonly reasons: Readonly<Record<string, number>>; readonly waiting: number; readonly late: number; readonly outOfOrder: number; readonly settleDates: readonly string[]; readonly exceptions: readonly ({ readonly line: number; readonly verdict: 'accepted' | 'duplicate' | 'suspect' | 'rejected'; readonly reason: string; readonly meaning: string; readonly act: string; readonly liable?: 'operator' | 'holder' | 'centre'; readonly field?: string; readonly detail?: string; readonly waiting?: true })[]; readonly exceptionsLeftOut: number }
    pending: never
    refused: 'body-cut-off' | 'body-malformed' | 'body-too-large' | 'encoding-unsupported' | 'file-cut-off' | 'file-mac-wrong' | 'file-number-used' | 'file-refused' | 'input-invalid' | 'media-type-unsupported' | 'not-acceptable' | 'not-permitted' | 'not-signed-in' | 'operator-id-malformed' | 'operator-unknown' | 'path-malformed' | 'too-many-requests'
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
  'agents.add': { method: 'POST', path: '/v1/agents', needsKey: true },
  'agents.end': { method: 'POST', path: '/v1/agents/{agent}/end', needsKey: true },
  'agents.entries': { method: 'GET', path: '/v1/agents/{agent}/entries', needsKey: false },
  'agents.list': { method: 'GET', path: '/v1/agents', needsKey: false },
  'agents.prepay': { method: 'POST', path: '/v1/agents/{agent}/prepayments', needsKey: true },
  'applications.add': { method: 'POST', path: '/v1/applications', needsKey: true },
  'applications.end': { method: 'POST', path: '/v1/applications/{application}/end', needsKey: true },
  'applications.list': { method: 'GET', path: '/v1/applications', needsKey: false },
  'approvals.decide': { method: 'POST', path: '/v1/approvals/{approval}/decision', needsKey: true },
  'approvals.get': { method: 'GET', path: '/v1/approvals/{approval}', needsKey: false },
  'approvals.list': { method: 'GET', path: '/v1/approvals', needsKey: false },
  'auto-loads.list': { method: 'GET', path: '/v1/own/auto-loads', needsKey: false },
  'auto-loads.place': { method: 'POST', path: '/v1/own/auto-loads', needsKey: true },
  'auto-loads.withdraw': { method: 'DELETE', path: '/v1/own/auto-loads/{card}', needsKey: true },
  'calendar.set-day': { method: 'POST', path: '/v1/calendar-days', needsKey: true },
  'calendar.working-day': { method: 'GET', path: '/v1/calendar-days/{date}/working-day', needsKey: false },
  'card-gaps.list': { method: 'GET', path: '/v1/card-gaps', needsKey: false },
  'card-products.define': { method: 'POST', path: '/v1/card-products', needsKey: true },
  'card-products.list': { method: 'GET', path: '/v1/card-products', needsKey: false },
  'card-sessions.get': { method: 'GET', path: '/v1/card-sessions/{session}', needsKey: false },
  'card-sessions.interrupt': { method: 'POST', path: '/v1/card-sessions/{session}/interruptions', needsKey: true },
  'card-sessions.open': { method: 'POST', path: '/v1/card-sessions', needsKey: true },
  'card-sessions.reply': { method: 'POST', path: '/v1/card-sessions/{session}/replies', needsKey: true },
  'card-writings.begin': { method: 'POST', path: '/v1/card-writings', needsKey: true },
  'card-writings.get': { method: 'GET', path: '/v1/card-writings/{writing}', needsKey: false },
  'card-writings.give-up': { method: 'POST', path: '/v1/card-writings/{writing}/giving-up', needsKey: true },
  'card-writings.session': { method: 'POST', path: '/v1/card-writings/{writing}/sessions', needsKey: true },
  'cards.application': { method: 'POST', path: '/v1/cards/{card}/applications/{application}', needsKey: true },
  'cards.balance': { method: 'GET', path: '/v1/cards/{card}/balance', needsKey: false },
  'cards.block': { method: 'POST', path: '/v1/cards/{card}/blocks', needsKey: true },
  'cards.closings': { method: 'GET', path: '/v1/cards/{card}/closings', needsKey: false },
  'cards.destroy': { method: 'POST', path: '/v1/cards/{card}/destruction', needsKey: true },
  'cards.found': { method: 'POST', path: '/v1/cards/{card}/found', needsKey: true },
  'cards.get': { method: 'GET', path: '/v1/cards/{card}', needsKey: false },
  'cards.history': { method: 'GET', path: '/v1/cards/{card}/history', needsKey: false },
  'cards.issue': { method: 'POST', path: '/v1/cards/{card}/issue', needsKey: true },
  'cards.liabilities': { method: 'GET', path: '/v1/cards/{card}/liabilities', needsKey: false },
  'cards.list': { method: 'GET', path: '/v1/cards', needsKey: false },
  'cards.loss-reports': { method: 'GET', path: '/v1/cards/{card}/loss-reports', needsKey: false },
  'cards.refund-quote': { method: 'GET', path: '/v1/cards/{card}/refund-quote', needsKey: false },
  'cards.renew': { method: 'POST', path: '/v1/cards/{card}/renewals', needsKey: true },
  'cards.replace': { method: 'POST', path: '/v1/cards/{card}/replacements', needsKey: true },
  'cards.replacement': { method: 'GET', path: '/v1/cards/{card}/replacement', needsKey: false },
  'cards.report-loss': { method: 'POST', path: '/v1/cards/{card}/loss-reports', needsKey: true },
  'cards.return': { method: 'POST', path: '/v1/cards/{card}/returns', needsKey: true },
  'cards.unblock': { method: 'POST', path: '/v1/cards/{card}/unblocks', needsKey: true },
  'cash.bank': { method: 'POST', path: '/v1/cash/banked', needsKey: true },
  'cash.fetch': { method: 'POST', path: '/v1/cash/fetched', needsKey: true },
  'centre.get': { method: 'GET', path: '/v1/centre', needsKey: false },
  'certificates.bind': { method: 'POST', path: '/v1/certificates', needsKey: true },
  'certificates.list': { method: 'GET', path: '/v1/certificates', needsKey: false },
  'certificates.revoke': { method: 'POST', path: '/v1/certificates/{serial}/revocation', needsKey: true },
  'citizens.cards': { method: 'GET', path: '/v1/citizens/{person}/cards', needsKey: false },
  'citizens.change': { method: 'PATCH', path: '/v1/citizens/{person}', needsKey: true },
  'citizens.create': { method: 'POST', path: '/v1/citizens', needsKey: true },
  'citizens.get': { method: 'GET', path: '/v1/citizens/{person}', needsKey: false },
  'citizens.search': { method: 'POST', path: '/v1/citizens/search', needsKey: false },
  'citizens.unmask': { method: 'POST', path: '/v1/citizens/{person}/unmask', needsKey: false },
  'clearing.day': { method: 'GET', path: '/v1/clearing-days/{date}', needsKey: false },
  'clearing.get': { method: 'GET', path: '/v1/clearing', needsKey: false },
  'clearing.hours': { method: 'GET', path: '/v1/clearing-days/{date}/hours', needsKey: false },
  'clone-alarms.list': { method: 'GET', path: '/v1/clone-alarms', needsKey: false },
  'closings.get': { method: 'GET', path: '/v1/closings/{closing}', needsKey: false },
  'closings.pay-out': { method: 'POST', path: '/v1/closings/{closing}/pay-outs', needsKey: true },
  'closings.repay': { method: 'POST', path: '/v1/closings/{closing}/repayments', needsKey: true },
  'closings.settle': { method: 'POST', path: '/v1/closings/{closing}/settlement', needsKey: true },
  'concessions.end': { method: 'POST', path: '/v1/citizens/{person}/concessions/{concession}/end', needsKey: true },
  'concessions.grant': { method: 'POST', path: '/v1/citizens/{person}/concessions', needsKey: true },
  'concessions.list': { method: 'GET', path: '/v1/citizens/{person}/concessions', needsKey: false },
  'concessions.verify': { method: 'POST', path: '/v1/citizens/{person}/concessions/{concession}/verification', needsKey: true },
  'contracts.add': { method: 'POST', path: '/v1/contracts', needsKey: true },
  'contracts.end': { method: 'POST', path: '/v1/contracts/{contract}/end', needsKey: true },
  'contracts.list': { method: 'GET', path: '/v1/contracts', needsKey: false },
  'disputes.get': { method: 'GET', path: '/v1/disputes/{dispute}', needsKey: false },
  'disputes.list': { method: 'GET', path: '/v1/disputes', needsKey: false },
  'disputes.overtaken': { method: 'GET', path: '/v1/overtaken-remedies', needsKey: false },
  'disputes.step': { method: 'POST', path: '/v1/disputes/{dispute}/steps', needsKey: true },
  'duplicate-cases.decide': { method: 'POST', path: '/v1/duplicate-cases/{duplicateCase}/decision', needsKey: true },
  'duplicate-cases.get': { method: 'GET', path: '/v1/duplicate-cases/{duplicateCase}', needsKey: false },
  'duplicate-cases.list': { method: 'GET', path: '/v1/duplicate-cases', needsKey: false },
  'fares.acknowledge': { method: 'POST', path: '/v1/fare-acknowledgements', needsKey: true },
  'fares.get': { method: 'GET', path: '/v1/operators/{operator}/fare-tables/{version}', needsKey: false },
  'fares.list': { method: 'GET', path: '/v1/operators/{operator}/fare-tables', needsKey: false },
  'fares.publish': { method: 'POST', path: '/v1/operators/{operator}/fare-tables', needsKey: true },
  'held-records.list': { method: 'GET', path: '/v1/held-records', needsKey: false },
  'hotlists.acknowledge': { method: 'POST', path: '/v1/hotlist-acknowledgements', needsKey: true },
  'hotlists.get': { method: 'GET', path: '/v1/hotlists/{version}', needsKey: false },
  'hotlists.list': { method: 'GET', path: '/v1/hotlists', needsKey: false },
  'hotlists.make': { method: 'POST', path: '/v1/hotlists', needsKey: true },
  'hotlists.spread': { method: 'GET', path: '/v1/hotlist-spread', needsKey: false },
  'keys.list': { method: 'GET', path: '/v1/keys', needsKey: false },
  'loads.correct': { method: 'POST', path: '/v1/loads/{load}/corrections', needsKey: true },
  'loads.get': { method: 'GET', path: '/v1/loads/{load}', needsKey: false },
  'loads.hand-over': { method: 'POST', path: '/v1/loads/{load}/hand-over', needsKey: true },
  'loads.list': { method: 'GET', path: '/v1/loads', needsKey: false },
  'merchants.add': { method: 'POST', path: '/v1/merchants', needsKey: true },
  'merchants.end': { method: 'POST', path: '/v1/merchants/{merchant}/end', needsKey: true },
  'merchants.list': { method: 'GET', path: '/v1/merchants', needsKey: false },
  'messages.describe': { method: 'POST', path: '/v1/descriptions', needsKey: false },
  'online-accounts.entries': { method: 'GET', path: '/v1/online-accounts/{person}/entries', needsKey: false },
  'online-accounts.get': { method: 'GET', path: '/v1/online-accounts/{person}', needsKey: false },
  'online-accounts.pay': { method: 'POST', path: '/v1/online-accounts/{person}/payments', needsKey: true },
  'online-accounts.set-pin': { method: 'PUT', path: '/v1/online-accounts/{person}/pin', needsKey: true },
  'online-accounts.top-up': { method: 'POST', path: '/v1/online-accounts/{person}/top-ups', needsKey: true },
  'online-accounts.withdraw': { method: 'POST', path: '/v1/online-accounts/{person}/withdrawals', needsKey: true },
  'operators.add': { method: 'POST', path: '/v1/operators', needsKey: true },
  'operators.end': { method: 'POST', path: '/v1/operators/{operator}/end', needsKey: true },
  'operators.list': { method: 'GET', path: '/v1/operators', needsKey: false },
  'own.balance': { method: 'GET', path: '/v1/own/cards/{card}/balance', needsKey: false },
  'own.cards': { method: 'GET', path: '/v1/own/cards', needsKey: false },
  'own.dispute': { method: 'GET', path: '/v1/own/disputes/{dispute}', needsKey: false },
  'own.disputes': { method: 'GET', path: '/v1/own/disputes', needsKey: false },
  'own.history': { method: 'GET', path: '/v1/own/cards/{card}/history', needsKey: false },
  'own.raise-dispute': { method: 'POST', path: '/v1/own/disputes', needsKey: true },
  'own.report-loss': { method: 'POST', path: '/v1/own/cards/{card}/loss-reports', needsKey: true },
  'own.self': { method: 'GET', path: '/v1/own', needsKey: false },
  'own.withdraw-dispute': { method: 'POST', path: '/v1/own/disputes/{dispute}/withdrawal', needsKey: true },
  'party-contracts.add': { method: 'POST', path: '/v1/party-contracts', needsKey: true },
  'party-contracts.end': { method: 'POST', path: '/v1/party-contracts/{contract}/end', needsKey: true },
  'party-contracts.list': { method: 'GET', path: '/v1/party-contracts', needsKey: false },
  'personalisation-orders.get': { method: 'GET', path: '/v1/personalisation-orders/{order}', needsKey: false },
  'personalisation-orders.list': { method: 'GET', path: '/v1/personalisation-orders', needsKey: false },
  'personalisation-orders.make': { method: 'POST', path: '/v1/personalisation-orders', needsKey: true },
  'personalisation-orders.maker-file': { method: 'GET', path: '/v1/personalisation-orders/{order}/maker-file', needsKey: false },
  'personalisation-orders.return-file': { method: 'POST', path: '/v1/personalisation-orders/{order}/return-files', needsKey: true },
  'personalisation-orders.rows': { method: 'GET', path: '/v1/personalisation-orders/{order}/rows', needsKey: false },
  'personalisation-plans.list': { method: 'GET', path: '/v1/personalisation-plans', needsKey: false },
  'personalisation-plans.set': { method: 'PUT', path: '/v1/personalisation-plans/{product}', needsKey: true },
  'population-files.get': { method: 'GET', path: '/v1/population-files/{file}', needsKey: false },
  'population-files.list': { method: 'GET', path: '/v1/population-files', needsKey: false },
  'population-files.rows': { method: 'GET', path: '/v1/population-files/{file}/rows', needsKey: false },
  'population-files.send': { method: 'POST', path: '/v1/population-files', needsKey: false },
  'pos-batches.list': { method: 'GET', path: '/v1/pos-batches', needsKey: false },
  'pos-ca-keys.list': { method: 'GET', path: '/v1/pos-ca-keys', needsKey: false },
  'pos-ca-keys.publish': { method: 'POST', path: '/v1/pos-ca-keys', needsKey: true },
  'pos-ic-parameters.list': { method: 'GET', path: '/v1/pos-ic-parameters', needsKey: false },
  'pos-ic-parameters.publish': { method: 'POST', path: '/v1/pos-ic-parameters', needsKey: true },
  'pos-items.decide': { method: 'POST', path: '/v1/pos-items/{item}/decision', needsKey: true },
  'pos-items.list': { method: 'GET', path: '/v1/pos-items', needsKey: false },
  'pos-terminals.give-master-key-part': { method: 'PUT', path: '/v1/pos-terminals/{pos}/master-key-parts/{part}', needsKey: true },
  'pos-terminals.list': { method: 'GET', path: '/v1/pos-terminals', needsKey: false },
  'pos-terminals.register': { method: 'POST', path: '/v1/pos-terminals', needsKey: true },
  'pos-terminals.take-back-master-key-parts': { method: 'POST', path: '/v1/pos-terminals/{pos}/master-key-parts/removal', needsKey: true },
  'pos-terminals.take-out': { method: 'POST', path: '/v1/pos-terminals/{pos}/removal', needsKey: true },
  'pos-transactions.list': { method: 'GET', path: '/v1/pos-transactions', needsKey: false },
  'readers.get': { method: 'GET', path: '/v1/readers/{reader}', needsKey: false },
  'readers.hand-over': { method: 'POST', path: '/v1/readers/{reader}/sessions', needsKey: false },
  'readers.list': { method: 'GET', path: '/v1/readers', needsKey: false },
  'readers.report': { method: 'PUT', path: '/v1/readers/{reader}', needsKey: false },
  'readers.wish': { method: 'POST', path: '/v1/readers/{reader}/wishes', needsKey: false },
  'readers.work': { method: 'GET', path: '/v1/readers/{reader}/work', needsKey: false },
  'reasons.get': { method: 'GET', path: '/v1/reasons', needsKey: false },
  'records.get': { method: 'GET', path: '/v1/records/{batch}/{line}', needsKey: false },
  'renewals.get': { method: 'GET', path: '/v1/renewals/{renewal}', needsKey: false },
  'renewals.give-up': { method: 'POST', path: '/v1/renewals/{renewal}/giving-up', needsKey: true },
  'renewals.session': { method: 'POST', path: '/v1/renewals/{renewal}/sessions', needsKey: true },
  'rules.change': { method: 'POST', path: '/v1/rules/{rule}/changes', needsKey: true },
  'rules.list': { method: 'GET', path: '/v1/rules', needsKey: false },
  'sam-bindings.add': { method: 'POST', path: '/v1/sam-bindings', needsKey: true },
  'sam-bindings.list': { method: 'GET', path: '/v1/sam-bindings', needsKey: false },
  'sam-bindings.stop': { method: 'POST', path: '/v1/sam-bindings/{sam}/stop', needsKey: true },
  'sam-gaps.list': { method: 'GET', path: '/v1/sam-gaps', needsKey: false },
  'sessions.end': { method: 'DELETE', path: '/v1/sessions/{session}', needsKey: true },
  'sessions.list': { method: 'GET', path: '/v1/sessions', needsKey: false },
  'settlement.days': { method: 'GET', path: '/v1/settlement-days', needsKey: false },
  'settlement.get': { method: 'GET', path: '/v1/settlement', needsKey: false },
  'staff.add': { method: 'POST', path: '/v1/staff', needsKey: true },
  'staff.change': { method: 'PATCH', path: '/v1/staff/{staff}', needsKey: true },
  'staff.get': { method: 'GET', path: '/v1/staff/{staff}', needsKey: false },
  'staff.list': { method: 'GET', path: '/v1/staff', needsKey: false },
  'staff.reset': { method: 'POST', path: '/v1/staff/{staff}/reset', needsKey: true },
  'staff.unlock': { method: 'POST', path: '/v1/staff/{staff}/unlock', needsKey: true },
  'statements.get': { method: 'GET', path: '/v1/statements/{operator}/{date}', needsKey: false },
  'stock.counts': { method: 'GET', path: '/v1/stock', needsKey: false },
  'stock.get': { method: 'GET', path: '/v1/stock/chips/{serial}', needsKey: false },
  'stock.list': { method: 'GET', path: '/v1/stock/chips', needsKey: false },
  'stock.move': { method: 'POST', path: '/v1/stock/moves', needsKey: true },
  'stock.receive': { method: 'POST', path: '/v1/stock/batches', needsKey: true },
  'stock.store-move': { method: 'POST', path: '/v1/stock/store-moves', needsKey: true },
  'takings.records': { method: 'GET', path: '/v1/statements/{operator}/{date}/sams/{sam}/records', needsKey: false },
  'takings.sams': { method: 'GET', path: '/v1/statements/{operator}/{date}/sams', needsKey: false },
  'terminals.add': { method: 'POST', path: '/v1/terminals', needsKey: true },
  'terminals.health': { method: 'GET', path: '/v1/terminal-health', needsKey: false },
  'terminals.list': { method: 'GET', path: '/v1/terminals', needsKey: false },
  'terminals.stale': { method: 'GET', path: '/v1/stale-terminals', needsKey: false },
  'terminals.take-out': { method: 'POST', path: '/v1/terminals/{terminal}/end', needsKey: true },
  'tills.close': { method: 'POST', path: '/v1/tills/{till}/closing', needsKey: true },
  'tills.count': { method: 'POST', path: '/v1/tills/{till}/counts', needsKey: true },
  'tills.open': { method: 'POST', path: '/v1/tills', needsKey: true },
  'tills.own': { method: 'GET', path: '/v1/tills/own', needsKey: false },
  'trail.check': { method: 'GET', path: '/v1/trail/check', needsKey: false },
  'trail.export': { method: 'GET', path: '/v1/trail/export', needsKey: false },
  'trail.list': { method: 'GET', path: '/v1/trail', needsKey: false },
  'trial-balance.get': { method: 'GET', path: '/v1/trial-balance', needsKey: false },
  'uploads.attempts': { method: 'GET', path: '/v1/upload-batches/{operator}/{fileNo}/attempts', needsKey: false },
  'uploads.list': { method: 'GET', path: '/v1/upload-batches', needsKey: false },
  'uploads.receipt': { method: 'GET', path: '/v1/upload-batches/{operator}/{fileNo}', needsKey: false },
  'uploads.records': { method: 'GET', path: '/v1/upload-batches/{operator}/{fileNo}/records', needsKey: false },
  'uploads.send': { method: 'POST', path: '/v1/upload-batches', needsKey: false },
} as const
