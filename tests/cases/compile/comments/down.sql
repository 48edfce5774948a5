-- ==== comment_on_role_r.down.sql
-- Undo

COMMENT ON INDEX public.mi IS 'Old.';

COMMENT ON MATERIALIZED VIEW public.m IS 'Old.';

COMMENT ON VIEW public.v IS 'Old.';

COMMENT ON INDEX public.i IS 'Old.';
COMMENT ON COLUMN public.t.a IS 'Gone.';
COMMENT ON CONSTRAINT c ON public.t IS 'Old.';
COMMENT ON COLUMN public.t.b IS NULL;
COMMENT ON COLUMN public.t.id IS 'Old.';
COMMENT ON TABLE public.t IS 'Old.';

COMMENT ON ROUTINE public.f() IS 'Old.';

COMMENT ON SEQUENCE public.s IS 'Old.';

COMMENT ON TYPE public.c IS 'Old.';

COMMENT ON CONSTRAINT dc ON DOMAIN public.d IS 'Old.';
COMMENT ON DOMAIN public.d IS 'Old.';

COMMENT ON TYPE public.e IS 'Old.';

COMMENT ON EXTENSION pgcrypto IS 'Old.';

COMMENT ON SCHEMA app IS 'Old.';

DO $$ BEGIN
    COMMENT ON ROLE r IS 'Old.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

