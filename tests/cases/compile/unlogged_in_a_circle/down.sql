-- ==== create_new_c_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.new_a DROP CONSTRAINT f;
ALTER TABLE public.new_a
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.new_b (id) NOT VALID;

ALTER TABLE public.c DROP CONSTRAINT c_b_fkey;
ALTER TABLE public.c
    ADD CONSTRAINT c_b_fkey FOREIGN KEY (b) REFERENCES public.b (id) NOT VALID;
ALTER TABLE public.c DROP CONSTRAINT c_a_fkey;
ALTER TABLE public.c
    ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;

-- ==== create_new_c.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.old_a SET LOGGED;

ALTER TABLE public.old_b SET LOGGED;

ALTER TABLE public.new_a DROP CONSTRAINT f;

ALTER TABLE public.old_a
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.old_b (id);

DROP TABLE public.new_c;

ALTER TABLE public.new_b SET UNLOGGED;

ALTER TABLE public.new_a SET UNLOGGED;

ALTER TABLE public.itself SET LOGGED;

ALTER TABLE public.c DROP CONSTRAINT c_b_fkey;
ALTER TABLE public.c DROP CONSTRAINT c_a_fkey;

ALTER TABLE public.c SET LOGGED;

ALTER TABLE public.b SET LOGGED;

ALTER TABLE public.a SET LOGGED;

ALTER TABLE public.c
    ADD CONSTRAINT c_b_fkey FOREIGN KEY (b) REFERENCES public.b (id);
ALTER TABLE public.c
    ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES public.a (id);

