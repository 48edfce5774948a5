-- ==== set_the_old_enum_state_aside_as_state_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.state RENAME TO state_old;

CREATE TYPE public.state AS ENUM ('paid', 'open', 'refunded');

COMMENT ON TYPE public.state IS 'Kept.';

ALTER DOMAIN public.d RENAME TO d_old;

CREATE DOMAIN public.d AS state;

DROP DOMAIN public.d_old;
DROP TYPE public.state_old;

