-- ==== drop_view_v_6.down.sql
-- Nothing is left to undo.

-- ==== drop_view_v_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== drop_view_v_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_view_v_3.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP VIEW public.v;
DROP TRIGGER tr ON public.t;

DROP POLICY p ON public.t;

ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT c;

DROP ROUTINE public.f(integer);

CREATE FUNCTION public.f(a integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$
select a
$$;

COMMENT ON ROUTINE public.f(integer) IS 'F.';

-- ==== drop_view_v_drop_i.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i ON public.t ((f(id)));

-- ==== drop_view_v.down.sql
-- Undo

CREATE TRIGGER tr
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (f(new.id) > 1) EXECUTE FUNCTION public.touch();

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (f(id) = 1);

COMMENT ON POLICY p ON public.t IS 'P.';
COMMENT ON INDEX public.i IS 'I.';

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT f(5);
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (f(id) > 0);

COMMENT ON CONSTRAINT c ON public.t IS 'C.';

CREATE VIEW public.v AS
select f(id) as x from t;

COMMENT ON VIEW public.v IS 'V.';

