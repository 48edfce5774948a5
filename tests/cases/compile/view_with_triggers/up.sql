-- ==== drop_view_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

CREATE VIEW public.v AS
select id from t;

CREATE TRIGGER b
    INSTEAD OF INSERT OR UPDATE ON public.v
    FOR EACH ROW EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER b ON public.v IS 'B.';

