-- ==== create_policy_t_all.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE POLICY "all" ON public.t FOR ALL TO PUBLIC;
CREATE POLICY new ON public.t FOR INSERT TO PUBLIC;

