-- ==== drop_policy_t_changed.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP POLICY changed ON public.t;
CREATE POLICY changed ON public.t FOR UPDATE TO PUBLIC
    USING (id = 1);
DROP POLICY old_name ON public.t;
CREATE POLICY new_name ON public.t FOR ALL TO reader
    USING (id = 4);
CREATE POLICY added ON public.t AS RESTRICTIVE FOR INSERT TO PUBLIC
    WITH CHECK (id > 0);
DROP POLICY gone ON public.t;

COMMENT ON POLICY changed ON public.t IS 'Kept.';
COMMENT ON POLICY commented ON public.t IS 'New.';
COMMENT ON POLICY new_name ON public.t IS 'C.';
COMMENT ON POLICY added ON public.t IS 'Fresh.';

