-- ==== drop_policy_b_p.down.sql
-- Undo

DROP POLICY p ON public.b;

ALTER TABLE public.a ALTER COLUMN owner TYPE varchar(5);

CREATE POLICY p ON public.b FOR ALL TO PUBLIC
    USING (exists (select 1 from a where a.id = a_id and a.owner = current_user));

