-- ==== revoke_from_one_on_schema_app.down.sql
-- Undo

REVOKE SELECT (x) ON TABLE public.v FROM one;
GRANT SELECT ON TABLE public.v TO one;

REVOKE INSERT (a), UPDATE (b), DELETE ON TABLE public.t FROM four;
REVOKE SELECT (a) ON TABLE public.t FROM three;
GRANT SELECT ON TABLE public.t TO three;
REVOKE SELECT ON TABLE public.t FROM two;
GRANT SELECT ON TABLE public.t TO two WITH GRANT OPTION;
REVOKE UPDATE (b) ON TABLE public.t FROM one;
GRANT INSERT ON TABLE public.t TO one;

REVOKE EXECUTE ON ROUTINE public.f() FROM two;
GRANT EXECUTE ON ROUTINE public.f() TO one;

REVOKE SELECT ON SEQUENCE public.s FROM one;

REVOKE USAGE ON TYPE public.e FROM one;

GRANT CREATE ON SCHEMA app TO one;

