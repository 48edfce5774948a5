-- ==== create_policy_a_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

CREATE POLICY p ON public.a FOR ALL TO PUBLIC
    USING (true);
ALTER TABLE public.a ENABLE ROW LEVEL SECURITY;

ALTER TABLE public.b FORCE ROW LEVEL SECURITY;

ALTER TABLE public.c DISABLE ROW LEVEL SECURITY;
ALTER TABLE public.c NO FORCE ROW LEVEL SECURITY;
DROP POLICY p ON public.c;

ALTER TABLE public.d NO FORCE ROW LEVEL SECURITY;

