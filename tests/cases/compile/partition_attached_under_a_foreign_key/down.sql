-- ==== add_constraint_h1_h_a_b_fkey_3.down.sql
-- Undo

ALTER TABLE public.n1
    ADD CONSTRAINT n1_partition CHECK (a IS NOT NULL AND a IN (1)) NOT VALID;

ALTER TABLE public.n DETACH PARTITION public.n1;

-- ==== add_constraint_h1_h_a_b_fkey_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p DETACH PARTITION public.p2;

ALTER TABLE public.h DETACH PARTITION public.h1;

ALTER TABLE public.p2 DROP CONSTRAINT p_a_b_fkey;
ALTER TABLE public.p2
    ADD CONSTRAINT p_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;

ALTER TABLE public.n1 DROP CONSTRAINT n1_partition;
ALTER TABLE public.n1
    ADD CONSTRAINT n1_partition CHECK (a IS NOT NULL AND a IN (1)) NOT VALID;
ALTER TABLE public.n1 DROP CONSTRAINT n1_a_b_fkey;
ALTER TABLE public.n1
    ADD CONSTRAINT n1_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;

ALTER TABLE public.h1 DROP CONSTRAINT h_a_b_fkey;
ALTER TABLE public.h1
    ADD CONSTRAINT h_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;

-- ==== add_constraint_h1_h_a_b_fkey.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p2 DROP CONSTRAINT p_a_b_fkey;

ALTER TABLE public.n DETACH PARTITION public.n2;

DROP TABLE public.n2;

ALTER TABLE public.n1 DROP CONSTRAINT n1_partition;
ALTER TABLE public.n1 DROP CONSTRAINT n1_a_b_fkey;

ALTER TABLE public.h1 DROP CONSTRAINT h_a_b_fkey;

