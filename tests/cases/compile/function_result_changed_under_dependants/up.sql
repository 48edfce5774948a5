-- ==== drop_constraint_t_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT c;

DROP INDEX public.i;

ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;

DROP POLICY p ON public.t;

DROP TRIGGER tr ON public.t;
DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(a integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$select a::bigint$$;

COMMENT ON ROUTINE public.f(IN integer) IS 'F.';

ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (f(id) > 0) NOT VALID;
ALTER TABLE public.t ALTER COLUMN a SET DEFAULT f(5);

COMMENT ON CONSTRAINT c ON public.t IS 'C.';

CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (f(id) = 1);

COMMENT ON POLICY p ON public.t IS 'P.';

CREATE TRIGGER tr
    BEFORE UPDATE ON public.t
    FOR EACH ROW WHEN (f(new.id) > 1) EXECUTE FUNCTION public.touch();

CREATE VIEW public.v AS
select f(id) as x from t;

COMMENT ON VIEW public.v IS 'V.';

-- ==== drop_constraint_t_c_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- ==== drop_constraint_t_c_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.t (f(id));

-- ==== drop_constraint_t_c_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON INDEX public.i IS 'I.';

