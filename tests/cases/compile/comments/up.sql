-- ==== comment_on_role_r.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $$ BEGIN
    COMMENT ON ROLE r IS 'New.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

COMMENT ON SCHEMA app IS 'New.';

COMMENT ON EXTENSION pgcrypto IS 'New.';

COMMENT ON TYPE public.e IS 'New.';

COMMENT ON DOMAIN public.d IS 'New.';
COMMENT ON CONSTRAINT dc ON DOMAIN public.d IS 'New.';

COMMENT ON TYPE public.c IS 'New.';

COMMENT ON SEQUENCE public.s IS 'New.';

COMMENT ON ROUTINE public.f() IS 'New.';

COMMENT ON TABLE public.t IS 'New, it''s.';
COMMENT ON COLUMN public.t.id IS 'New.';
COMMENT ON COLUMN public.t.b IS 'Added.';
COMMENT ON CONSTRAINT c ON public.t IS 'New.';
COMMENT ON COLUMN public.t.a IS NULL;
COMMENT ON INDEX public.i IS 'New.';

COMMENT ON VIEW public.v IS 'New.';

COMMENT ON MATERIALIZED VIEW public.m IS 'New.';

COMMENT ON INDEX public.mi IS 'New.';

