-- ==== set_the_old_domain_d_aside_as_d_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d RENAME TO d_old;

CREATE DOMAIN public.d AS numeric;

ALTER TABLE public.foo
    ALTER COLUMN amount DROP DEFAULT,
    ALTER COLUMN amount TYPE d USING amount::text::d;

DROP ROUTINE public.one();
DROP DOMAIN public.d_old;

