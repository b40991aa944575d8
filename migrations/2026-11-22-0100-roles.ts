import type { Migration } from './migration'

/**
 * The role under which the city works. It has no login and owns nothing: each later step grants it exactly
 * what work needs. Whoever runs the migrations becomes a member, so that one login can serve both when an
 * installation has only one.
 */
export const migration: Migration = {
  name: '2026-11-22-0100-roles',
  up: `
    do $$
    begin
      if not exists (select 1 from pg_roles where rolname = 'citycard_app') then
        create role citycard_app nologin;
      end if;
    exception
      -- Roles belong to the whole server: another database may be migrating at the same time.
      when duplicate_object or unique_violation then null;
    end
    $$;

    do $$
    declare
      -- Since PostgreSQL 16 a creator is a member of what it created without the right to take the role on.
      needed text := case when current_setting('server_version_num')::int >= 160000 then 'SET' else 'MEMBER' end;
    begin
      if not pg_has_role(current_user, 'citycard_app', needed) then
        execute format('grant citycard_app to %I', current_user);
      end if;
    end
    $$;

    revoke create on schema public from public;
    grant usage on schema public to citycard_app;

    -- Work may see which steps have run (it says so in /readyz), and change none of them.
    grant select on citycard_migration to citycard_app;
  `,
  verify: `
    select 'citycard_app may create tables' as wrong
     where has_schema_privilege('citycard_app', 'public', 'create')
    union all
    select 'citycard_app has rights of its own'
      from pg_roles
     where rolname = 'citycard_app' and (rolcanlogin or rolsuper or rolcreaterole or rolcreatedb)
  `,
}
