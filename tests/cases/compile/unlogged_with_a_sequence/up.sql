-- ==== create_u.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t SET LOGGED;

CREATE UNLOGGED TABLE public.u (
    k bigint DEFAULT nextval('public.loose'::regclass)
);

ALTER SEQUENCE public.loose OWNED BY public.u.k;

DO $$ BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        ALTER SEQUENCE public.loose SET UNLOGGED;
    END IF;
END $$;

