/**
 * What the role that works may do beside reading and adding rows. A table that is not here is append-only: the
 * database refuses to change or remove its rows, whoever asks in our name.
 */
export const mayChange = {
  clearing_upload: ['update', 'an attempt becomes a whole file, and gets its receipt'],
  clearing_card_shadow: ['update', 'computed from the taps'],
  clearing_sam_shadow: ['update', 'computed from the taps'],
  clearing_card_gap: ['delete', 'a gap closes when its records come'],
  clearing_card_fork: ['delete', 'computed from the taps'],
  clearing_chain_todo: ['delete', 'a work list'],
  clearing_card_todo: ['delete', 'a work list'],
  clearing_chain_turn: ['update', 'a row to lock'],
  http_idempotency: ['update', 'the answer of the act that has claimed the key'],
  ledger_balance: ['update', 'what the entries add up to'],
  ledger_day_balance: ['update', 'what the entries of a day add up to'],
  ledger_day: ['update', 'open, closing, closed'],
  ledger_hold_open: ['delete', 'a work list'],
  ledger_chain: ['update', 'where the sealer stands'],
  remote_reader_session: ['update', 'the card’s replies, and how it ended'],
  tills_till: ['update', 'when it was closed'],
  registry_operator: ['update', 'the end of its time'],
  registry_contract: ['update', 'the end of its validity'],
  registry_terminal: ['update', 'when it was taken out'],
  registry_sam_binding: ['update', 'when the SAM was taken out, or blocked'],
  registry_card_product: ['update', 'the end of its validity'],
  registry_key_version: ['update', 'the end of its validity'],
  registry_card: ['update', 'its state, when it was issued, and the end of its validity'],
  registry_card_holder: ['update', 'the end of a holding'],
  oversight_staff: ['update', 'roles, state, password, tries'],
  oversight_recovery_code: ['update', 'it was used'],
  oversight_session: ['update', 'last seen, revoked'],
  oversight_approval: ['update', 'pending, approved, rejected'],
  oversight_trail_todo: ['delete', 'a work list'],
  oversight_trail_head: ['update', 'where the sealer stands'],
  oversight_certificate: ['update', 'it was revoked'],
  oversight_oidc_flow: ['delete', 'it came back'],
} as const satisfies Record<string, readonly [act: 'update' | 'delete', why: string]>

/** Tables that grow with the taps of the city, and would be spread over several servers by card. */
export const largeTables = [
  'clearing_card_fork',
  'clearing_card_gap',
  'clearing_card_shadow',
  'clearing_card_todo',
  'clearing_claim',
  'clearing_ruling',
  'clearing_tap',
  'registry_card',
  'registry_card_change',
  'registry_card_application_change',
  'registry_card_holder',
  'registry_card_load',
] as const
