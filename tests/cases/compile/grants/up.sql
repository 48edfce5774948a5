-- ==== create_role_five.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'five') THEN
        CREATE ROLE five NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

REVOKE CREATE ON SCHEMA app FROM one;

GRANT USAGE ON TYPE public.e TO one;

GRANT SELECT ON SEQUENCE public.s TO one;

REVOKE EXECUTE ON ROUTINE public.f() FROM one;
GRANT EXECUTE ON ROUTINE public.f() TO two;

REVOKE INSERT ON TABLE public.t FROM one;
GRANT UPDATE (b) ON TABLE public.t TO one;
REVOKE SELECT ON TABLE public.t FROM two;
GRANT SELECT ON TABLE public.t TO two;
REVOKE SELECT ON TABLE public.t FROM three;
GRANT SELECT (a) ON TABLE public.t TO three;
GRANT UPDATE ON TABLE public.t TO five;
GRANT SELECT ON TABLE public.t TO five WITH GRANT OPTION;
GRANT INSERT (a), UPDATE (b), DELETE ON TABLE public.t TO four WITH GRANT OPTION;

REVOKE SELECT ON TABLE public.v FROM one;
GRANT SELECT (x) ON TABLE public.v TO one;

