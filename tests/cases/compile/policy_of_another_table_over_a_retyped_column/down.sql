-- ==== drop_policy_b_p.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY p ON public.b;

ALTER TABLE public.a ALTER COLUMN owner TYPE varchar(5);

CREATE POLICY p ON public.b FOR ALL TO PUBLIC
    USING (exists (select 1 from a where a.id = a_id and a.owner = current_user));

