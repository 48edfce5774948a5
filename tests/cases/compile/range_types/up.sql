-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'reader') THEN
        CREATE ROLE reader NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

CREATE DOMAIN public.age AS integer
    CONSTRAINT age_check CHECK (VALUE >= 0);

CREATE TYPE public.ages AS RANGE (SUBTYPE = age, SUBTYPE_OPCLASS = pg_catalog.int4_ops);

COMMENT ON TYPE public.floats IS 'After.';

REVOKE USAGE ON TYPE public.words FROM PUBLIC;
GRANT USAGE ON TYPE public.words TO reader;

CREATE TABLE public.t (
    a ages,
    b ages_multirange,
    c many_words
);

DROP TYPE public.gone;

