-- ==== drop_constraint_p_p_old.down.sql
-- Undo

ALTER TABLE public.p DROP CONSTRAINT p_new;
ALTER TABLE public.p
    ADD CONSTRAINT p_old FOREIGN KEY (a) REFERENCES public.q (a);

