-- ==== set_the_old_enum_kept_aside_as_kept_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.kept RENAME TO kept_old;

CREATE TYPE public.kept AS ENUM ('b', 'a');

REVOKE USAGE ON TYPE public.kept FROM reader;
GRANT USAGE ON TYPE public.kept TO clerk;

ALTER TYPE public.state RENAME TO state_old;

CREATE TYPE public.state AS ENUM ('open');

REVOKE USAGE ON TYPE public.state FROM reader;
GRANT USAGE ON TYPE public.state TO clerk;

ALTER DOMAIN public.code RENAME TO code_old;

CREATE DOMAIN public.code AS bigint;

REVOKE USAGE ON DOMAIN public.code FROM clerk;
REVOKE USAGE ON DOMAIN public.code FROM reader;
REVOKE USAGE ON DOMAIN public.code FROM PUBLIC;

ALTER TABLE public.t
    ALTER COLUMN kept TYPE kept USING kept::text::kept,
    ALTER COLUMN state TYPE state USING state::text::state,
    ALTER COLUMN code TYPE code USING code::text::code;

DROP TYPE public.kept_old;
DROP TYPE public.state_old;
DROP DOMAIN public.code_old;

ALTER DEFAULT PRIVILEGES REVOKE USAGE ON TYPES FROM reader;

