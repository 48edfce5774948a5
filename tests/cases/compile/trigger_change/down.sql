-- ==== rename_trigger_t_old_name_to_new_name.down.sql
-- Undo

CREATE TRIGGER gone
    AFTER DELETE ON public.t
    FOR EACH STATEMENT EXECUTE FUNCTION public.touch();

DROP TRIGGER switched ON public.t;

CREATE TRIGGER switched
    AFTER DELETE ON public.t
    FOR EACH STATEMENT EXECUTE FUNCTION public.touch();

DROP TRIGGER tables ON public.t;
DROP TRIGGER deferred ON public.t;
DROP TRIGGER changed ON public.t;

CREATE TRIGGER changed
    BEFORE UPDATE ON public.t
    FOR EACH ROW EXECUTE FUNCTION public.touch();

COMMENT ON TRIGGER changed ON public.t IS 'Kept.';

ALTER TRIGGER new_name ON public.t RENAME TO old_name;

