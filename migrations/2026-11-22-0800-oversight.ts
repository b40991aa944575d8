import type { Migration } from './migration'

/**
 * Oversight: who may work with the centre, what waits for a second person, and the trail of who did what. The
 * trail and its links are written once; the database refuses to change them, whoever asks in our name.
 */
export const migration: Migration = {
  name: '2026-11-22-0800-oversight',
  up: `
    -- Everybody who signs in: staff, operators, agents, citizens. A password is an scrypt hash with its
    -- parameters and salt; the secret of a second factor is sealed under a key of the vault.
    create table oversight_staff (
      staff                   text collate "C" primary key check (staff ~ '^staff_[a-z0-9]{8,64}$'),
      login                   text collate "C" not null unique
                                check (login ~ '^[a-z0-9][a-z0-9._-]{1,63}$'),
      display_name            text not null check (length(display_name) between 1 and 100),
      roles                   text[] collate "C" not null check (cardinality(roles) > 0),
      operator                text collate "C",
      agent                   text collate "C",
      person                  text collate "C",
      password                text check (password like 'scrypt$%'),
      password_temporary      boolean not null default false,
      password_changed_at     timestamptz,
      second_factor_required  boolean not null default false,
      totp_secret             bytea,
      totp_confirmed_at       timestamptz,
      totp_last_step          int8 not null default 0,
      oidc_issuer             text collate "C",
      oidc_subject            text collate "C",
      wrong_tries             int4 not null default 0 check (wrong_tries >= 0),
      locked_until            timestamptz,
      state                   text collate "C" not null default 'active'
                                check (state in ('active', 'disabled')),
      demo                    boolean not null default false,
      version                 int4 not null default 1 check (version > 0),
      created_at              timestamptz not null,
      check (totp_confirmed_at is null or totp_secret is not null),
      check ((oidc_issuer is null) = (oidc_subject is null)),
      check (('operator' = any(roles)) = (operator is not null)),
      check (('agent' = any(roles)) = (agent is not null)),
      check (('citizen' = any(roles)) = (person is not null)),
      unique (oidc_issuer, oidc_subject)
    );

    -- For the day the telephone with the second factor is lost; each code works once.
    create table oversight_recovery_code (
      staff    text collate "C" not null references oversight_staff,
      digest   bytea not null check (length(digest) = 32),
      made_at  timestamptz not null,
      used_at  timestamptz,
      primary key (staff, digest)
    );

    -- A session is known by the SHA-256 of its token; the token itself is nowhere.
    create table oversight_session (
      session        text collate "C" primary key check (session ~ '^ses_[a-z0-9]{8,64}$'),
      token_digest   bytea not null unique check (length(token_digest) = 32),
      staff          text collate "C" not null references oversight_staff,
      way            text collate "C" not null check (way in ('password', 'oidc')),
      second_factor  boolean not null,
      created_at     timestamptz not null,
      last_seen_at   timestamptz not null,
      expires_at     timestamptz not null check (expires_at > created_at),
      revoked_at     timestamptz,
      revoked_by     text collate "C",
      check ((revoked_at is null) = (revoked_by is null))
    );
    create index oversight_session_live on oversight_session (staff) where revoked_at is null;

    -- What waits for a second person. The request is kept sealed: it may hold personal data.
    create table oversight_approval (
      approval      text collate "C" primary key check (approval ~ '^appr_[a-z0-9]{8,64}$'),
      endpoint      text collate "C" not null,
      request       bytea not null,
      because       text not null,
      reference     text collate "C" not null unique,
      maker         text collate "C" not null,
      requested_at  timestamptz not null,
      expires_at    timestamptz not null check (expires_at > requested_at),
      state         text collate "C" not null default 'pending'
                      check (state in ('pending', 'approved', 'rejected')),
      decided_by    text collate "C",
      decided_at    timestamptz,
      reason        text,
      outcome       bytea,
      check ((state = 'pending') = (decided_by is null)),
      check ((decided_by is null) = (decided_at is null)),
      -- Nobody approves what they themselves asked for.
      check (decided_by <> maker)
    );
    create index oversight_approval_pending on oversight_approval (requested_at, approval)
      where state = 'pending';
    create index oversight_approval_by_maker on oversight_approval (maker, requested_at);

    -- Who did what to which subject and why; personal data being shown is an act too.
    create table oversight_trail (
      entry        int8 generated always as identity primary key,
      at           timestamptz not null,
      actor        text collate "C" not null,
      actor_kind   text collate "C" not null,
      approved_by  text collate "C",
      act          text collate "C" not null check (act ~ '^[a-z0-9-]+[.][a-z0-9-]+$'),
      subject      text collate "C" not null,
      reason       text,
      -- Canonical JSON, kept to the byte because the chain covers it.
      detail       text not null check (detail::jsonb is not null),
      reference    text collate "C",
      check (approved_by <> actor)
    );
    create index oversight_trail_by_subject on oversight_trail (subject, entry);
    create index oversight_trail_by_actor on oversight_trail (actor, entry);
    create index oversight_trail_by_reference on oversight_trail (reference);

    -- Entries that are in no link yet: written with the entry, taken away by the sealer.
    create table oversight_trail_todo (
      entry  int8 primary key
    );

    -- Links of the hash chain over the trail: the numbers and digests of their entries, and the link before.
    create table oversight_trail_link (
      seq            int8 primary key check (seq > 0),
      previous_hash  bytea not null check (length(previous_hash) = 32),
      hash           bytea not null unique check (length(hash) = 32),
      entries        int8[] not null check (cardinality(entries) > 0),
      digests        bytea not null check (length(digests) = 32 * cardinality(entries)),
      sealed_at      timestamptz not null
    );

    -- Where the sealer stands; one row, to be locked.
    create table oversight_trail_head (
      chain  text collate "C" primary key check (chain = 'trail'),
      seq    int8 not null,
      hash   bytea not null check (length(hash) = 32)
    );
    insert into oversight_trail_head values ('trail', 0, decode(repeat('00', 32), 'hex'));

    -- Certificates of terminals and operators, and what each is bound to. No private key is ever here.
    create table oversight_certificate (
      fingerprint    bytea primary key check (length(fingerprint) = 32),
      serial         text collate "C" not null unique check (serial ~ '^[0-9a-f]{2,40}$'),
      common_name    text not null,
      bound_kind     text collate "C" not null check (bound_kind in ('terminal', 'operator')),
      bound_to       text collate "C" not null,
      operator       text collate "C",
      not_before     timestamptz not null,
      not_after      timestamptz not null check (not_after > not_before),
      issued_by      text collate "C" not null,
      issued_at      timestamptz not null,
      revoked_at     timestamptz,
      revoked_by     text collate "C",
      revoke_reason  text,
      check ((revoked_at is null) = (revoked_by is null))
    );
    create index oversight_certificate_by_holder on oversight_certificate (bound_kind, bound_to);

    -- A sign-in at an OpenID provider that is under way; it is taken away when it comes back.
    create table oversight_oidc_flow (
      state_digest  bytea primary key check (length(state_digest) = 32),
      sealed        bytea not null,
      expires_at    timestamptz not null
    );

    create view oversight_trail_view as
      select entry, at, actor, actor_kind, approved_by, act, subject, reason, detail, reference
        from oversight_trail;

    create view oversight_staff_view as
      select staff, login, display_name, roles, operator, agent, person, state, demo, created_at
        from oversight_staff;

    grant select, insert on
      oversight_staff, oversight_recovery_code, oversight_session, oversight_approval, oversight_trail,
      oversight_trail_todo, oversight_trail_link, oversight_certificate, oversight_oidc_flow
      to citycard_app;
    grant select on oversight_trail_head to citycard_app;
    grant update on
      oversight_staff, oversight_recovery_code, oversight_session, oversight_approval, oversight_trail_head,
      oversight_certificate
      to citycard_app;
    grant delete on oversight_trail_todo, oversight_oidc_flow to citycard_app;
    grant select on oversight_trail_view, oversight_staff_view to citycard_app;
  `,
}
