-- ==== drop_constraint_t_c_4.down.sql
-- Undo

COMMENT ON INDEX public.i IS NULL;

-- ==== drop_constraint_t_c_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== drop_constraint_t_c_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (f(id) > 0) NOT VALID;

COMMENT ON CONSTRAINT c ON public.t IS 'C.';

-- ==== drop_constraint_t_c.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP VIEW public.v;
DROP TRIGGER tr ON public.t;

DROP POLICY p ON public.t;

ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT c;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(a integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$select a$$;

COMMENT ON ROUTINE public.f(IN integer) IS 'F.';

CREATE TRIGGER tr
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (f(new.id) > 1) EXECUTE FUNCTION public.touch();

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (f(id) = 1);

COMMENT ON POLICY p ON public.t IS 'P.';

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT f(5);

CREATE INDEX i ON public.t (f(id));

COMMENT ON INDEX public.i IS 'I.';

ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (f(id) > 0);

COMMENT ON CONSTRAINT c ON public.t IS 'C.';

CREATE VIEW public.v AS
select f(id) as x from t;

COMMENT ON VIEW public.v IS 'V.';

