-- ==== drop_constraint_p_k_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_constraint_p_k_validate.down.sql
-- Nothing is left to undo.

-- ==== drop_constraint_p_k.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

CREATE INDEX i ON ONLY public.p (a);

CREATE INDEX p1_a_idx ON ONLY public.p1 (a);

CREATE INDEX p11_a_idx ON public.p11 (a);

CREATE INDEX p12_a_idx ON public.p12 (a);

ALTER INDEX public.p1_a_idx ATTACH PARTITION public.p12_a_idx;

ALTER INDEX public.p1_a_idx ATTACH PARTITION public.p11_a_idx;

ALTER INDEX public.i ATTACH PARTITION public.p1_a_idx;

ALTER TABLE ONLY public.p
    ADD CONSTRAINT k UNIQUE (a, b);

ALTER TABLE ONLY public.p1
    ADD CONSTRAINT p1_a_b_key UNIQUE (a, b);

ALTER TABLE public.p11
    ADD CONSTRAINT p11_a_b_key UNIQUE (a, b);

ALTER TABLE public.p12
    ADD CONSTRAINT p12_a_b_key UNIQUE (a, b);

ALTER INDEX public.p1_a_b_key ATTACH PARTITION public.p12_a_b_key;

ALTER INDEX public.p1_a_b_key ATTACH PARTITION public.p11_a_b_key;

ALTER INDEX public.k ATTACH PARTITION public.p1_a_b_key;

COMMENT ON CONSTRAINT k ON public.p IS 'of all';

