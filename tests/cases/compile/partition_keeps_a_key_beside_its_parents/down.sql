-- ==== drop_constraint_p1_p1_own_add_constraints.down.sql
-- Undo

ALTER TABLE public.q DROP CONSTRAINT q_pkey;

-- ==== drop_constraint_p1_p1_own_not_null.down.sql
-- Undo

ALTER TABLE public.q
    ADD CONSTRAINT q_b_not_null CHECK (b IS NOT NULL);
ALTER TABLE public.q ALTER COLUMN b DROP NOT NULL;

-- ==== drop_constraint_p1_p1_own_validate.down.sql
-- Undo

ALTER TABLE public.q DROP CONSTRAINT q_b_not_null;
ALTER TABLE public.q
    ADD CONSTRAINT q_b_not_null CHECK (b IS NOT NULL) NOT VALID;

-- ==== drop_constraint_p1_p1_own_add_constraints.down.sql
-- Undo

ALTER TABLE public.q DROP CONSTRAINT q_b_not_null;

-- ==== drop_constraint_p1_p1_own_not_null.down.sql
-- Undo

ALTER TABLE public.q
    ADD CONSTRAINT q_a_not_null CHECK (a IS NOT NULL);
ALTER TABLE public.q ALTER COLUMN a DROP NOT NULL;

-- ==== drop_constraint_p1_p1_own_validate.down.sql
-- Undo

ALTER TABLE public.q DROP CONSTRAINT q_a_not_null;
ALTER TABLE public.q
    ADD CONSTRAINT q_a_not_null CHECK (a IS NOT NULL) NOT VALID;

-- ==== drop_constraint_p1_p1_own.down.sql
-- Undo

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.t DROP CONSTRAINT t_key;
ALTER TABLE public.t
    ADD CONSTRAINT t_key UNIQUE (c, b);

DROP INDEX public.s_u;

DROP INDEX public.s_c;

CREATE INDEX s_c ON public.s (c);

ALTER TABLE public.q DROP CONSTRAINT q_a_not_null;

ALTER TABLE public.p DROP CONSTRAINT p_a_b_key;

ALTER TABLE public.p1
    ADD CONSTRAINT p1_own UNIQUE (a, b);

