-- ==== create_policy_a_p.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.d FORCE ROW LEVEL SECURITY;

CREATE POLICY p ON public.c FOR ALL TO PUBLIC
    USING (true);
ALTER TABLE public.c ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.c FORCE ROW LEVEL SECURITY;

ALTER TABLE public.b NO FORCE ROW LEVEL SECURITY;

ALTER TABLE public.a DISABLE ROW LEVEL SECURITY;
DROP POLICY p ON public.a;

