-- ==== clear_the_comment_on_index_i.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON INDEX public.i IS NULL;

-- ==== clear_the_comment_on_index_i_drop_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i;

-- ==== clear_the_comment_on_index_i_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP TRIGGER tr ON public.t;

DROP POLICY p ON public.t;

ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT c;

DROP VIEW public.v;
DROP ROUTINE public.f(integer);

CREATE FUNCTION public.f(a integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
AS $$
select a::bigint
$$;

COMMENT ON ROUTINE public.f(integer) IS 'F.';

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

-- ==== clear_the_comment_on_index_i_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- ==== clear_the_comment_on_index_i_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.t ((f(id)));

-- ==== clear_the_comment_on_index_i_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

COMMENT ON INDEX public.i IS 'I.';

