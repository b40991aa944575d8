-- The schema as the migrations leave it, printed from the catalogue by `npm run docs`; do not edit.
-- It is here to be read and reviewed: a database is made by the migrations, never by this file.

create type registry_text_range as range (subtype = text, collation = "C");

create sequence acquiring_reference (
  last_value bigint not null,
  log_cnt bigint not null,
  is_called boolean not null
);
grant usage on sequence acquiring_reference to citycard_app;

create sequence clearing_batch_number (
  last_value bigint not null,
  log_cnt bigint not null,
  is_called boolean not null
);
grant usage on sequence clearing_batch_number to citycard_app;

create table acquiring_batch (
  terminal text collate "C" not null,
  batch integer not null,
  opened_at timestamp with time zone not null,
  state text not null,
  their_debit_fen bigint,
  their_debits integer,
  their_credit_fen bigint,
  their_credits integer,
  our_debit_fen bigint,
  our_debits integer,
  our_credit_fen bigint,
  our_credits integer,
  result text,
  lines integer not null default 0,
  closed_at timestamp with time zone,
  constraint acquiring_batch_pkey PRIMARY KEY (terminal, batch, opened_at),
  constraint acquiring_batch_check CHECK ((state = ANY (ARRAY['closed'::text, 'forced'::text])) = (closed_at IS NOT NULL)),
  constraint acquiring_batch_result_check CHECK (result = ANY (ARRAY['1'::text, '2'::text, '3'::text])),
  constraint acquiring_batch_state_check CHECK (state = ANY (ARRAY['open'::text, 'uploading'::text, 'reported'::text, 'closed'::text, 'forced'::text]))
);
CREATE INDEX acquiring_batch_open ON acquiring_batch USING btree (opened_at) WHERE closed_at IS NULL;
grant select, insert, update (state, their_debit_fen, their_debits, their_credit_fen, their_credits, our_debit_fen, our_debits, our_credit_fen, our_credits, result, lines, closed_at) on acquiring_batch to citycard_app;

create table acquiring_chip_data (
  version bigint not null generated always as identity,
  kind text not null,
  valid_from date not null,
  entries jsonb not null,
  made_at timestamp with time zone not null,
  made_by text not null,
  approved_by text,
  reason text not null,
  reference text not null,
  constraint acquiring_chip_data_pkey PRIMARY KEY (version),
  constraint acquiring_chip_data_entries_check CHECK (jsonb_typeof(entries) = 'array'::text),
  constraint acquiring_chip_data_kind_check CHECK (kind = ANY (ARRAY['ca-keys'::text, 'ic-parameters'::text]))
);
CREATE INDEX acquiring_chip_data_kind ON acquiring_chip_data USING btree (kind, valid_from, version);
grant select, insert on acquiring_chip_data to citycard_app;

create table acquiring_chip_progress (
  terminal text collate "C" not null,
  kind text not null,
  version bigint not null,
  fetched text[] not null default '{}'::text[],
  done_version bigint,
  done_at timestamp with time zone,
  constraint acquiring_chip_progress_pkey PRIMARY KEY (terminal, kind),
  constraint acquiring_chip_progress_done_version_fkey FOREIGN KEY (done_version) REFERENCES acquiring_chip_data(version),
  constraint acquiring_chip_progress_version_fkey FOREIGN KEY (version) REFERENCES acquiring_chip_data(version),
  constraint acquiring_chip_progress_check CHECK ((done_version IS NULL) = (done_at IS NULL)),
  constraint acquiring_chip_progress_kind_check CHECK (kind = ANY (ARRAY['ca-keys'::text, 'ic-parameters'::text]))
);
grant select, insert, update (version, fetched, done_version, done_at) on acquiring_chip_progress to citycard_app;

create table acquiring_day_total (
  day date not null,
  operator text collate "C" not null,
  contract text collate "C" not null,
  booked_fen bigint not null,
  booked_count bigint not null,
  constraint acquiring_day_total_pkey PRIMARY KEY (day, operator, contract)
) with (fillfactor=50);
grant select, insert, update on acquiring_day_total to citycard_app;

create table acquiring_device (
  terminal text collate "C" not null,
  hotlist_version bigint,
  hotlist_cards integer,
  hotlist_served integer,
  parameters_at timestamp with time zone,
  status bytea,
  status_at timestamp with time zone,
  constraint acquiring_device_pkey PRIMARY KEY (terminal),
  constraint acquiring_device_check CHECK ((hotlist_version IS NULL) = (hotlist_cards IS NULL)),
  constraint acquiring_device_check1 CHECK ((hotlist_version IS NULL) = (hotlist_served IS NULL)),
  constraint acquiring_device_check2 CHECK (hotlist_served <= hotlist_cards),
  constraint acquiring_device_check3 CHECK ((status IS NULL) = (status_at IS NULL))
);
grant select, insert, update (hotlist_version, hotlist_cards, hotlist_served, parameters_at, status, status_at) on acquiring_device to citycard_app;

create table acquiring_difference (
  terminal text collate "C" not null,
  batch integer not null,
  opened_at timestamp with time zone not null,
  trace integer not null,
  found text not null,
  host_fen bigint,
  terminal_fen bigint,
  message bigint,
  constraint acquiring_difference_pkey PRIMARY KEY (terminal, batch, opened_at, trace),
  constraint acquiring_difference_found_check CHECK (found = ANY (ARRAY['host-only'::text, 'terminal-only'::text, 'amounts-differ'::text]))
);
grant select, insert on acquiring_difference to citycard_app;

create table acquiring_handover (
  handover bigint not null generated always as identity,
  operator text collate "C" not null,
  created_at timestamp with time zone not null,
  done_at timestamp with time zone,
  constraint acquiring_handover_pkey PRIMARY KEY (handover)
);
CREATE INDEX acquiring_handover_open ON acquiring_handover USING btree (handover) WHERE done_at IS NULL;
grant select, insert, update (done_at) on acquiring_handover to citycard_app;

create table acquiring_item (
  item text collate "C" not null,
  kind text not null,
  terminal text collate "C" not null,
  operator text collate "C" not null,
  message bigint,
  amount_fen bigint not null,
  detail text not null default ''::text,
  opened_at timestamp with time zone not null,
  state text not null default 'open'::text,
  decided_at timestamp with time zone,
  decided_by text,
  reason text,
  constraint acquiring_item_pkey PRIMARY KEY (item),
  constraint acquiring_item_check CHECK ((state = 'open'::text) = (decided_at IS NULL)),
  constraint acquiring_item_state_check CHECK (state = ANY (ARRAY['open'::text, 'upheld'::text, 'rejected'::text]))
);
CREATE INDEX acquiring_item_open ON acquiring_item USING btree (opened_at, item) WHERE state = 'open'::text;
CREATE INDEX acquiring_item_operator ON acquiring_item USING btree (operator, item);
grant select, insert, update (state, decided_at, decided_by, reason) on acquiring_item to citycard_app;

create table acquiring_key_part (
  terminal text collate "C" not null,
  part smallint not null,
  parts smallint not null,
  kept bytea not null,
  check_value text not null,
  given_by text not null,
  given_at timestamp with time zone not null,
  constraint acquiring_key_part_pkey PRIMARY KEY (terminal, part),
  constraint acquiring_key_part_terminal_given_by_key UNIQUE (terminal, given_by),
  constraint acquiring_key_part_check CHECK (part <= parts),
  constraint acquiring_key_part_part_check CHECK (part >= 1 AND part <= 3),
  constraint acquiring_key_part_parts_check CHECK (parts >= 2 AND parts <= 3)
);
grant select, insert, delete on acquiring_key_part to citycard_app;

create table acquiring_line (
  terminal text collate "C" not null,
  batch integer not null,
  opened_at timestamp with time zone not null,
  trace integer not null,
  upload text not null,
  card_masked text not null default ''::text,
  amount_fen bigint not null,
  received_at timestamp with time zone not null,
  constraint acquiring_line_pkey PRIMARY KEY (terminal, batch, opened_at, trace)
);
grant select, insert on acquiring_line to citycard_app;

create table acquiring_message (
  message bigint not null,
  terminal text collate "C" not null,
  merchant_number text collate "C" not null,
  batch integer not null,
  trace integer not null,
  class text not null,
  business_date date not null,
  fingerprint bytea,
  kind text not null,
  state text not null,
  response text not null,
  answer jsonb not null,
  amount_fen bigint not null default 0,
  payer_card bigint,
  card_masked text not null default ''::text,
  person text collate "C",
  operator text collate "C" not null,
  merchant text collate "C" not null,
  contract text collate "C",
  original bigint,
  day date,
  booked_fen bigint not null default 0,
  booked_count integer not null default 0,
  refunded_fen bigint not null default 0,
  hold text collate "C",
  held_until timestamp with time zone,
  load text collate "C",
  arrived_at timestamp with time zone not null,
  constraint acquiring_message_pkey PRIMARY KEY (message),
  constraint acquiring_message_terminal_batch_trace_class_business_date_key UNIQUE (terminal, batch, trace, class, business_date),
  constraint acquiring_message_amount_fen_check CHECK (amount_fen >= 0),
  constraint acquiring_message_batch_check CHECK (batch >= 0 AND batch <= 999999),
  constraint acquiring_message_check CHECK ((day IS NULL) = (booked_fen = 0 AND booked_count = 0)),
  constraint acquiring_message_check1 CHECK (day IS NULL OR contract IS NOT NULL),
  constraint acquiring_message_check2 CHECK (refunded_fen <= amount_fen),
  constraint acquiring_message_check3 CHECK (state <> 'held'::text OR hold IS NOT NULL),
  constraint acquiring_message_class_check CHECK (class = ANY (ARRAY['request'::text, 'reversal'::text, 'notice'::text])),
  constraint acquiring_message_fingerprint_check CHECK (length(fingerprint) = 16),
  constraint acquiring_message_refunded_fen_check CHECK (refunded_fen >= 0),
  constraint acquiring_message_response_check CHECK (response ~ '^[0-9A-Z]{2}$'::text),
  constraint acquiring_message_state_check CHECK (state = ANY (ARRAY['approved'::text, 'declined'::text, 'forestalled'::text, 'held'::text, 'completed'::text, 'expired'::text, 'voided'::text, 'reversed'::text, 'claimed'::text, 'upheld'::text, 'rejected'::text, 'taken'::text])),
  constraint acquiring_message_trace_check CHECK (trace >= 0 AND trace <= 999999)
) with (fillfactor=80);
CREATE INDEX acquiring_message_day ON acquiring_message USING btree (day) WHERE day IS NOT NULL;
CREATE INDEX acquiring_message_held ON acquiring_message USING btree (held_until) WHERE state = 'held'::text;
CREATE INDEX acquiring_message_operator ON acquiring_message USING btree (operator, message);
CREATE INDEX acquiring_message_original ON acquiring_message USING btree (original) WHERE original IS NOT NULL;
grant select, insert, update (state, day, booked_fen, booked_count, refunded_fen, hold, held_until) on acquiring_message to citycard_app;

create table acquiring_pin (
  person text collate "C" not null,
  kept bytea not null,
  set_at timestamp with time zone not null,
  wrong_tries integer not null default 0,
  locked_at timestamp with time zone,
  constraint acquiring_pin_pkey PRIMARY KEY (person)
);
grant select, insert, update (kept, set_at, wrong_tries, locked_at) on acquiring_pin to citycard_app;

create table acquiring_purse_sale (
  card bigint not null,
  counter integer not null,
  type smallint not null,
  tac text not null,
  message bigint not null,
  terminal text collate "C" not null,
  operator text collate "C" not null,
  amount_fen bigint not null,
  record jsonb not null,
  arrived_at timestamp with time zone not null,
  handover bigint,
  constraint acquiring_purse_sale_pkey PRIMARY KEY (card, counter, type, tac),
  constraint acquiring_purse_sale_amount_fen_check CHECK (amount_fen >= 0),
  constraint acquiring_purse_sale_tac_check CHECK (tac ~ '^[0-9A-F]{8}$'::text)
);
CREATE INDEX acquiring_purse_sale_handover ON acquiring_purse_sale USING btree (handover);
CREATE INDEX acquiring_purse_sale_waiting ON acquiring_purse_sale USING btree (operator) WHERE handover IS NULL;
grant select, insert, update (handover) on acquiring_purse_sale to citycard_app;

create table acquiring_terminal (
  terminal text collate "C" not null,
  merchant_number text collate "C" not null,
  device text collate "C" not null,
  merchant text collate "C" not null,
  operator text collate "C" not null,
  agent text collate "C",
  sam text not null,
  mac_algorithm text not null,
  master_key text not null,
  entered_key bytea,
  registered_at timestamp with time zone not null,
  taken_out_at timestamp with time zone,
  batch integer not null default 1,
  keys_current jsonb,
  keys_pending jsonb,
  keys_previous jsonb,
  previous_until timestamp with time zone,
  wrong_macs integer not null default 0,
  locked_at timestamp with time zone,
  signed_in_at timestamp with time zone,
  proved_at timestamp with time zone,
  entered_check text,
  constraint acquiring_terminal_pkey PRIMARY KEY (terminal),
  constraint acquiring_terminal_batch_check CHECK (batch >= 1 AND batch <= 999999),
  constraint acquiring_terminal_merchant_number_check CHECK (merchant_number ~ '^[A-Za-z0-9]{15}$'::text),
  constraint acquiring_terminal_sam_check CHECK (sam ~ '^[0-9]{12}$'::text),
  constraint acquiring_terminal_terminal_check CHECK (terminal ~ '^[A-Za-z0-9]{8}$'::text)
) with (fillfactor=60);
CREATE INDEX acquiring_terminal_merchant ON acquiring_terminal USING btree (merchant_number, terminal);
CREATE INDEX acquiring_terminal_operator ON acquiring_terminal USING btree (operator, terminal);
grant select, insert, update (entered_key, taken_out_at, batch, keys_current, keys_pending, keys_previous, previous_until, wrong_macs, locked_at, signed_in_at, proved_at, entered_check) on acquiring_terminal to citycard_app;

create table card_care_closing (
  card bigint not null,
  closing text not null,
  cause text not null,
  emptied boolean not null,
  person text,
  closed_at timestamp with time zone not null,
  due_on date not null,
  settled_at timestamp with time zone,
  given_fen bigint,
  actor text not null,
  reference text not null,
  refunded_fen bigint not null default 0,
  fee_fen bigint not null default 0,
  fee_why jsonb,
  deposit_fen bigint not null default 0,
  constraint card_care_closing_pkey PRIMARY KEY (card, closing),
  constraint card_care_closing_check CHECK ((settled_at IS NULL) = (given_fen IS NULL)),
  constraint card_care_closing_closing_check CHECK (closing ~ '^closing_'::text),
  constraint card_care_closing_deposit_fen_check CHECK (deposit_fen >= 0),
  constraint card_care_closing_fee_fen_check CHECK (fee_fen >= 0),
  constraint card_care_closing_given_fen_check CHECK (given_fen >= 0),
  constraint card_care_closing_refunded_fen_check CHECK (refunded_fen >= 0)
);
CREATE INDEX card_care_closing_by_name ON card_care_closing USING btree (closing);
CREATE INDEX card_care_closing_due ON card_care_closing USING btree (due_on) WHERE settled_at IS NULL;
grant select, insert, update (settled_at, given_fen, refunded_fen, fee_fen, fee_why, deposit_fen) on card_care_closing to citycard_app;

create table card_care_closing_step (
  card bigint not null,
  closing text not null,
  step integer not null,
  purse_fen bigint not null,
  shortage_fen bigint not null,
  receivable_fen bigint not null,
  payable_fen bigint not null,
  booked_at timestamp with time zone not null,
  constraint card_care_closing_step_pkey PRIMARY KEY (card, closing, step),
  constraint card_care_closing_step_check CHECK ((purse_fen + shortage_fen + receivable_fen) = payable_fen),
  constraint card_care_closing_step_step_check CHECK (step >= 0)
);
grant select, insert on card_care_closing_step to citycard_app;

create table card_care_compensation (
  card bigint not null,
  step integer not null,
  purse_fen bigint not null,
  shortage_fen bigint not null,
  receivable_fen bigint not null,
  given_fen bigint not null,
  person text not null,
  reference text not null,
  booked_at timestamp with time zone not null,
  constraint card_care_compensation_pkey PRIMARY KEY (card, step),
  constraint card_care_compensation_check CHECK ((purse_fen + shortage_fen + receivable_fen) = given_fen),
  constraint card_care_compensation_step_check CHECK (step >= 0)
);
grant select, insert on card_care_compensation to citycard_app;

create table card_care_loss (
  card bigint not null,
  reported_at timestamp with time zone not null,
  report text not null,
  kind text not null,
  person text not null,
  holder_bears_until timestamp with time zone not null,
  lapses_at timestamp with time zone,
  confirmed_at timestamp with time zone,
  ended_at timestamp with time zone,
  ended_how text,
  actor text not null,
  reference text not null,
  constraint card_care_loss_pkey PRIMARY KEY (card, reported_at),
  constraint card_care_loss_check CHECK ((kind = 'oral'::text) = (lapses_at IS NOT NULL)),
  constraint card_care_loss_check1 CHECK ((ended_at IS NULL) = (ended_how IS NULL)),
  constraint card_care_loss_ended_how_check CHECK (ended_how = ANY (ARRAY['found'::text, 'lapsed'::text, 'replaced'::text])),
  constraint card_care_loss_kind_check CHECK (kind = ANY (ARRAY['oral'::text, 'formal'::text])),
  constraint card_care_loss_report_check CHECK (report ~ '^loss_'::text)
);
CREATE INDEX card_care_loss_lapsing ON card_care_loss USING btree (lapses_at) WHERE ended_at IS NULL AND confirmed_at IS NULL;
CREATE UNIQUE INDEX card_care_loss_now ON card_care_loss USING btree (card) WHERE ended_at IS NULL;
grant select, insert, update (confirmed_at, ended_at, ended_how) on card_care_loss to citycard_app;

create table card_care_remedy (
  dispute text collate "C" not null,
  card bigint not null,
  subject text collate "C" not null,
  person text collate "C" not null,
  cause text not null,
  operator text collate "C",
  contract text collate "C",
  charged_fen bigint not null,
  before_fen bigint not null,
  fen bigint not null,
  day date not null,
  maker text not null,
  approver text not null,
  booked_at timestamp with time zone not null,
  constraint card_care_remedy_pkey PRIMARY KEY (card, dispute),
  constraint card_care_remedy_card_subject_before_fen_key UNIQUE (card, subject, before_fen),
  constraint card_care_remedy_before_fen_check CHECK (before_fen >= 0),
  constraint card_care_remedy_charged_fen_check CHECK (charged_fen > 0),
  constraint card_care_remedy_check CHECK ((before_fen + fen) <= charged_fen),
  constraint card_care_remedy_check1 CHECK ((operator IS NULL) = (contract IS NULL)),
  constraint card_care_remedy_check2 CHECK (maker <> approver),
  constraint card_care_remedy_fen_check CHECK (fen > 0)
);
CREATE INDEX card_care_remedy_by_dispute ON card_care_remedy USING btree (dispute);
CREATE INDEX card_care_remedy_day ON card_care_remedy USING btree (day, operator) WHERE operator IS NOT NULL;
grant select, insert on card_care_remedy to citycard_app;

create table citizens_concession (
  concession text collate "C" not null,
  person text collate "C" not null,
  kind text not null,
  version integer not null default 1,
  valid_from date not null,
  valid_to date,
  verified_until date not null,
  granted_at timestamp with time zone not null,
  reference text collate "C" not null,
  ended_on date,
  ended_reason text,
  constraint citizens_concession_pkey PRIMARY KEY (concession),
  constraint citizens_concession_one_of_a_kind EXCLUDE USING gist (registry_text_range(person, person, '[]'::text) WITH &&, registry_text_range(kind, kind, '[]'::text) WITH &&, daterange(valid_from, LEAST(valid_to, ended_on), '[]'::text) WITH &&),
  constraint citizens_concession_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person),
  constraint citizens_concession_check CHECK (valid_to >= valid_from),
  constraint citizens_concession_check1 CHECK (ended_on >= valid_from),
  constraint citizens_concession_check2 CHECK ((ended_on IS NULL) = (ended_reason IS NULL)),
  constraint citizens_concession_concession_check CHECK (concession ~ '^conc_[0-9a-z]{20}$'::text)
);
CREATE INDEX citizens_concession_person ON citizens_concession USING btree (person, valid_from);
grant select, insert, update (version, verified_until, ended_on, ended_reason) on citizens_concession to citycard_app;

create table citizens_dispute (
  dispute text collate "C" not null,
  person text collate "C" not null,
  version integer not null default 1,
  of_card bigint not null,
  subject text collate "C" not null,
  state text not null,
  statement bytea not null,
  answer bytea,
  remedy text collate "C",
  raised_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  handled_by text,
  reference text collate "C" not null,
  constraint citizens_dispute_pkey PRIMARY KEY (dispute),
  constraint citizens_dispute_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person),
  constraint citizens_dispute_dispute_check CHECK (dispute ~ '^disp_[0-9a-z]{20}$'::text),
  constraint citizens_dispute_state_check CHECK (state = ANY (ARRAY['raised'::text, 'under-review'::text, 'upheld'::text, 'rejected'::text, 'withdrawn'::text]))
);
CREATE UNIQUE INDEX citizens_dispute_once ON citizens_dispute USING btree (of_card, subject) WHERE state = ANY (ARRAY['raised'::text, 'under-review'::text]);
CREATE INDEX citizens_dispute_person ON citizens_dispute USING btree (person, raised_at);
CREATE INDEX citizens_dispute_state ON citizens_dispute USING btree (state, raised_at, dispute);
grant select, insert, update (version, state, statement, answer, remedy, changed_at, handled_by) on citizens_dispute to citycard_app;

create table citizens_document (
  document text collate "C" not null,
  person text collate "C" not null,
  kind text not null,
  sealed bytea not null,
  number_index bytea not null,
  same_index bytea not null,
  valid_to date,
  provenance text not null,
  reference text collate "C" not null,
  added_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint citizens_document_pkey PRIMARY KEY (document),
  constraint citizens_document_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person),
  constraint citizens_document_document_check CHECK (document ~ '^doc_[0-9a-z]{20}$'::text),
  constraint citizens_document_number_index_check CHECK (length(number_index) = 16),
  constraint citizens_document_same_index_check CHECK (length(same_index) = 16),
  constraint citizens_document_sealed_check CHECK (length(sealed) > 29)
);
CREATE UNIQUE INDEX citizens_document_once ON citizens_document USING btree (kind, number_index) WHERE ended_at IS NULL;
CREATE INDEX citizens_document_person ON citizens_document USING btree (person);
CREATE INDEX citizens_document_same ON citizens_document USING btree (same_index) WHERE ended_at IS NULL;
grant select, insert, update (person, sealed, number_index, same_index, ended_at) on citizens_document to citycard_app;

create table citizens_duplicate_case (
  duplicate_case text collate "C" not null,
  person text collate "C" not null,
  other text collate "C" not null,
  reasons text[] not null,
  state text not null default 'open'::text,
  version integer not null default 1,
  found_at timestamp with time zone not null,
  reference text collate "C" not null,
  kept text collate "C",
  decided_at timestamp with time zone,
  decided_by text,
  decision text,
  constraint citizens_duplicate_case_pkey PRIMARY KEY (duplicate_case),
  constraint citizens_duplicate_case_person_other_key UNIQUE (person, other),
  constraint citizens_duplicate_case_other_fkey FOREIGN KEY (other) REFERENCES citizens_person(person),
  constraint citizens_duplicate_case_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person),
  constraint citizens_duplicate_case_check CHECK (other > person),
  constraint citizens_duplicate_case_check1 CHECK (kept = person OR kept = other),
  constraint citizens_duplicate_case_check2 CHECK ((state = 'open'::text) = (decided_at IS NULL)),
  constraint citizens_duplicate_case_check3 CHECK ((state = 'merged'::text) = (kept IS NOT NULL)),
  constraint citizens_duplicate_case_duplicate_case_check CHECK (duplicate_case ~ '^dup_[0-9a-z]{20}$'::text),
  constraint citizens_duplicate_case_reasons_check CHECK (cardinality(reasons) > 0),
  constraint citizens_duplicate_case_state_check CHECK (state = ANY (ARRAY['open'::text, 'merged'::text, 'distinct'::text]))
);
CREATE INDEX citizens_duplicate_case_open ON citizens_duplicate_case USING btree (found_at, duplicate_case) WHERE state = 'open'::text;
grant select, insert, update (reasons, state, version, kept, decided_at, decided_by, decision) on citizens_duplicate_case to citycard_app;

create table citizens_field (
  person text collate "C" not null,
  field text not null,
  sealed bytea not null,
  find_index bytea,
  provenance text not null,
  reference text collate "C" not null,
  set_at timestamp with time zone not null,
  constraint citizens_field_pkey PRIMARY KEY (person, field),
  constraint citizens_field_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person),
  constraint citizens_field_field_check CHECK (field = ANY (ARRAY['name'::text, 'birthDate'::text, 'sex'::text, 'phone'::text, 'address'::text])),
  constraint citizens_field_find_index_check CHECK (length(find_index) = 16),
  constraint citizens_field_sealed_check CHECK (length(sealed) > 29)
);
CREATE INDEX citizens_field_find ON citizens_field USING btree (field, find_index) WHERE find_index IS NOT NULL;
grant select, insert, update (sealed, find_index, provenance, reference, set_at) on citizens_field to citycard_app;

create table citizens_field_before (
  person text collate "C" not null,
  field text not null,
  version integer not null,
  sealed bytea not null,
  provenance text not null,
  reference text collate "C" not null,
  set_at timestamp with time zone not null,
  replaced_at timestamp with time zone not null,
  constraint citizens_field_before_pkey PRIMARY KEY (person, field, version)
);
grant select, insert, update (sealed) on citizens_field_before to citycard_app;

create table citizens_person (
  person text collate "C" not null,
  version integer not null,
  status text not null,
  twin_index bytea,
  merged_into text collate "C",
  registered_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  reference text collate "C" not null,
  constraint citizens_person_pkey PRIMARY KEY (person),
  constraint citizens_person_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES citizens_person(person),
  constraint citizens_person_check CHECK (merged_into <> person),
  constraint citizens_person_person_check CHECK (person ~ '^person_[0-9a-z]{20}$'::text),
  constraint citizens_person_status_check CHECK (status = ANY (ARRAY['alive'::text, 'moved-away'::text, 'dead'::text, 'missing'::text])),
  constraint citizens_person_twin_index_check CHECK (length(twin_index) = 16),
  constraint citizens_person_version_check CHECK (version > 0)
);
CREATE INDEX citizens_person_merged ON citizens_person USING btree (merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX citizens_person_twin ON citizens_person USING btree (twin_index) WHERE twin_index IS NOT NULL;
grant select, insert, update (version, status, twin_index, merged_into, changed_at) on citizens_person to citycard_app;

create table citizens_population_file (
  file text collate "C" not null,
  source text collate "C" not null,
  kind text not null,
  as_of date not null,
  encoding text not null,
  state text not null,
  digest bytea,
  row_count integer not null,
  rows_done integer not null default 0,
  absent_count integer not null default 0,
  received_at timestamp with time zone not null,
  received_by text not null,
  done_at timestamp with time zone,
  constraint citizens_population_file_pkey PRIMARY KEY (file),
  constraint citizens_population_file_absent_count_check CHECK (absent_count >= 0),
  constraint citizens_population_file_check CHECK (rows_done >= 0 AND rows_done <= row_count),
  constraint citizens_population_file_check1 CHECK (digest IS NOT NULL OR (state = ANY (ARRAY['arriving'::text, 'broken'::text]))),
  constraint citizens_population_file_digest_check CHECK (length(digest) = 32),
  constraint citizens_population_file_file_check CHECK (file ~ '^pop_[0-9a-z]{20}$'::text),
  constraint citizens_population_file_kind_check CHECK (kind = ANY (ARRAY['full'::text, 'delta'::text])),
  constraint citizens_population_file_row_count_check CHECK (row_count >= 0),
  constraint citizens_population_file_state_check CHECK (state = ANY (ARRAY['arriving'::text, 'waiting'::text, 'done'::text, 'broken'::text]))
);
CREATE UNIQUE INDEX citizens_population_file_once ON citizens_population_file USING btree (digest) WHERE state = ANY (ARRAY['waiting'::text, 'done'::text]);
CREATE INDEX citizens_population_file_turn ON citizens_population_file USING btree (source, as_of);
grant select, insert, update (state, digest, rows_done, absent_count, done_at) on citizens_population_file to citycard_app;

create table citizens_population_part (
  file text collate "C" not null,
  first_row integer not null,
  row_count integer not null,
  sealed bytea not null,
  constraint citizens_population_part_pkey PRIMARY KEY (file, first_row),
  constraint citizens_population_part_file_fkey FOREIGN KEY (file) REFERENCES citizens_population_file(file),
  constraint citizens_population_part_first_row_check CHECK (first_row > 0),
  constraint citizens_population_part_row_count_check CHECK (row_count > 0)
);
grant select, insert, delete on citizens_population_part to citycard_app;

create table citizens_population_row (
  file text collate "C" not null,
  row integer not null,
  verdict text not null,
  person text collate "C",
  refused text,
  field text,
  detail text,
  constraint citizens_population_row_pkey PRIMARY KEY (file, "row"),
  constraint citizens_population_row_file_fkey FOREIGN KEY (file) REFERENCES citizens_population_file(file),
  constraint citizens_population_row_check CHECK ((verdict = 'refused'::text) = (refused IS NOT NULL)),
  constraint citizens_population_row_verdict_check CHECK (verdict = ANY (ARRAY['created'::text, 'changed'::text, 'unchanged'::text, 'gone'::text, 'refused'::text]))
);
CREATE INDEX citizens_population_row_refused ON citizens_population_row USING btree (file, "row") WHERE verdict = 'refused'::text;
grant select, insert on citizens_population_row to citycard_app;

create table citizens_turn (
  slot integer not null,
  constraint citizens_turn_pkey PRIMARY KEY (slot)
);
grant select, insert, update (slot) on citizens_turn to citycard_app;

create table citizens_verification (
  concession text collate "C" not null,
  reference text collate "C" not null,
  verified_on date not null,
  verified_until date not null,
  evidence bytea not null,
  verified_by text not null,
  constraint citizens_verification_pkey PRIMARY KEY (concession, reference),
  constraint citizens_verification_concession_fkey FOREIGN KEY (concession) REFERENCES citizens_concession(concession)
);
grant select, insert, update (evidence) on citizens_verification to citycard_app;

create table citizens_vouched (
  source text collate "C" not null,
  person text collate "C" not null,
  file text collate "C" not null,
  since date not null,
  ended_on date,
  constraint citizens_vouched_pkey PRIMARY KEY (source, person),
  constraint citizens_vouched_file_fkey FOREIGN KEY (file) REFERENCES citizens_population_file(file),
  constraint citizens_vouched_person_fkey FOREIGN KEY (person) REFERENCES citizens_person(person)
);
grant select, insert, update (file, since, ended_on) on citizens_vouched to citycard_app;

create table clearing_batch (
  batch bigint not null,
  upload bigint not null,
  chunk integer not null,
  operator text not null,
  settle_date date not null,
  judged_at timestamp with time zone not null,
  first_line bigint not null,
  verdicts bytea not null,
  accepted_fen bigint not null,
  duplicate_fen bigint not null,
  suspect_fen bigint not null,
  rejected_fen bigint not null,
  out_of_order integer not null,
  late integer not null,
  evidence bytea not null,
  judged_under jsonb,
  constraint clearing_batch_pkey PRIMARY KEY (batch),
  constraint clearing_batch_upload_chunk_key UNIQUE (upload, chunk)
);
grant select, insert on clearing_batch to citycard_app;

create table clearing_batch_total (
  batch bigint not null,
  contract text not null,
  cause text not null,
  operator text not null,
  settle_date date not null,
  taps bigint not null,
  list_fen bigint not null,
  charged_fen bigint not null,
  card_discount_fen bigint not null,
  concession_fen bigint not null,
  transfer_fen bigint not null,
  city_card_fen bigint not null,
  city_concession_fen bigint not null,
  city_transfer_fen bigint not null,
  constraint clearing_batch_total_pkey PRIMARY KEY (batch, operator, contract, settle_date, cause),
  constraint clearing_batch_total_cause_check CHECK (cause = ANY (ARRAY['takings'::text, 'ruling'::text]))
);
CREATE INDEX clearing_batch_total_by_day ON clearing_batch_total USING btree (settle_date);
grant select, insert on clearing_batch_total to citycard_app;

create table clearing_card_fork (
  card bigint not null,
  purse smallint not null,
  counter integer not null,
  taps integer not null,
  constraint clearing_card_fork_pkey PRIMARY KEY (card, purse, counter)
);
grant select, insert, delete on clearing_card_fork to citycard_app;

create table clearing_card_gap (
  card bigint not null,
  purse smallint not null,
  from_counter integer not null,
  to_counter integer not null,
  missing_fen bigint,
  constraint clearing_card_gap_pkey PRIMARY KEY (card, purse, from_counter)
);
grant select, insert, delete on clearing_card_gap to citycard_app;

create table clearing_card_shadow (
  card bigint not null,
  purse smallint not null,
  next_counter integer not null,
  balance_fen bigint not null,
  last_at bigint not null,
  paid_fen bigint not null,
  held_fen bigint not null,
  tap_count integer not null,
  gap_count integer not null,
  break_count integer not null,
  fork_count integer not null,
  has_claims boolean not null,
  constraint clearing_card_shadow_pkey PRIMARY KEY (card, purse),
  constraint clearing_card_shadow_purse_check CHECK (purse = ANY (ARRAY[1, 2]))
) with (fillfactor=80);
grant select, insert, update on clearing_card_shadow to citycard_app;

create table clearing_card_todo (
  card bigint not null,
  note bigint not null default ((pg_current_xact_id())::text)::bigint,
  constraint clearing_card_todo_pkey PRIMARY KEY (card, note)
);
grant select, insert, delete on clearing_card_todo to citycard_app;

create table clearing_chain_todo (
  batch bigint not null,
  constraint clearing_chain_todo_pkey PRIMARY KEY (batch)
);
grant select, insert, delete on clearing_chain_todo to citycard_app;

create table clearing_chain_turn (
  only_one boolean not null default true,
  constraint clearing_chain_turn_pkey PRIMARY KEY (only_one),
  constraint clearing_chain_turn_only_one_check CHECK (only_one)
);
grant select, update on clearing_chain_turn to citycard_app;

create table clearing_claim (
  card bigint not null,
  event_date date not null,
  sam bigint not null,
  term_seq bigint not null,
  batch bigint not null,
  line integer not null,
  event_time integer not null,
  type smallint not null,
  discount smallint not null,
  key_version smallint not null,
  algorithm smallint not null,
  counter integer not null,
  amount_fen bigint not null,
  list_fen bigint not null,
  balance_before bigint not null,
  tac integer not null,
  reason smallint not null,
  operator text not null,
  constraint clearing_claim_pkey PRIMARY KEY (card, event_date, sam, term_seq, batch, line)
);
CREATE INDEX clearing_claim_by_batch ON clearing_claim USING btree (batch, line);
grant select, insert on clearing_claim to citycard_app;

create table clearing_presentment (
  upload bigint not null,
  chunk integer not null,
  first_line bigint not null,
  record_count integer not null,
  raw bytea not null storage external,
  constraint clearing_presentment_pkey PRIMARY KEY (upload, chunk)
);
grant select, insert on clearing_presentment to citycard_app;

create table clearing_reject (
  batch bigint not null,
  line integer not null,
  reason smallint not null,
  field text not null,
  detail text not null,
  constraint clearing_reject_pkey PRIMARY KEY (batch, line)
);
grant select, insert on clearing_reject to citycard_app;

create table clearing_ruling (
  card bigint not null,
  event_date date not null,
  sam bigint not null,
  term_seq bigint not null,
  run bigint not null,
  batch bigint not null,
  line integer not null,
  reason smallint not null,
  sign smallint not null,
  operator text not null,
  settle_date date not null,
  amount_fen bigint not null,
  list_fen bigint not null,
  discount smallint not null,
  ruled_at timestamp with time zone not null,
  constraint clearing_ruling_pkey PRIMARY KEY (card, event_date, sam, term_seq, run, batch, line),
  constraint clearing_ruling_sign_check CHECK (sign = ANY (ARRAY['-1'::integer, 0, 1]))
);
CREATE INDEX clearing_ruling_by_batch ON clearing_ruling USING btree (batch, line);
CREATE INDEX clearing_ruling_by_run ON clearing_ruling USING btree (run);
grant select, insert on clearing_ruling to citycard_app;

create table clearing_sam_shadow (
  sam bigint not null,
  first_seq bigint not null,
  last_seq bigint not null,
  constraint clearing_sam_shadow_pkey PRIMARY KEY (sam)
) with (fillfactor=80);
grant select, insert, update on clearing_sam_shadow to citycard_app;

create table clearing_tap (
  card bigint not null,
  sam bigint not null,
  term_seq bigint not null,
  event_date date not null,
  event_time integer not null,
  type smallint not null,
  discount smallint not null,
  key_version smallint not null,
  algorithm smallint not null,
  counter integer not null,
  line integer not null,
  amount_fen bigint not null,
  list_fen bigint not null,
  balance_before bigint not null,
  batch bigint not null,
  tac integer not null,
  constraint clearing_tap_pkey PRIMARY KEY (card, event_date, sam, term_seq),
  constraint clearing_tap_amount_fen_check CHECK (amount_fen >= 0),
  constraint clearing_tap_counter_check CHECK (counter >= 0 AND counter <= 65535),
  constraint clearing_tap_list_fen_check CHECK (list_fen >= 0)
);
CREATE INDEX clearing_tap_by_batch ON clearing_tap USING btree (batch);
CREATE INDEX clearing_tap_by_sam ON clearing_tap USING btree (sam, term_seq);
grant select, insert on clearing_tap to citycard_app;

create table clearing_upload (
  upload bigint not null generated always as identity,
  operator text not null,
  file_no bigint not null,
  form text not null,
  state text not null default 'receiving'::text,
  refused text,
  field text,
  detail text,
  created_at text not null,
  record_count bigint,
  sum_fen bigint,
  digest bytea,
  received_at timestamp with time zone not null,
  completed_at timestamp with time zone,
  receipt jsonb,
  constraint clearing_upload_pkey PRIMARY KEY (upload),
  constraint clearing_upload_check CHECK ((state = ANY (ARRAY['refused'::text, 'cut-off'::text])) = (refused IS NOT NULL)),
  constraint clearing_upload_check1 CHECK ((state = 'complete'::text) = (receipt IS NOT NULL)),
  constraint clearing_upload_file_no_check CHECK (file_no > 0),
  constraint clearing_upload_form_check CHECK (form = ANY (ARRAY['text'::text, 'binary'::text])),
  constraint clearing_upload_state_check CHECK (state = ANY (ARRAY['receiving'::text, 'received'::text, 'complete'::text, 'refused'::text, 'cut-off'::text]))
);
CREATE UNIQUE INDEX clearing_upload_once ON clearing_upload USING btree (operator, file_no) WHERE state = ANY (ARRAY['received'::text, 'complete'::text]);
CREATE INDEX clearing_upload_unfinished ON clearing_upload USING btree (upload) WHERE state = ANY (ARRAY['receiving'::text, 'received'::text]);
grant select, insert, update (state, refused, field, detail, record_count, sum_fen, digest, completed_at, receipt) on clearing_upload to citycard_app;

create table http_idempotency (
  actor text collate "C" not null,
  endpoint text collate "C" not null,
  key text collate "C" not null,
  digest bytea not null,
  claimed_at timestamp with time zone not null,
  answer text,
  sealed bytea,
  forgotten_at timestamp with time zone,
  constraint http_idempotency_pkey PRIMARY KEY (actor, endpoint, key),
  constraint http_idempotency_actor_check CHECK (actor <> ''::text),
  constraint http_idempotency_check CHECK (answer IS NULL OR sealed IS NULL),
  constraint http_idempotency_check1 CHECK (forgotten_at > claimed_at),
  constraint http_idempotency_check2 CHECK (forgotten_at IS NULL OR answer IS NULL AND sealed IS NULL),
  constraint http_idempotency_digest_check CHECK (length(digest) >= 16 AND length(digest) <= 32),
  constraint http_idempotency_endpoint_check CHECK (endpoint <> ''::text),
  constraint http_idempotency_key_check CHECK (key ~ '^[!-~]{1,128}$'::text)
);
CREATE INDEX http_idempotency_forgotten ON http_idempotency USING btree (claimed_at) WHERE forgotten_at IS NOT NULL;
CREATE INDEX http_idempotency_kept ON http_idempotency USING btree (claimed_at) WHERE forgotten_at IS NULL;
grant select, insert, update (answer, sealed, forgotten_at), delete on http_idempotency to citycard_app;

create table issuing_deposit (
  card bigint not null,
  reference text collate "C" not null,
  amount_fen bigint not null,
  taken_at timestamp with time zone not null,
  state text not null default 'held'::text,
  ended_at timestamp with time zone,
  end_reference text,
  constraint issuing_deposit_pkey PRIMARY KEY (card, reference),
  constraint issuing_deposit_amount_fen_check CHECK (amount_fen > 0),
  constraint issuing_deposit_check CHECK ((ended_at IS NULL) = (state = 'held'::text)),
  constraint issuing_deposit_state_check CHECK (state = ANY (ARRAY['held'::text, 'given-back'::text, 'kept'::text]))
);
CREATE UNIQUE INDEX issuing_deposit_held ON issuing_deposit USING btree (card) WHERE state = 'held'::text;
grant select, insert, update (state, ended_at, end_reference) on issuing_deposit to citycard_app;

create table issuing_order (
  personalisation_order text collate "C" not null,
  product text collate "C" not null,
  product_version smallint not null,
  profile text not null,
  maker text collate "C" not null,
  row_count integer not null,
  key_version smallint not null,
  algorithm smallint not null,
  ordered_at timestamp with time zone not null,
  ordered_by text not null,
  keys jsonb not null,
  state text not null default 'open'::text,
  constraint issuing_order_pkey PRIMARY KEY (personalisation_order),
  constraint issuing_order_maker_check CHECK (maker ~ '^[a-z0-9-]{1,40}$'::text),
  constraint issuing_order_row_count_check CHECK (row_count > 0),
  constraint issuing_order_state_check CHECK (state = ANY (ARRAY['open'::text, 'answered'::text]))
);
grant select, insert, update (state) on issuing_order to citycard_app;

create table issuing_order_row (
  personalisation_order text collate "C" not null,
  nth integer not null,
  serial text collate "C" not null,
  card_number bigint not null,
  printed text not null,
  issuer text not null,
  valid_from date not null,
  valid_to date not null,
  card_kind smallint not null,
  result text,
  answered_at timestamp with time zone,
  constraint issuing_order_row_pkey PRIMARY KEY (personalisation_order, nth),
  constraint issuing_order_row_card_number_key UNIQUE (card_number),
  constraint issuing_order_row_personalisation_order_fkey FOREIGN KEY (personalisation_order) REFERENCES issuing_order(personalisation_order),
  constraint issuing_order_row_serial_fkey FOREIGN KEY (serial) REFERENCES issuing_stock(serial),
  constraint issuing_order_row_check CHECK ((result IS NULL) = (answered_at IS NULL)),
  constraint issuing_order_row_nth_check CHECK (nth > 0),
  constraint issuing_order_row_result_check CHECK (result = ANY (ARRAY['ok'::text, 'scrap'::text, 'not-dispensed'::text]))
);
grant select, insert, update (result, answered_at) on issuing_order_row to citycard_app;

create table issuing_plan (
  product text collate "C" not null,
  issuer text not null,
  prefix text not null,
  digits smallint not null,
  key_version smallint not null,
  algorithm smallint not null,
  card_kind smallint not null,
  next_number bigint not null,
  version integer not null,
  constraint issuing_plan_pkey PRIMARY KEY (product),
  constraint issuing_plan_algorithm_check CHECK (algorithm = ANY (ARRAY[0, 4])),
  constraint issuing_plan_card_kind_check CHECK (card_kind >= 1 AND card_kind <= 5),
  constraint issuing_plan_check CHECK (digits >= 16 AND digits <= 19 AND digits > length(prefix)),
  constraint issuing_plan_issuer_check CHECK (issuer ~ '^[0-9A-F]{16}$'::text),
  constraint issuing_plan_key_version_check CHECK (key_version >= 1 AND key_version <= 63),
  constraint issuing_plan_next_number_check CHECK (next_number >= 0),
  constraint issuing_plan_prefix_check CHECK (prefix ~ '^[0-9]{4,15}$'::text),
  constraint issuing_plan_version_check CHECK (version > 0)
);
grant select, insert, update (issuer, prefix, digits, key_version, algorithm, card_kind, next_number, version) on issuing_plan to citycard_app;

create table issuing_renewal (
  card bigint not null,
  renewal text collate "C" not null,
  valid_to date not null,
  extend_to date not null,
  fee_fen bigint not null,
  funding jsonb,
  account text collate "C",
  state text not null default 'open'::text,
  begun_at timestamp with time zone not null,
  begun_by text not null,
  ended_at timestamp with time zone,
  constraint issuing_renewal_pkey PRIMARY KEY (card, renewal),
  constraint issuing_renewal_check CHECK (extend_to > valid_to),
  constraint issuing_renewal_check1 CHECK ((fee_fen > 0) = (account IS NOT NULL)),
  constraint issuing_renewal_check2 CHECK ((ended_at IS NOT NULL) = (state = ANY (ARRAY['done'::text, 'given-up'::text]))),
  constraint issuing_renewal_fee_fen_check CHECK (fee_fen >= 0),
  constraint issuing_renewal_renewal_check CHECK (renewal ~ '^ren_'::text),
  constraint issuing_renewal_state_check CHECK (state = ANY (ARRAY['open'::text, 'told'::text, 'done'::text, 'given-up'::text]))
);
CREATE INDEX issuing_renewal_named ON issuing_renewal USING btree (renewal);
CREATE UNIQUE INDEX issuing_renewal_one ON issuing_renewal USING btree (card) WHERE state = ANY (ARRAY['open'::text, 'told'::text]);
grant select, insert, update (state, ended_at) on issuing_renewal to citycard_app;

create table issuing_stock (
  serial text collate "C" not null,
  batch text collate "C" not null,
  profile text not null,
  state text not null,
  holder text collate "C",
  card_number bigint,
  received_at timestamp with time zone not null,
  constraint issuing_stock_pkey PRIMARY KEY (serial),
  constraint issuing_stock_card_number_key UNIQUE (card_number),
  constraint issuing_stock_batch_check CHECK (batch ~ '^[a-z0-9-]{1,40}$'::text),
  constraint issuing_stock_card_number_check CHECK (card_number >= 0),
  constraint issuing_stock_check CHECK ((holder IS NOT NULL) = (state = 'with-clerk'::text)),
  constraint issuing_stock_profile_check CHECK (profile = ANY (ARRAY['pboc'::text, 'mohurd'::text, 't-union'::text])),
  constraint issuing_stock_serial_check CHECK (serial ~ '^[0-9A-F]{16}$'::text),
  constraint issuing_stock_state_check CHECK (state = ANY (ARRAY['in-store'::text, 'with-clerk'::text, 'at-maker'::text, 'issued'::text, 'spoiled'::text, 'scrapped'::text, 'destroyed'::text]))
);
CREATE INDEX issuing_stock_batch ON issuing_stock USING btree (batch, serial);
CREATE INDEX issuing_stock_blank ON issuing_stock USING btree (profile, serial) WHERE state = 'in-store'::text AND card_number IS NULL;
CREATE INDEX issuing_stock_holder ON issuing_stock USING btree (holder) WHERE holder IS NOT NULL;
grant select, insert, update (state, holder, card_number) on issuing_stock to citycard_app;

create table issuing_stock_move (
  serial text collate "C" not null,
  step integer not null,
  moved_at timestamp with time zone not null,
  act text not null,
  from_state text,
  to_state text not null,
  from_holder text,
  to_holder text,
  reason text not null,
  reference text not null,
  actor text not null,
  constraint issuing_stock_move_pkey PRIMARY KEY (serial, step),
  constraint issuing_stock_move_serial_fkey FOREIGN KEY (serial) REFERENCES issuing_stock(serial),
  constraint issuing_stock_move_step_check CHECK (step > 0)
);
grant select, insert on issuing_stock_move to citycard_app;

create table issuing_writing (
  writing text collate "C" not null,
  serial text collate "C" not null,
  card_number bigint not null,
  printed text not null,
  product text collate "C" not null,
  product_version smallint not null,
  profile text not null,
  issuer text not null,
  valid_from date not null,
  valid_to date not null,
  key_version smallint not null,
  algorithm smallint not null,
  card_kind smallint not null,
  begun_at timestamp with time zone not null,
  begun_by text not null,
  state text not null default 'open'::text,
  ended_at timestamp with time zone,
  constraint issuing_writing_pkey PRIMARY KEY (writing),
  constraint issuing_writing_card_number_key UNIQUE (card_number),
  constraint issuing_writing_serial_fkey FOREIGN KEY (serial) REFERENCES issuing_stock(serial),
  constraint issuing_writing_check CHECK ((ended_at IS NULL) = (state = 'open'::text)),
  constraint issuing_writing_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'given-up'::text]))
);
CREATE UNIQUE INDEX issuing_writing_open ON issuing_writing USING btree (serial) WHERE state = 'open'::text;
grant select, insert, update (state, ended_at) on issuing_writing to citycard_app;

create table ledger_account (
  account text collate "C" not null,
  code text not null,
  name text not null,
  fund text not null,
  side "char" not null,
  floored boolean not null,
  opened_at timestamp with time zone not null,
  constraint ledger_account_pkey PRIMARY KEY (account),
  constraint ledger_account_side_check CHECK (side = ANY (ARRAY['D'::"char", 'C'::"char"]))
);
grant select, insert on ledger_account to citycard_app;

create table ledger_balance (
  account text collate "C" not null,
  side "char" not null,
  floored boolean not null,
  posted_debits_fen bigint not null default 0,
  posted_credits_fen bigint not null default 0,
  pending_debits_fen bigint not null default 0,
  pending_credits_fen bigint not null default 0,
  day date not null,
  day_debits_fen bigint not null default 0,
  day_credits_fen bigint not null default 0,
  constraint ledger_balance_pkey PRIMARY KEY (account),
  constraint ledger_balance_check CHECK (day_debits_fen >= 0 AND day_debits_fen <= posted_debits_fen),
  constraint ledger_balance_check1 CHECK (day_credits_fen >= 0 AND day_credits_fen <= posted_credits_fen),
  constraint ledger_balance_floor CHECK (NOT floored OR side = 'C'::"char" AND (posted_credits_fen - posted_debits_fen - pending_debits_fen) >= 0 OR side = 'D'::"char" AND (posted_debits_fen - posted_credits_fen - pending_credits_fen) >= 0),
  constraint ledger_balance_pending_credits_fen_check CHECK (pending_credits_fen >= 0),
  constraint ledger_balance_pending_debits_fen_check CHECK (pending_debits_fen >= 0),
  constraint ledger_balance_posted_credits_fen_check CHECK (posted_credits_fen >= 0),
  constraint ledger_balance_posted_debits_fen_check CHECK (posted_debits_fen >= 0),
  constraint ledger_balance_side_check CHECK (side = ANY (ARRAY['D'::"char", 'C'::"char"]))
) with (fillfactor=70);
grant select, insert, update on ledger_balance to citycard_app;

create table ledger_chain (
  chain text not null,
  seq bigint not null,
  hash bytea not null,
  horizon bigint not null,
  candidate bigint not null,
  candidate_xid text not null,
  constraint ledger_chain_pkey PRIMARY KEY (chain),
  constraint ledger_chain_hash_check CHECK (length(hash) = 32)
);
grant select, update on ledger_chain to citycard_app;

create table ledger_day (
  day date not null,
  state text not null,
  opened_at timestamp with time zone not null default now(),
  closing_at timestamp with time zone,
  closed_at timestamp with time zone,
  total_fen bigint,
  digest bytea,
  constraint ledger_day_pkey PRIMARY KEY (day),
  constraint ledger_day_check CHECK ((state = 'open'::text) = (closing_at IS NULL)),
  constraint ledger_day_check1 CHECK ((state = 'closed'::text) = (closed_at IS NOT NULL)),
  constraint ledger_day_check2 CHECK ((state = 'closed'::text) = (digest IS NOT NULL)),
  constraint ledger_day_check3 CHECK ((state = 'closed'::text) = (total_fen IS NOT NULL)),
  constraint ledger_day_digest_check CHECK (length(digest) = 32),
  constraint ledger_day_state_check CHECK (state = ANY (ARRAY['open'::text, 'closing'::text, 'closed'::text]))
);
CREATE UNIQUE INDEX ledger_day_open ON ledger_day USING btree (state) WHERE state = 'open'::text;
grant select, insert, update on ledger_day to citycard_app;

create table ledger_day_balance (
  account text collate "C" not null,
  day date not null,
  debits_fen bigint not null,
  credits_fen bigint not null,
  constraint ledger_day_balance_pkey PRIMARY KEY (account, day),
  constraint ledger_day_balance_credits_fen_check CHECK (credits_fen >= 0),
  constraint ledger_day_balance_debits_fen_check CHECK (debits_fen >= 0)
) with (fillfactor=70);
CREATE INDEX ledger_day_balance_day ON ledger_day_balance USING btree (day);
grant select, insert, update on ledger_day_balance to citycard_app;

create table ledger_day_total (
  day date not null,
  session integer not null,
  debits_fen bigint not null,
  constraint ledger_day_total_pkey PRIMARY KEY (day, session),
  constraint ledger_day_total_debits_fen_check CHECK (debits_fen > 0)
) with (fillfactor=50);
grant select, insert, update on ledger_day_total to citycard_app;

create table ledger_entry (
  movement bigint not null,
  line integer not null,
  account text collate "C" not null,
  side "char" not null,
  amount_fen bigint not null,
  count integer not null,
  day date not null,
  constraint ledger_entry_pkey PRIMARY KEY (movement, line),
  constraint ledger_entry_amount_fen_check CHECK (amount_fen > 0),
  constraint ledger_entry_count_check CHECK (count >= 0),
  constraint ledger_entry_line_check CHECK (line > 0),
  constraint ledger_entry_side_check CHECK (side = ANY (ARRAY['D'::"char", 'C'::"char"]))
);
CREATE INDEX ledger_entry_account ON ledger_entry USING btree (account, day, movement);
grant select, insert on ledger_entry to citycard_app;

create table ledger_hold (
  hold text collate "C" not null,
  kind text not null,
  effective_at timestamp with time zone not null,
  held_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  digest bytea not null,
  evidence bytea,
  corrects text,
  debits text[] not null,
  credits text[] not null,
  amounts_fen bigint[] not null,
  counts integer[] not null,
  constraint ledger_hold_pkey PRIMARY KEY (hold),
  constraint ledger_hold_check CHECK (cardinality(credits) = cardinality(debits)),
  constraint ledger_hold_check1 CHECK (cardinality(amounts_fen) = cardinality(debits) AND (0 < ALL (amounts_fen))),
  constraint ledger_hold_check2 CHECK (cardinality(counts) = cardinality(debits)),
  constraint ledger_hold_debits_check CHECK (cardinality(debits) > 0),
  constraint ledger_hold_digest_check CHECK (length(digest) = 32),
  constraint ledger_hold_evidence_check CHECK (length(evidence) = 32)
);
grant select, insert on ledger_hold to citycard_app;

create table ledger_hold_end (
  hold text collate "C" not null,
  outcome text not null,
  reference text,
  ended_at timestamp with time zone not null,
  constraint ledger_hold_end_pkey PRIMARY KEY (hold),
  constraint ledger_hold_end_check CHECK ((outcome = 'posted'::text) = (reference IS NOT NULL)),
  constraint ledger_hold_end_outcome_check CHECK (outcome = ANY (ARRAY['posted'::text, 'voided'::text, 'expired'::text]))
);
grant select, insert on ledger_hold_end to citycard_app;

create table ledger_hold_open (
  hold text collate "C" not null,
  expires_at timestamp with time zone not null,
  constraint ledger_hold_open_pkey PRIMARY KEY (hold)
);
CREATE INDEX ledger_hold_open_expiry ON ledger_hold_open USING btree (expires_at);
grant select, insert, delete on ledger_hold_open to citycard_app;

create table ledger_movement (
  movement bigint not null generated always as identity,
  reference text collate "C" not null,
  kind text not null,
  day date not null,
  effective_at timestamp with time zone not null,
  posted_at timestamp with time zone not null,
  debit_fen bigint not null,
  credit_fen bigint not null,
  digest bytea not null,
  line_digests bytea not null,
  evidence bytea,
  corrects text,
  constraint ledger_movement_pkey PRIMARY KEY (movement),
  constraint ledger_movement_reference_key UNIQUE (reference),
  constraint ledger_movement_check CHECK (debit_fen = credit_fen),
  constraint ledger_movement_check1 CHECK ((debit_fen = 0) = (length(line_digests) = 0)),
  constraint ledger_movement_check2 CHECK (debit_fen > 0 OR evidence IS NOT NULL),
  constraint ledger_movement_debit_fen_check CHECK (debit_fen >= 0),
  constraint ledger_movement_digest_check CHECK (length(digest) = 32),
  constraint ledger_movement_evidence_check CHECK (length(evidence) = 32),
  constraint ledger_movement_line_digests_check CHECK ((length(line_digests) % 16) = 0)
);
CREATE INDEX ledger_movement_pos ON ledger_movement USING btree (day, movement) WHERE kind = ANY (ARRAY['pos-sale'::text, 'pos-sale-undone'::text, 'pos-refund'::text, 'pos-claim-upheld'::text]);
CREATE INDEX ledger_movement_remedy ON ledger_movement USING btree (movement) WHERE kind = 'dispute-remedied'::text;
grant select, insert on ledger_movement to citycard_app;

create table ledger_seal (
  seq bigint not null,
  previous_hash bytea not null,
  hash bytea not null,
  sealed_at timestamp with time zone not null default now(),
  last_movement bigint not null,
  movements bigint[] not null,
  references text[] not null,
  digests bytea not null,
  constraint ledger_seal_pkey PRIMARY KEY (seq),
  constraint ledger_seal_hash_key UNIQUE (hash),
  constraint ledger_seal_check CHECK (cardinality("references") = cardinality(movements)),
  constraint ledger_seal_check1 CHECK (length(digests) = (8 * cardinality(movements))),
  constraint ledger_seal_hash_check CHECK (length(hash) = 32),
  constraint ledger_seal_movements_check CHECK (cardinality(movements) > 0),
  constraint ledger_seal_previous_hash_check CHECK (length(previous_hash) = 32),
  constraint ledger_seal_seq_check CHECK (seq > 0)
);
CREATE INDEX ledger_seal_last ON ledger_seal USING btree (last_movement);
grant select, insert on ledger_seal to citycard_app;

create table loads_auto_order (
  card bigint not null,
  auto text collate "C" not null,
  person text collate "C" not null,
  amount_fen bigint not null,
  state text not null default 'waiting'::text,
  load text collate "C",
  placed_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint loads_auto_order_pkey PRIMARY KEY (card, auto),
  constraint loads_auto_order_amount_fen_check CHECK (amount_fen > 0),
  constraint loads_auto_order_auto_check CHECK (auto <> ''::text),
  constraint loads_auto_order_check CHECK ((state = 'taken'::text) = (load IS NOT NULL)),
  constraint loads_auto_order_state_check CHECK (state = ANY (ARRAY['waiting'::text, 'taken'::text, 'withdrawn'::text]))
);
CREATE UNIQUE INDEX loads_auto_order_one ON loads_auto_order USING btree (card) WHERE state = 'waiting'::text;
CREATE INDEX loads_auto_order_person ON loads_auto_order USING btree (person, placed_at);
grant select, insert, update (state, load, ended_at) on loads_auto_order to citycard_app;

create table loads_order (
  card bigint not null,
  load text collate "C" not null,
  digits smallint not null,
  way text not null,
  cause text not null,
  original text collate "C",
  amount_fen bigint not null,
  funding jsonb not null,
  account text collate "C" not null,
  terminal text not null,
  city_time text not null,
  state text not null default 'requested'::text,
  requested_by text not null,
  requested_at timestamp with time zone not null,
  session text,
  held_until timestamp with time zone not null,
  counter integer,
  old_balance_fen bigint,
  key_version smallint,
  algorithm smallint,
  random bytea,
  authorised_at timestamp with time zone,
  evidence text,
  resolved_at timestamp with time zone,
  settled_account text collate "C",
  settled_at timestamp with time zone,
  steps integer not null default 0,
  fee_fen bigint not null default 0,
  fee_why jsonb,
  overdraft_fen bigint not null default 0,
  constraint loads_order_pkey PRIMARY KEY (card, load),
  constraint loads_order_amount_fen_check CHECK (amount_fen >= 0),
  constraint loads_order_cause_check CHECK (cause = ANY (ARRAY['counter'::text, 'void'::text, 'auto'::text, 'return'::text])),
  constraint loads_order_check CHECK (way = 'unload'::text OR amount_fen > 0),
  constraint loads_order_check1 CHECK ((state = ANY (ARRAY['requested'::text, 'dropped'::text])) OR amount_fen > 0),
  constraint loads_order_check2 CHECK ((state = ANY (ARRAY['requested'::text, 'dropped'::text, 'not-done'::text])) OR counter IS NOT NULL),
  constraint loads_order_check3 CHECK ((state = ANY (ARRAY['confirmed'::text, 'not-done'::text])) = (evidence IS NOT NULL)),
  constraint loads_order_check4 CHECK (way = 'unload'::text OR original IS NULL),
  constraint loads_order_check5 CHECK ((cause = 'void'::text) = (original IS NOT NULL)),
  constraint loads_order_check6 CHECK (fee_fen >= 0 AND fee_fen <= amount_fen),
  constraint loads_order_check7 CHECK (fee_fen = 0 OR way = 'unload'::text AND fee_why IS NOT NULL),
  constraint loads_order_check8 CHECK (overdraft_fen >= 0 AND overdraft_fen <= amount_fen),
  constraint loads_order_check9 CHECK (overdraft_fen = 0 OR way = 'load'::text),
  constraint loads_order_city_time_check CHECK (city_time ~ '^[0-9]{14}$'::text),
  constraint loads_order_counter_check CHECK (counter >= 0 AND counter <= 65535),
  constraint loads_order_digits_check CHECK (digits >= 16 AND digits <= 19),
  constraint loads_order_evidence_check CHECK (evidence = ANY (ARRAY['answer'::text, 'proof'::text, 'counter'::text, 'tap'::text, 'refund'::text, 'never-opened'::text])),
  constraint loads_order_load_check CHECK (load <> ''::text),
  constraint loads_order_random_check CHECK (length(random) = 4),
  constraint loads_order_state_check CHECK (state = ANY (ARRAY['requested'::text, 'authorised'::text, 'unknown'::text, 'confirmed'::text, 'not-done'::text, 'dropped'::text])),
  constraint loads_order_terminal_check CHECK (terminal ~ '^[0-9]{12}$'::text),
  constraint loads_order_way_check CHECK (way = ANY (ARRAY['load'::text, 'unload'::text]))
) with (fillfactor=70);
CREATE INDEX loads_order_by_account ON loads_order USING btree (account, requested_at);
CREATE INDEX loads_order_by_time ON loads_order USING btree (requested_at, load);
CREATE UNIQUE INDEX loads_order_in_doubt ON loads_order USING btree (card) WHERE state = ANY (ARRAY['authorised'::text, 'unknown'::text]);
CREATE INDEX loads_order_named ON loads_order USING btree (load);
CREATE INDEX loads_order_open ON loads_order USING btree (requested_at) WHERE state = ANY (ARRAY['requested'::text, 'authorised'::text, 'unknown'::text]);
CREATE INDEX loads_order_owed ON loads_order USING btree (resolved_at) WHERE settled_at IS NULL AND (way = 'load'::text AND state = 'not-done'::text OR way = 'unload'::text AND state = 'confirmed'::text);
CREATE UNIQUE INDEX loads_order_void ON loads_order USING btree (card, original) WHERE original IS NOT NULL AND (state <> ALL (ARRAY['dropped'::text, 'not-done'::text]));
grant select, insert, update (amount_fen, state, session, counter, old_balance_fen, key_version, algorithm, random, authorised_at, evidence, resolved_at, settled_account, settled_at, steps, fee_fen, fee_why, overdraft_fen) on loads_order to citycard_app;

create table loads_step (
  card bigint not null,
  load text collate "C" not null,
  step integer not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  at timestamp with time zone not null,
  actor text not null,
  reference text not null,
  evidence text,
  constraint loads_step_pkey PRIMARY KEY (card, load, step)
);
grant select, insert on loads_step to citycard_app;

create table oversight_approval (
  approval text collate "C" not null,
  endpoint text collate "C" not null,
  request bytea not null,
  because text not null,
  reference text collate "C" not null,
  maker text collate "C" not null,
  requested_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  state text collate "C" not null default 'pending'::text,
  decided_by text collate "C",
  decided_at timestamp with time zone,
  reason text,
  outcome bytea,
  constraint oversight_approval_pkey PRIMARY KEY (approval),
  constraint oversight_approval_reference_key UNIQUE (reference),
  constraint oversight_approval_approval_check CHECK (approval ~ '^appr_[a-z0-9]{8,64}$'::text),
  constraint oversight_approval_check CHECK (expires_at > requested_at),
  constraint oversight_approval_check1 CHECK ((state = 'pending'::text) = (decided_by IS NULL)),
  constraint oversight_approval_check2 CHECK ((decided_by IS NULL) = (decided_at IS NULL)),
  constraint oversight_approval_check3 CHECK (decided_by <> maker),
  constraint oversight_approval_state_check CHECK (state = ANY (ARRAY['pending'::text, 'approved'::text, 'rejected'::text]))
);
CREATE INDEX oversight_approval_by_maker ON oversight_approval USING btree (maker, requested_at);
CREATE INDEX oversight_approval_pending ON oversight_approval USING btree (requested_at, approval) WHERE state = 'pending'::text;
grant select, insert, update on oversight_approval to citycard_app;

create table oversight_certificate (
  fingerprint bytea not null,
  serial text collate "C" not null,
  common_name text not null,
  bound_kind text collate "C" not null,
  bound_to text collate "C" not null,
  operator text collate "C",
  not_before timestamp with time zone not null,
  not_after timestamp with time zone not null,
  issued_by text collate "C" not null,
  issued_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_by text collate "C",
  revoke_reason text,
  constraint oversight_certificate_pkey PRIMARY KEY (fingerprint),
  constraint oversight_certificate_serial_key UNIQUE (serial),
  constraint oversight_certificate_bound_kind_check CHECK (bound_kind = ANY (ARRAY['terminal'::text, 'operator'::text])),
  constraint oversight_certificate_check CHECK (not_after > not_before),
  constraint oversight_certificate_check1 CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  constraint oversight_certificate_fingerprint_check CHECK (length(fingerprint) = 32),
  constraint oversight_certificate_serial_check CHECK (serial ~ '^[0-9a-f]{2,40}$'::text)
);
CREATE INDEX oversight_certificate_by_holder ON oversight_certificate USING btree (bound_kind, bound_to);
grant select, insert, update on oversight_certificate to citycard_app;

create table oversight_oidc_flow (
  state_digest bytea not null,
  sealed bytea not null,
  expires_at timestamp with time zone not null,
  constraint oversight_oidc_flow_pkey PRIMARY KEY (state_digest),
  constraint oversight_oidc_flow_state_digest_check CHECK (length(state_digest) = 32)
);
grant select, insert, delete on oversight_oidc_flow to citycard_app;

create table oversight_recovery_code (
  staff text collate "C" not null,
  digest bytea not null,
  made_at timestamp with time zone not null,
  used_at timestamp with time zone,
  constraint oversight_recovery_code_pkey PRIMARY KEY (staff, digest),
  constraint oversight_recovery_code_staff_fkey FOREIGN KEY (staff) REFERENCES oversight_staff(staff),
  constraint oversight_recovery_code_digest_check CHECK (length(digest) = 32)
);
grant select, insert, update on oversight_recovery_code to citycard_app;

create table oversight_session (
  session text collate "C" not null,
  token_digest bytea not null,
  staff text collate "C" not null,
  way text collate "C" not null,
  second_factor boolean not null,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  revoked_at timestamp with time zone,
  revoked_by text collate "C",
  constraint oversight_session_pkey PRIMARY KEY (session),
  constraint oversight_session_token_digest_key UNIQUE (token_digest),
  constraint oversight_session_staff_fkey FOREIGN KEY (staff) REFERENCES oversight_staff(staff),
  constraint oversight_session_check CHECK (expires_at > created_at),
  constraint oversight_session_check1 CHECK ((revoked_at IS NULL) = (revoked_by IS NULL)),
  constraint oversight_session_session_check CHECK (session ~ '^ses_[a-z0-9]{8,64}$'::text),
  constraint oversight_session_token_digest_check CHECK (length(token_digest) = 32),
  constraint oversight_session_way_check CHECK (way = ANY (ARRAY['password'::text, 'oidc'::text]))
);
CREATE INDEX oversight_session_live ON oversight_session USING btree (staff) WHERE revoked_at IS NULL;
CREATE INDEX oversight_session_over ON oversight_session USING btree (expires_at);
grant select, insert, update, delete on oversight_session to citycard_app;

create table oversight_staff (
  staff text collate "C" not null,
  login text collate "C" not null,
  display_name text not null,
  roles text[] collate "C" not null,
  operator text collate "C",
  agent text collate "C",
  person text collate "C",
  password text,
  password_temporary boolean not null default false,
  password_changed_at timestamp with time zone,
  second_factor_required boolean not null default false,
  totp_secret bytea,
  totp_confirmed_at timestamp with time zone,
  totp_last_step bigint not null default 0,
  oidc_issuer text collate "C",
  oidc_subject text collate "C",
  wrong_tries integer not null default 0,
  locked_until timestamp with time zone,
  state text collate "C" not null default 'active'::text,
  demo boolean not null default false,
  version integer not null default 1,
  created_at timestamp with time zone not null,
  constraint oversight_staff_pkey PRIMARY KEY (staff),
  constraint oversight_staff_login_key UNIQUE (login),
  constraint oversight_staff_oidc_issuer_oidc_subject_key UNIQUE (oidc_issuer, oidc_subject),
  constraint oversight_staff_check CHECK (totp_confirmed_at IS NULL OR totp_secret IS NOT NULL),
  constraint oversight_staff_check1 CHECK ((oidc_issuer IS NULL) = (oidc_subject IS NULL)),
  constraint oversight_staff_check2 CHECK (('operator'::text = ANY (roles)) = (operator IS NOT NULL)),
  constraint oversight_staff_check3 CHECK (('agent'::text = ANY (roles)) = (agent IS NOT NULL)),
  constraint oversight_staff_check4 CHECK (('citizen'::text = ANY (roles)) = (person IS NOT NULL)),
  constraint oversight_staff_display_name_check CHECK (length(display_name) >= 1 AND length(display_name) <= 100),
  constraint oversight_staff_login_check CHECK (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'::text),
  constraint oversight_staff_password_check CHECK (password ~~ 'scrypt$%'::text),
  constraint oversight_staff_roles_check CHECK (cardinality(roles) > 0),
  constraint oversight_staff_staff_check CHECK (staff ~ '^staff_[a-z0-9]{8,64}$'::text),
  constraint oversight_staff_state_check CHECK (state = ANY (ARRAY['active'::text, 'disabled'::text])),
  constraint oversight_staff_version_check CHECK (version > 0),
  constraint oversight_staff_wrong_tries_check CHECK (wrong_tries >= 0)
);
grant select, insert, update on oversight_staff to citycard_app;

create table oversight_trail (
  entry bigint not null generated always as identity,
  at timestamp with time zone not null,
  actor text collate "C" not null,
  actor_kind text collate "C" not null,
  approved_by text collate "C",
  act text collate "C" not null,
  subject text collate "C" not null,
  reason text,
  detail text not null,
  reference text collate "C",
  constraint oversight_trail_pkey PRIMARY KEY (entry),
  constraint oversight_trail_act_check CHECK (act ~ '^[a-z0-9-]+[.][a-z0-9-]+$'::text),
  constraint oversight_trail_check CHECK (approved_by <> actor),
  constraint oversight_trail_detail_check CHECK (detail::jsonb IS NOT NULL)
);
CREATE INDEX oversight_trail_by_actor ON oversight_trail USING btree (actor, entry);
CREATE INDEX oversight_trail_by_reference ON oversight_trail USING btree (reference);
CREATE INDEX oversight_trail_by_subject ON oversight_trail USING btree (subject, entry);
grant select, insert on oversight_trail to citycard_app;

create table oversight_trail_head (
  chain text collate "C" not null,
  seq bigint not null,
  hash bytea not null,
  constraint oversight_trail_head_pkey PRIMARY KEY (chain),
  constraint oversight_trail_head_chain_check CHECK (chain = 'trail'::text),
  constraint oversight_trail_head_hash_check CHECK (length(hash) = 32)
);
grant select, update on oversight_trail_head to citycard_app;

create table oversight_trail_link (
  seq bigint not null,
  previous_hash bytea not null,
  hash bytea not null,
  entries bigint[] not null,
  digests bytea not null,
  sealed_at timestamp with time zone not null,
  constraint oversight_trail_link_pkey PRIMARY KEY (seq),
  constraint oversight_trail_link_hash_key UNIQUE (hash),
  constraint oversight_trail_link_check CHECK (length(digests) = (32 * cardinality(entries))),
  constraint oversight_trail_link_entries_check CHECK (cardinality(entries) > 0),
  constraint oversight_trail_link_hash_check CHECK (length(hash) = 32),
  constraint oversight_trail_link_previous_hash_check CHECK (length(previous_hash) = 32),
  constraint oversight_trail_link_seq_check CHECK (seq > 0)
);
grant select, insert on oversight_trail_link to citycard_app;

create table oversight_trail_todo (
  entry bigint not null,
  constraint oversight_trail_todo_pkey PRIMARY KEY (entry)
);
grant select, insert, delete on oversight_trail_todo to citycard_app;

create table registry_agent (
  agent text collate "C" not null,
  name text not null,
  credit_code text collate "C" not null,
  active_from date not null,
  active_to date,
  constraint registry_agent_pkey PRIMARY KEY (agent),
  constraint registry_agent_agent_check CHECK (agent ~ '^agent_[a-z0-9-]{1,40}$'::text),
  constraint registry_agent_check CHECK (active_to >= active_from),
  constraint registry_agent_credit_code_check CHECK (credit_code ~ '^[0-9A-Z]{18}$|^[0-9A-Z]{9}$'::text),
  constraint registry_agent_name_check CHECK (name <> ''::text)
);
grant select, insert, update (active_to) on registry_agent to citycard_app;

create table registry_application (
  application text collate "C" not null,
  name text not null,
  purpose text not null,
  valid_from date not null,
  valid_to date,
  constraint registry_application_pkey PRIMARY KEY (application),
  constraint registry_application_application_check CHECK (application ~ '^[a-z0-9-]{1,40}$'::text),
  constraint registry_application_check CHECK (valid_to >= valid_from),
  constraint registry_application_name_check CHECK (name <> ''::text),
  constraint registry_application_purpose_check CHECK (purpose = ANY (ARRAY['purse'::text, 'entitlement'::text, 'identity'::text, 'record'::text]))
);
grant select, insert, update (valid_to) on registry_application to citycard_app;

create table registry_card (
  card bigint not null,
  digits smallint not null,
  product text collate "C" not null,
  product_version smallint not null,
  issuer text collate "C" not null,
  state text not null default 'active'::text,
  issued_at timestamp with time zone not null,
  valid_from date not null,
  valid_to date not null,
  opening_counter integer not null,
  key_version smallint not null,
  algorithm smallint not null,
  constraint registry_card_pkey PRIMARY KEY (card),
  constraint registry_card_product_product_version_fkey FOREIGN KEY (product, product_version) REFERENCES registry_card_product(product, version),
  constraint registry_card_algorithm_check CHECK (algorithm >= 0 AND algorithm <= 255),
  constraint registry_card_card_check CHECK (card >= 0),
  constraint registry_card_check CHECK (valid_to >= valid_from),
  constraint registry_card_check1 CHECK (length(card::text) <= digits),
  constraint registry_card_digits_check CHECK (digits >= 16 AND digits <= 19),
  constraint registry_card_issuer_check CHECK (issuer ~ '^[0-9A-F]{16}$'::text),
  constraint registry_card_key_version_check CHECK (key_version >= 0 AND key_version <= 255),
  constraint registry_card_opening_counter_check CHECK (opening_counter >= 0 AND opening_counter <= 65535),
  constraint registry_card_state CHECK (state = ANY (ARRAY['blank'::text, 'personalised'::text, 'ready'::text, 'active'::text, 'lost-oral'::text, 'lost'::text, 'blocked'::text, 'expired'::text, 'replaced'::text, 'returned'::text, 'spoiled'::text, 'destroyed'::text]))
) with (fillfactor=90);
grant select, insert, update (state, issued_at, valid_to) on registry_card to citycard_app;

create table registry_card_application_change (
  card bigint not null,
  application text collate "C" not null,
  step integer not null,
  changed_at timestamp with time zone not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  reason text not null,
  reference text not null,
  actor text not null,
  constraint registry_card_application_change_pkey PRIMARY KEY (card, application, step),
  constraint registry_card_application_change_application_check CHECK (application ~ '^[a-z0-9-]{1,40}$'::text),
  constraint registry_card_application_change_step_check CHECK (step > 0),
  constraint registry_card_application_change_to_state_check CHECK (to_state = ANY (ARRAY['enabled'::text, 'locked'::text, 'closed'::text]))
);
grant select, insert on registry_card_application_change to citycard_app;

create table registry_card_change (
  card bigint not null,
  changed_at timestamp with time zone not null,
  act text not null,
  from_state text not null,
  to_state text not null,
  reason text not null default ''::text,
  reference text not null default ''::text,
  actor text not null default ''::text,
  fee_fen bigint not null default 0,
  constraint registry_card_change_pkey PRIMARY KEY (card, changed_at),
  constraint registry_card_change_fee_fen_check CHECK (fee_fen >= 0)
);
CREATE INDEX registry_card_change_since_issue ON registry_card_change USING btree (card) WHERE from_state <> ALL (ARRAY['blank'::text, 'personalised'::text, 'ready'::text, 'spoiled'::text]);
grant select, insert on registry_card_change to citycard_app;

create table registry_card_holder (
  card bigint not null,
  held_from timestamp with time zone not null,
  held_to timestamp with time zone,
  person text collate "C" not null,
  reference text not null,
  constraint registry_card_holder_pkey PRIMARY KEY (card, held_from),
  constraint registry_card_holder_check CHECK (held_to >= held_from),
  constraint registry_card_holder_person_check CHECK (person <> ''::text)
);
CREATE UNIQUE INDEX registry_card_holder_now ON registry_card_holder USING btree (card) WHERE held_to IS NULL;
CREATE INDEX registry_card_holder_person ON registry_card_holder USING btree (person, held_from);
grant select, insert, update (held_to) on registry_card_holder to citycard_app;

create table registry_card_load (
  card bigint not null,
  online_seq integer not null,
  amount_fen bigint not null,
  loaded_at timestamp with time zone not null,
  constraint registry_card_load_pkey PRIMARY KEY (card, online_seq),
  constraint registry_card_load_amount_fen_check CHECK (amount_fen <> 0),
  constraint registry_card_load_online_seq_check CHECK (online_seq >= 0 AND online_seq <= 65535)
);
grant select, insert on registry_card_load to citycard_app;

create table registry_card_product (
  product text collate "C" not null,
  version smallint not null,
  name text not null,
  profile text not null,
  valid_from date not null,
  valid_to date,
  max_balance_fen bigint not null,
  max_tap_fen bigint not null,
  deposit_fen bigint not null,
  constraint registry_card_product_pkey PRIMARY KEY (product, version),
  constraint registry_card_product_check CHECK (valid_to >= valid_from),
  constraint registry_card_product_deposit_fen_check CHECK (deposit_fen >= 0),
  constraint registry_card_product_max_balance_fen_check CHECK (max_balance_fen >= 0),
  constraint registry_card_product_max_tap_fen_check CHECK (max_tap_fen >= 0),
  constraint registry_card_product_product_check CHECK (product <> ''::text),
  constraint registry_card_product_version_check CHECK (version > 0)
);
grant select, insert, update (valid_to) on registry_card_product to citycard_app;

create table registry_card_stop (
  card bigint not null,
  stopped_at timestamp with time zone not null,
  cause text not null,
  holder_bears_until timestamp with time zone,
  lifted_at timestamp with time zone,
  reference text not null,
  constraint registry_card_stop_pkey PRIMARY KEY (card, stopped_at),
  constraint registry_card_stop_cause_check CHECK (cause = ANY (ARRAY['lost'::text, 'blocked'::text, 'closed'::text])),
  constraint registry_card_stop_check CHECK (holder_bears_until >= stopped_at),
  constraint registry_card_stop_check1 CHECK (lifted_at >= stopped_at)
);
CREATE UNIQUE INDEX registry_card_stop_now ON registry_card_stop USING btree (card) WHERE lifted_at IS NULL;
grant select, insert, update (lifted_at) on registry_card_stop to citycard_app;

create table registry_contract (
  contract text collate "C" not null,
  operator text collate "C" not null,
  valid_from date not null,
  valid_to date,
  fee_ppm bigint not null,
  card_discount_bearer text not null,
  concession_bearer text not null,
  transfer_bearer text not null,
  demo boolean not null,
  notes text not null default ''::text,
  constraint registry_contract_pkey PRIMARY KEY (contract),
  constraint registry_contract_one_a_day EXCLUDE USING gist (registry_text_range(operator, operator, '[]'::text) WITH &&, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  constraint registry_contract_operator_fkey FOREIGN KEY (operator) REFERENCES registry_operator(operator),
  constraint registry_contract_card_discount_bearer_check CHECK (card_discount_bearer = ANY (ARRAY['operator'::text, 'city'::text])),
  constraint registry_contract_check CHECK (valid_to >= valid_from),
  constraint registry_contract_concession_bearer_check CHECK (concession_bearer = ANY (ARRAY['operator'::text, 'city'::text])),
  constraint registry_contract_contract_check CHECK (contract <> ''::text),
  constraint registry_contract_fee_ppm_check CHECK (fee_ppm >= 0 AND fee_ppm <= 1000000),
  constraint registry_contract_transfer_bearer_check CHECK (transfer_bearer = ANY (ARRAY['operator'::text, 'city'::text]))
);
CREATE INDEX registry_contract_operator ON registry_contract USING btree (operator, valid_from);
grant select, insert, update (valid_to) on registry_contract to citycard_app;

create table registry_fare_acknowledgement (
  terminal text collate "C" not null,
  operator text collate "C" not null,
  version bigint not null,
  acknowledged_at timestamp with time zone not null,
  actor text not null,
  reference text not null,
  constraint registry_fare_acknowledgement_pkey PRIMARY KEY (terminal, operator, version),
  constraint registry_fare_acknowledgement_operator_version_fkey FOREIGN KEY (operator, version) REFERENCES registry_fare_table(operator, version)
);
grant select, insert on registry_fare_acknowledgement to citycard_app;

create table registry_fare_table (
  operator text collate "C" not null,
  version bigint not null,
  made_at timestamp with time zone not null,
  effective_from timestamp with time zone not null,
  line_count integer not null,
  body text not null,
  actor text not null,
  reference text not null,
  constraint registry_fare_table_pkey PRIMARY KEY (operator, version),
  constraint registry_fare_table_operator_fkey FOREIGN KEY (operator) REFERENCES registry_operator(operator),
  constraint registry_fare_table_check CHECK (effective_from >= made_at),
  constraint registry_fare_table_line_count_check CHECK (line_count > 0),
  constraint registry_fare_table_version_check CHECK (version > 0)
);
grant select, insert on registry_fare_table to citycard_app;

create table registry_hotlist_acknowledgement (
  terminal text collate "C" not null,
  version bigint not null,
  acknowledged_at timestamp with time zone not null,
  actor text not null,
  reference text not null,
  constraint registry_hotlist_acknowledgement_pkey PRIMARY KEY (terminal, version),
  constraint registry_hotlist_acknowledgement_version_fkey FOREIGN KEY (version) REFERENCES registry_hotlist_version(version)
);
grant select, insert on registry_hotlist_acknowledgement to citycard_app;

create table registry_hotlist_entry (
  card bigint not null,
  version bigint not null,
  listed boolean not null,
  cause text not null,
  constraint registry_hotlist_entry_pkey PRIMARY KEY (card, version)
);
CREATE INDEX registry_hotlist_entry_by_version ON registry_hotlist_entry USING btree (version);
grant select, insert on registry_hotlist_entry to citycard_app;

create table registry_hotlist_turn (
  only_one boolean not null default true,
  constraint registry_hotlist_turn_pkey PRIMARY KEY (only_one),
  constraint registry_hotlist_turn_only_one_check CHECK (only_one)
);
grant select, update on registry_hotlist_turn to citycard_app;

create table registry_hotlist_version (
  version bigint not null,
  kind text not null,
  made_at timestamp with time zone not null,
  effective_at timestamp with time zone not null,
  card_count bigint not null,
  change_count bigint not null,
  constraint registry_hotlist_version_pkey PRIMARY KEY (version),
  constraint registry_hotlist_version_card_count_check CHECK (card_count >= 0),
  constraint registry_hotlist_version_change_count_check CHECK (change_count >= 0),
  constraint registry_hotlist_version_check CHECK (effective_at >= made_at),
  constraint registry_hotlist_version_kind_check CHECK (kind = ANY (ARRAY['full'::text, 'incremental'::text])),
  constraint registry_hotlist_version_version_check CHECK (version > 0)
);
grant select, insert on registry_hotlist_version to citycard_app;

create table registry_key_version (
  label text collate "C" not null,
  purpose text not null,
  version smallint not null,
  algorithm smallint not null,
  valid_from timestamp with time zone not null,
  valid_to timestamp with time zone,
  constraint registry_key_version_pkey PRIMARY KEY (label),
  constraint registry_key_version_purpose_version_algorithm_key UNIQUE (purpose, version, algorithm),
  constraint registry_key_version_algorithm_check CHECK (algorithm >= 0 AND algorithm <= 255),
  constraint registry_key_version_check CHECK (valid_to >= valid_from),
  constraint registry_key_version_label_check CHECK (label <> ''::text),
  constraint registry_key_version_version_check CHECK (version >= 0 AND version <= 255)
);
grant select, insert, update (valid_to) on registry_key_version to citycard_app;

create table registry_merchant (
  merchant text collate "C" not null,
  operator text collate "C" not null,
  name text not null,
  credit_code text collate "C" not null,
  mcc smallint not null,
  active_from date not null,
  active_to date,
  constraint registry_merchant_pkey PRIMARY KEY (merchant),
  constraint registry_merchant_operator_fkey FOREIGN KEY (operator) REFERENCES registry_operator(operator),
  constraint registry_merchant_check CHECK (active_to >= active_from),
  constraint registry_merchant_credit_code_check CHECK (credit_code ~ '^[0-9A-Z]{18}$|^[0-9A-Z]{9}$'::text),
  constraint registry_merchant_mcc_check CHECK (mcc >= 0 AND mcc <= 9999),
  constraint registry_merchant_merchant_check CHECK (merchant ~ '^mer_[a-z0-9-]{1,40}$'::text),
  constraint registry_merchant_name_check CHECK (name <> ''::text)
);
CREATE INDEX registry_merchant_credit_code ON registry_merchant USING btree (credit_code);
CREATE INDEX registry_merchant_operator ON registry_merchant USING btree (operator);
grant select, insert, update (active_to) on registry_merchant to citycard_app;

create table registry_operator (
  operator text collate "C" not null,
  name text not null,
  kind text not null,
  active_from date not null,
  active_to date,
  constraint registry_operator_pkey PRIMARY KEY (operator),
  constraint registry_operator_check CHECK (active_to >= active_from),
  constraint registry_operator_name_check CHECK (name <> ''::text),
  constraint registry_operator_operator_check CHECK (operator ~ '^op_[a-z0-9-]{1,40}$'::text)
);
grant select, insert, update (active_to) on registry_operator to citycard_app;

create table registry_party_contract (
  contract text collate "C" not null,
  party_kind text collate "C" not null,
  party text collate "C" not null,
  scope text collate "C" not null,
  valid_from date not null,
  valid_to date,
  rate_ppm bigint not null,
  demo boolean not null,
  notes text not null default ''::text,
  constraint registry_party_contract_pkey PRIMARY KEY (contract),
  constraint registry_party_contract_one_a_day EXCLUDE USING gist (registry_text_range(party, party, '[]'::text) WITH &&, registry_text_range(scope, scope, '[]'::text) WITH &&, daterange(valid_from, valid_to, '[]'::text) WITH &&),
  constraint registry_party_contract_check CHECK (valid_to >= valid_from),
  constraint registry_party_contract_contract_check CHECK (contract ~ '^[a-z0-9_-]{1,100}$'::text),
  constraint registry_party_contract_party_kind_check CHECK (party_kind = ANY (ARRAY['merchant'::text, 'agent'::text])),
  constraint registry_party_contract_rate_ppm_check CHECK (rate_ppm >= 0 AND rate_ppm <= 1000000),
  constraint registry_party_contract_scope_check CHECK (scope ~ '^[a-z0-9-]{1,40}$'::text)
);
CREATE INDEX registry_party_contract_party ON registry_party_contract USING btree (party, valid_from);
grant select, insert, update (valid_to) on registry_party_contract to citycard_app;

create table registry_product_application (
  product text collate "C" not null,
  version smallint not null,
  application text collate "C" not null,
  on_at_issue boolean not null,
  constraint registry_product_application_pkey PRIMARY KEY (product, version, application),
  constraint registry_product_application_application_fkey FOREIGN KEY (application) REFERENCES registry_application(application),
  constraint registry_product_application_product_version_fkey FOREIGN KEY (product, version) REFERENCES registry_card_product(product, version)
);
grant select, insert on registry_product_application to citycard_app;

create table registry_sam_binding (
  sam text collate "C" not null,
  bound_from timestamp with time zone not null,
  bound_to timestamp with time zone,
  operator text collate "C" not null,
  terminal text collate "C" not null,
  blocked_from timestamp with time zone,
  constraint registry_sam_binding_pkey PRIMARY KEY (sam, bound_from),
  constraint registry_sam_in_one_place EXCLUDE USING gist (registry_text_range(sam, sam, '[]'::text) WITH &&, tstzrange(bound_from, bound_to) WITH &&),
  constraint registry_sam_binding_terminal_operator_fkey FOREIGN KEY (terminal, operator) REFERENCES registry_terminal(terminal, operator),
  constraint registry_sam_binding_check CHECK (bound_to >= bound_from),
  constraint registry_sam_binding_sam_check CHECK (sam ~ '^[0-9]{12}$'::text)
);
grant select, insert, update (bound_to, blocked_from) on registry_sam_binding to citycard_app;

create table registry_terminal (
  terminal text collate "C" not null,
  operator text collate "C" not null,
  kind text not null,
  place text not null default ''::text,
  installed_from timestamp with time zone not null,
  installed_to timestamp with time zone,
  constraint registry_terminal_pkey PRIMARY KEY (terminal),
  constraint registry_terminal_terminal_operator_key UNIQUE (terminal, operator),
  constraint registry_terminal_operator_fkey FOREIGN KEY (operator) REFERENCES registry_operator(operator),
  constraint registry_terminal_check CHECK (installed_to >= installed_from),
  constraint registry_terminal_terminal_check CHECK (terminal <> ''::text)
);
grant select, insert, update (installed_to) on registry_terminal to citycard_app;

create table remote_reader_reader (
  reader text collate "C" not null,
  kept_by text not null,
  keeper_kind text not null,
  instance text not null,
  model text not null,
  drawer jsonb,
  lying jsonb,
  trouble text,
  change bigint not null default 1,
  session text collate "C",
  wish_number bigint not null default 0,
  wish text,
  heard_at timestamp with time zone not null,
  constraint remote_reader_reader_pkey PRIMARY KEY (reader),
  constraint remote_reader_reader_change_check CHECK (change > 0),
  constraint remote_reader_reader_instance_check CHECK (instance <> ''::text),
  constraint remote_reader_reader_keeper_kind_check CHECK (keeper_kind = ANY (ARRAY['staff'::text, 'terminal'::text])),
  constraint remote_reader_reader_reader_check CHECK (reader ~ '^rdr_[a-z0-9.-]{1,64}$'::text),
  constraint remote_reader_reader_wish_number_check CHECK (wish_number >= 0)
) with (fillfactor=50);
CREATE INDEX remote_reader_reader_of ON remote_reader_reader USING btree (kept_by);
grant select, insert, update (kept_by, keeper_kind, instance, model, drawer, lying, trouble, change, session, wish_number, wish, heard_at) on remote_reader_reader to citycard_app;

create table remote_reader_session (
  session text collate "C" not null,
  kind text not null,
  subject text collate "C" not null,
  work_order jsonb not null,
  state text not null default 'open'::text,
  replies bytea[] not null default '{}'::bytea[],
  outcome jsonb,
  opened_by text not null,
  opened_at timestamp with time zone not null,
  heard_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  handed_to text,
  constraint remote_reader_session_pkey PRIMARY KEY (session),
  constraint remote_reader_session_check CHECK ((state = 'open'::text) = (ended_at IS NULL)),
  constraint remote_reader_session_check1 CHECK ((state = ANY (ARRAY['done'::text, 'refused'::text])) = (outcome IS NOT NULL)),
  constraint remote_reader_session_kind_check CHECK (kind <> ''::text),
  constraint remote_reader_session_session_check CHECK (session ~ '^ses_[0-9a-f]{24}$'::text),
  constraint remote_reader_session_state_check CHECK (state = ANY (ARRAY['open'::text, 'done'::text, 'refused'::text, 'interrupted'::text])),
  constraint remote_reader_session_subject_check CHECK (subject <> ''::text)
) with (fillfactor=70);
CREATE UNIQUE INDEX remote_reader_session_one_open ON remote_reader_session USING btree (subject) WHERE state = 'open'::text;
CREATE INDEX remote_reader_session_over ON remote_reader_session USING btree (ended_at) WHERE state <> 'open'::text;
CREATE INDEX remote_reader_session_silent ON remote_reader_session USING btree (heard_at) WHERE state = 'open'::text;
grant select, insert, update (state, replies, outcome, heard_at, ended_at, handed_to), delete on remote_reader_session to citycard_app;

create table rules_calendar (
  entry bigint not null generated always as identity,
  day date not null,
  works boolean not null,
  name text not null,
  reference text collate "C" not null,
  entered_at timestamp with time zone not null,
  constraint rules_calendar_pkey PRIMARY KEY (entry),
  constraint rules_calendar_reference_key UNIQUE (reference)
);
CREATE INDEX rules_calendar_day ON rules_calendar USING btree (day, entry);
grant select, insert on rules_calendar to citycard_app;

create table rules_value (
  entry bigint not null generated always as identity,
  rule text collate "C" not null,
  valid_from date not null,
  value bigint not null,
  reason text not null,
  made_by text not null,
  approved_by text not null,
  reference text collate "C" not null,
  entered_at timestamp with time zone not null,
  constraint rules_value_pkey PRIMARY KEY (entry),
  constraint rules_value_reference_key UNIQUE (reference),
  constraint rules_value_check CHECK (approved_by <> made_by),
  constraint rules_value_reason_check CHECK (reason <> ''::text),
  constraint rules_value_rule_check CHECK (rule ~ '^[a-z0-9-]{1,60}$'::text)
);
CREATE INDEX rules_value_rule ON rules_value USING btree (rule, valid_from, entry);
grant select, insert on rules_value to citycard_app;

create table settlement_day (
  day date not null,
  previous_day date,
  previous_digest bytea,
  statements integer not null,
  taps bigint not null,
  list_fen bigint not null,
  charged_fen bigint not null,
  surcharge_fen bigint not null,
  card_discount_fen bigint not null,
  concession_fen bigint not null,
  transfer_fen bigint not null,
  subsidy_fen bigint not null,
  fee_fen bigint not null,
  net_fen bigint not null,
  bytes text not null,
  digest bytea not null,
  closed_at timestamp with time zone not null,
  constraint settlement_day_pkey PRIMARY KEY (day),
  constraint settlement_day_previous_day_key UNIQUE (previous_day),
  constraint settlement_day_check CHECK (previous_day < day),
  constraint settlement_day_check1 CHECK (digest = sha256(convert_to(bytes, 'UTF8'::name))),
  constraint settlement_day_check2 CHECK ((previous_day IS NULL) = (previous_digest IS NULL)),
  constraint settlement_day_check3 CHECK ((list_fen + surcharge_fen) = (charged_fen + card_discount_fen + concession_fen + transfer_fen)),
  constraint settlement_day_check4 CHECK (net_fen = (charged_fen - fee_fen)),
  constraint settlement_day_previous_digest_check CHECK (length(previous_digest) = 32),
  constraint settlement_day_statements_check CHECK (statements >= 0)
);
grant select, insert on settlement_day to citycard_app;

create table settlement_statement (
  day date not null,
  operator text collate "C" not null,
  contract text collate "C" not null,
  taps bigint not null,
  list_fen bigint not null,
  charged_fen bigint not null,
  surcharge_fen bigint not null,
  card_discount_fen bigint not null,
  concession_fen bigint not null,
  transfer_fen bigint not null,
  city_card_fen bigint not null,
  city_concession_fen bigint not null,
  city_transfer_fen bigint not null,
  subsidy_fen bigint not null,
  fee_ppm bigint not null,
  fee_fen bigint not null,
  carried_in_micro_fen bigint not null,
  carried_out_micro_fen bigint not null,
  net_fen bigint not null,
  demo boolean not null,
  constraint settlement_statement_pkey PRIMARY KEY (day, operator, contract),
  constraint settlement_statement_day_fkey FOREIGN KEY (day) REFERENCES settlement_day(day),
  constraint settlement_statement_carried_in_micro_fen_check CHECK (carried_in_micro_fen >= 0 AND carried_in_micro_fen <= 999999),
  constraint settlement_statement_carried_out_micro_fen_check CHECK (carried_out_micro_fen >= 0 AND carried_out_micro_fen <= 999999),
  constraint settlement_statement_check CHECK (city_card_fen = 0 OR city_card_fen = card_discount_fen),
  constraint settlement_statement_check1 CHECK (city_concession_fen = 0 OR city_concession_fen = concession_fen),
  constraint settlement_statement_check2 CHECK (city_transfer_fen = 0 OR city_transfer_fen = transfer_fen),
  constraint settlement_statement_check3 CHECK ((list_fen + surcharge_fen) = (charged_fen + card_discount_fen + concession_fen + transfer_fen)),
  constraint settlement_statement_check4 CHECK (subsidy_fen = (city_card_fen + city_concession_fen + city_transfer_fen)),
  constraint settlement_statement_check5 CHECK (net_fen = (charged_fen - fee_fen)),
  constraint settlement_statement_check6 CHECK ((fee_fen::numeric * 1000000::numeric + carried_out_micro_fen::numeric) = (charged_fen::numeric * fee_ppm::numeric + carried_in_micro_fen::numeric)),
  constraint settlement_statement_fee_ppm_check CHECK (fee_ppm >= 0 AND fee_ppm <= 1000000)
);
CREATE UNIQUE INDEX settlement_statement_by_contract ON settlement_statement USING btree (contract, day);
CREATE INDEX settlement_statement_by_operator ON settlement_statement USING btree (operator, day);
grant select, insert on settlement_statement to citycard_app;

create table simulation_begun (
  dataset text not null,
  begun_at timestamp with time zone not null default now(),
  constraint simulation_begun_pkey PRIMARY KEY (dataset),
  constraint simulation_begun_dataset_check CHECK (dataset <> ''::text)
);
grant select, insert on simulation_begun to citycard_app;

create table simulation_run (
  dataset text not null,
  done_at timestamp with time zone not null default now(),
  result json not null,
  constraint simulation_run_pkey PRIMARY KEY (dataset),
  constraint simulation_run_dataset_fkey FOREIGN KEY (dataset) REFERENCES simulation_begun(dataset)
);
grant select, insert on simulation_run to citycard_app;

create table tills_bank_payment (
  channel text collate "C" not null,
  payment text collate "C" not null,
  amount_fen bigint not null,
  used_for text collate "C" not null,
  used_at timestamp with time zone not null,
  constraint tills_bank_payment_pkey PRIMARY KEY (channel, payment),
  constraint tills_bank_payment_amount_fen_check CHECK (amount_fen > 0),
  constraint tills_bank_payment_payment_check CHECK (payment <> ''::text)
);
grant select, insert on tills_bank_payment to citycard_app;

create table tills_count (
  reference text collate "C" not null,
  till text collate "C" not null,
  counted_fen bigint not null,
  expected_fen bigint not null,
  closing boolean not null,
  counted_at timestamp with time zone not null,
  constraint tills_count_pkey PRIMARY KEY (reference),
  constraint tills_count_till_fkey FOREIGN KEY (till) REFERENCES tills_till(till),
  constraint tills_count_counted_fen_check CHECK (counted_fen >= 0)
);
CREATE UNIQUE INDEX tills_count_closing ON tills_count USING btree (till) WHERE closing;
CREATE INDEX tills_count_till ON tills_count USING btree (till, counted_at);
grant select, insert on tills_count to citycard_app;

create table tills_till (
  till text collate "C" not null,
  desk text collate "C" not null,
  clerk text collate "C" not null,
  float_fen bigint not null,
  opened_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint tills_till_pkey PRIMARY KEY (till),
  constraint tills_till_check CHECK (closed_at >= opened_at),
  constraint tills_till_float_fen_check CHECK (float_fen >= 0)
);
CREATE UNIQUE INDEX tills_till_at_desk ON tills_till USING btree (desk) WHERE closed_at IS NULL;
CREATE UNIQUE INDEX tills_till_of_clerk ON tills_till USING btree (clerk) WHERE closed_at IS NULL;
grant select, insert, update (closed_at) on tills_till to citycard_app;

create view acquiring_booked_view (
  message bigint,
  day date,
  operator text collate "C",
  contract text collate "C",
  booked_fen bigint,
  booked_count integer
) -- reads acquiring_message
grant select on acquiring_booked_view to citycard_app;

create view acquiring_day_total_view (
  day date,
  operator text collate "C",
  contract text collate "C",
  booked_fen bigint,
  booked_count bigint
) -- reads acquiring_day_total
grant select on acquiring_day_total_view to citycard_app;

create view card_care_closing_view (
  card bigint,
  closing text,
  cause text,
  emptied boolean,
  person text,
  closed_at timestamp with time zone,
  due_on date,
  settled_at timestamp with time zone,
  given_fen bigint
) -- reads card_care_closing
grant select on card_care_closing_view to citycard_app;

create view card_care_remedy_view (
  dispute text collate "C",
  day date,
  operator text collate "C",
  contract text collate "C",
  fen bigint
) -- reads card_care_remedy
grant select on card_care_remedy_view to citycard_app;

create view card_care_value_closed_view (
  card bigint,
  closing text,
  step integer,
  purse_fen bigint
) -- reads card_care_closing_step, card_care_compensation
grant select on card_care_value_closed_view to citycard_app;

create view citizens_concession_view (
  concession text collate "C",
  person text collate "C",
  kind text,
  valid_from date,
  valid_to date,
  verified_until date
) -- reads citizens_concession
grant select on citizens_concession_view to citycard_app;

create view citizens_dispute_view (
  dispute text collate "C",
  card bigint,
  subject text collate "C",
  state text,
  remedy text collate "C"
) -- reads citizens_dispute
grant select on citizens_dispute_view to citycard_app;

create view citizens_person_view (
  person text collate "C",
  version integer,
  status text,
  merged_into text collate "C",
  registered_at timestamp with time zone
) -- reads citizens_person
grant select on citizens_person_view to citycard_app;

create view clearing_batch_total_view (
  batch bigint,
  operator text,
  contract text,
  settle_date date,
  cause text,
  taps bigint,
  list_fen bigint,
  charged_fen bigint,
  card_discount_fen bigint,
  concession_fen bigint,
  transfer_fen bigint,
  city_card_fen bigint,
  city_concession_fen bigint,
  city_transfer_fen bigint
) -- reads clearing_batch_total
grant select on clearing_batch_total_view to citycard_app;

create view clearing_batch_view (
  batch bigint,
  operator text,
  settle_date date
) -- reads clearing_batch
grant select on clearing_batch_view to citycard_app;

create view clearing_forgery_view (
  card bigint,
  event_date date,
  sam bigint,
  term_seq bigint,
  batch bigint,
  line integer,
  operator text,
  bears_booked_tac boolean
) -- reads clearing_claim, clearing_tap
grant select on clearing_forgery_view to citycard_app;

create view clearing_paid_view (
  card bigint,
  event_date date,
  sam bigint,
  term_seq bigint,
  operator text,
  settle_date date,
  sign integer,
  list_fen bigint,
  charged_fen bigint,
  discount smallint,
  batch bigint
) -- reads clearing_batch, clearing_ruling, clearing_tap
grant select on clearing_paid_view to citycard_app;

create view clearing_ruled_view (
  operator text,
  settle_date date,
  event_date date,
  discount smallint,
  sign integer,
  list_fen bigint,
  charged_fen bigint
) -- reads clearing_ruling
grant select on clearing_ruled_view to citycard_app;

create view clearing_taken_view (
  batch bigint,
  event_date date,
  discount smallint,
  list_fen bigint,
  charged_fen bigint
) -- reads clearing_tap
grant select on clearing_taken_view to citycard_app;

create view issuing_deposit_view (
  card bigint,
  reference text collate "C",
  amount_fen bigint,
  taken_at timestamp with time zone,
  state text,
  ended_at timestamp with time zone
) -- reads issuing_deposit
grant select on issuing_deposit_view to citycard_app;

create view issuing_stock_view (
  serial text collate "C",
  batch text collate "C",
  profile text,
  state text,
  holder text collate "C",
  card_number bigint,
  received_at timestamp with time zone
) -- reads issuing_stock
grant select on issuing_stock_view to citycard_app;

create view ledger_day_balance_view (
  account text collate "C",
  day date,
  debits_fen bigint,
  credits_fen bigint
) -- reads ledger_balance, ledger_day_balance
grant select on ledger_day_balance_view to citycard_app;

create view ledger_day_view (
  day date,
  state text,
  opened_at timestamp with time zone,
  closing_at timestamp with time zone,
  closed_at timestamp with time zone,
  total_fen bigint,
  digest bytea
) -- reads ledger_day
grant select on ledger_day_view to citycard_app;

create view ledger_entry_view (
  movement bigint,
  reference text collate "C",
  kind text,
  line integer,
  account text collate "C",
  side text,
  amount_fen bigint,
  count integer,
  day date,
  effective_at timestamp with time zone,
  posted_at timestamp with time zone,
  corrects text
) -- reads ledger_entry, ledger_movement
grant select on ledger_entry_view to citycard_app;

create view ledger_hold_open_view (
  hold text collate "C",
  kind text,
  debit text,
  amount_fen bigint,
  held_at timestamp with time zone,
  expires_at timestamp with time zone
) -- reads ledger_hold, ledger_hold_open
grant select on ledger_hold_open_view to citycard_app;

create view ledger_movement_view (
  movement bigint,
  reference text collate "C",
  kind text,
  day date,
  effective_at timestamp with time zone,
  posted_at timestamp with time zone,
  debit_fen bigint,
  evidence bytea,
  corrects text
) -- reads ledger_movement
grant select on ledger_movement_view to citycard_app;

create view loads_order_view (
  card bigint,
  load text collate "C",
  way text,
  cause text,
  original text collate "C",
  amount_fen bigint,
  account text collate "C",
  state text,
  requested_by text,
  requested_at timestamp with time zone,
  counter integer,
  old_balance_fen bigint,
  evidence text,
  resolved_at timestamp with time zone,
  settled_account text collate "C",
  settled_at timestamp with time zone
) -- reads loads_order
grant select on loads_order_view to citycard_app;

create view oversight_staff_view (
  staff text collate "C",
  login text collate "C",
  display_name text,
  roles text[] collate "C",
  operator text collate "C",
  agent text collate "C",
  person text collate "C",
  state text collate "C",
  demo boolean,
  created_at timestamp with time zone
) -- reads oversight_staff
grant select on oversight_staff_view to citycard_app;

create view oversight_trail_view (
  entry bigint,
  at timestamp with time zone,
  actor text collate "C",
  actor_kind text collate "C",
  approved_by text collate "C",
  act text collate "C",
  subject text collate "C",
  reason text,
  detail text,
  reference text collate "C"
) -- reads oversight_trail
grant select on oversight_trail_view to citycard_app;

create view registry_agent_view (
  agent text collate "C",
  name text,
  credit_code text collate "C",
  active_from date,
  active_to date
) -- reads registry_agent
grant select on registry_agent_view to citycard_app;

create view registry_application_catalogue_view (
  application text collate "C",
  name text,
  purpose text,
  valid_from date,
  valid_to date
) -- reads registry_application
grant select on registry_application_catalogue_view to citycard_app;

create view registry_card_application_view (
  card bigint,
  application text collate "C",
  state text,
  since timestamp with time zone,
  reason text
) -- reads registry_card_application_change
grant select on registry_card_application_view to citycard_app;

create view registry_card_change_view (
  card bigint,
  changed_at timestamp with time zone,
  act text,
  from_state text,
  to_state text,
  reason text,
  reference text,
  actor text,
  fee_fen bigint
) -- reads registry_card_change
grant select on registry_card_change_view to citycard_app;

create view registry_card_holder_view (
  card bigint,
  held_from timestamp with time zone,
  held_to timestamp with time zone,
  person text collate "C"
) -- reads registry_card_holder
grant select on registry_card_holder_view to citycard_app;

create view registry_card_load_view (
  card bigint,
  online_seq integer,
  amount_fen bigint,
  loaded_at timestamp with time zone
) -- reads registry_card_load
grant select on registry_card_load_view to citycard_app;

create view registry_card_view (
  card bigint,
  digits smallint,
  product text collate "C",
  product_version smallint,
  issuer text collate "C",
  state text,
  issued_at timestamp with time zone,
  valid_from date,
  valid_to date,
  opening_counter integer,
  key_version smallint,
  algorithm smallint,
  loaded_fen bigint
) -- reads registry_card, registry_card_load
grant select on registry_card_view to citycard_app;

create view registry_contract_view (
  contract text collate "C",
  operator text collate "C",
  valid_from date,
  valid_to date,
  fee_ppm bigint,
  card_discount_bearer text,
  concession_bearer text,
  transfer_bearer text,
  demo boolean,
  notes text
) -- reads registry_contract
grant select on registry_contract_view to citycard_app;

create view registry_key_version_view (
  label text collate "C",
  purpose text,
  version smallint,
  algorithm smallint,
  valid_from timestamp with time zone,
  valid_to timestamp with time zone
) -- reads registry_key_version
grant select on registry_key_version_view to citycard_app;

create view registry_merchant_view (
  merchant text collate "C",
  operator text collate "C",
  name text,
  credit_code text collate "C",
  mcc smallint,
  active_from date,
  active_to date
) -- reads registry_merchant
grant select on registry_merchant_view to citycard_app;

create view registry_operator_view (
  operator text collate "C",
  name text,
  kind text,
  active_from date,
  active_to date
) -- reads registry_operator
grant select on registry_operator_view to citycard_app;

create view registry_party_contract_view (
  contract text collate "C",
  party_kind text collate "C",
  party text collate "C",
  scope text collate "C",
  valid_from date,
  valid_to date,
  rate_ppm bigint,
  demo boolean,
  notes text
) -- reads registry_party_contract
grant select on registry_party_contract_view to citycard_app;

create view registry_product_application_view (
  product text collate "C",
  version smallint,
  application text collate "C",
  on_at_issue boolean
) -- reads registry_product_application
grant select on registry_product_application_view to citycard_app;

create view registry_sam_binding_view (
  sam text collate "C",
  bound_from timestamp with time zone,
  bound_to timestamp with time zone,
  operator text collate "C",
  terminal text collate "C",
  blocked_from timestamp with time zone
) -- reads registry_sam_binding
grant select on registry_sam_binding_view to citycard_app;

create view registry_terminal_view (
  terminal text collate "C",
  operator text collate "C",
  kind text,
  place text,
  installed_from timestamp with time zone,
  installed_to timestamp with time zone
) -- reads registry_terminal
grant select on registry_terminal_view to citycard_app;

create view settlement_day_view (
  day date,
  previous_day date,
  previous_digest bytea,
  statements integer,
  taps bigint,
  list_fen bigint,
  charged_fen bigint,
  surcharge_fen bigint,
  card_discount_fen bigint,
  concession_fen bigint,
  transfer_fen bigint,
  subsidy_fen bigint,
  fee_fen bigint,
  net_fen bigint,
  digest bytea,
  closed_at timestamp with time zone
) -- reads settlement_day
grant select on settlement_day_view to citycard_app;

create view settlement_statement_view (
  day date,
  operator text collate "C",
  contract text collate "C",
  taps bigint,
  list_fen bigint,
  charged_fen bigint,
  surcharge_fen bigint,
  card_discount_fen bigint,
  concession_fen bigint,
  transfer_fen bigint,
  city_card_fen bigint,
  city_concession_fen bigint,
  city_transfer_fen bigint,
  subsidy_fen bigint,
  fee_ppm bigint,
  fee_fen bigint,
  carried_in_micro_fen bigint,
  carried_out_micro_fen bigint,
  net_fen bigint,
  demo boolean
) -- reads settlement_statement
grant select on settlement_statement_view to citycard_app;
