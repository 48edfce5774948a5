-- ==== rename_trigger_t_old_name_to_new_name.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TRIGGER old_name ON public.t RENAME TO new_name;

DROP TRIGGER changed ON public.t;

CREATE TRIGGER changed
    BEFORE INSERT OR UPDATE OF a ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.touch('x', 'it''s');

CREATE CONSTRAINT TRIGGER deferred
    AFTER INSERT ON public.t DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW EXECUTE FUNCTION public.touch();

CREATE TRIGGER tables
    AFTER UPDATE ON public.t
    REFERENCING OLD TABLE AS was NEW TABLE AS "is"
    FOR EACH STATEMENT EXECUTE FUNCTION public.touch();

DROP TRIGGER switched ON public.t;

CREATE TRIGGER switched
    AFTER DELETE ON public.t
    FOR EACH STATEMENT EXECUTE FUNCTION public.touch();
ALTER TABLE public.t ENABLE ALWAYS TRIGGER switched;

DROP TRIGGER gone ON public.t;

COMMENT ON TRIGGER changed ON public.t IS 'Kept.';

