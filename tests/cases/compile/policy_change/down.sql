-- ==== drop_policy_t_changed.down.sql
-- Undo

COMMENT ON POLICY commented ON public.t IS 'Old.';

CREATE POLICY gone ON public.t FOR ALL TO PUBLIC
    USING (false);
DROP POLICY added ON public.t;
DROP POLICY new_name ON public.t;
CREATE POLICY old_name ON public.t FOR ALL TO reader
    USING (id = 3);

COMMENT ON POLICY old_name ON public.t IS 'C.';

DROP POLICY changed ON public.t;
CREATE POLICY changed ON public.t FOR UPDATE TO PUBLIC
    USING (id = 1)
    WITH CHECK (id = 2);

COMMENT ON POLICY changed ON public.t IS 'Kept.';

