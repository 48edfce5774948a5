-- ==== drop_constraint_p1_p1_own.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 10 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '300ms';

ALTER TABLE public.p1 DROP CONSTRAINT p1_own;

ALTER TABLE ONLY public.p
    ADD CONSTRAINT p_a_b_key UNIQUE (a, b);

ALTER TABLE public.p1
    ADD CONSTRAINT p1_own UNIQUE (a, b);

ALTER TABLE public.p2
    ADD CONSTRAINT p2_a_b_key UNIQUE (a, b);

ALTER TABLE public.p3
    ADD CONSTRAINT p3_a_b_key UNIQUE (a, b);

ALTER INDEX public.p_a_b_key ATTACH PARTITION public.p3_a_b_key;

ALTER INDEX public.p_a_b_key ATTACH PARTITION public.p2_a_b_key;

ALTER INDEX public.p_a_b_key ATTACH PARTITION public.p1_own;

DO $$ DECLARE part regclass; BEGIN
    SELECT inhrelid INTO STRICT part FROM pg_inherits JOIN pg_index ON indexrelid = inhrelid
        WHERE inhparent = 'public.p_a_b_key'::regclass AND indrelid = 'public.p1'::regclass;
    IF (SELECT relname FROM pg_class WHERE oid = part) <> 'p1_own' THEN
        EXECUTE format('ALTER INDEX %s RENAME TO %I', part, 'p1_own');
    END IF;
END $$;

ALTER TABLE public.q
    ADD CONSTRAINT q_a_not_null CHECK (a IS NOT NULL) NOT VALID;

DROP INDEX public.s_c;

CREATE INDEX s_c ON ONLY public.s (a, b);

CREATE INDEX s1_a_b_idx ON ONLY public.s1 (a, b);

CREATE INDEX s11_a_b_idx ON public.s11 (a, b);

ALTER INDEX public.s1_a_b_idx ATTACH PARTITION public.s11_a_b_idx;

ALTER INDEX public.s_c ATTACH PARTITION public.s1_a_b_idx;

CREATE UNIQUE INDEX s_u ON ONLY public.s (a, b);

CREATE UNIQUE INDEX s1_a_b_idx1 ON ONLY public.s1 (a, b);

CREATE UNIQUE INDEX s11_a_b_idx1 ON public.s11 (a, b);

ALTER INDEX public.s1_a_b_idx1 ATTACH PARTITION public.s11_a_b_idx1;

ALTER INDEX public.s_u ATTACH PARTITION public.s1_a_b_idx1;

ALTER TABLE public.t DROP CONSTRAINT t_key;
ALTER TABLE ONLY public.t
    ADD CONSTRAINT t_key UNIQUE (a, b);

ALTER TABLE public.t1
    ADD CONSTRAINT t1_a_b_key UNIQUE (a, b);

ALTER INDEX public.t_key ATTACH PARTITION public.t1_a_b_key;

-- ==== drop_constraint_p1_p1_own_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q VALIDATE CONSTRAINT q_a_not_null;

-- ==== drop_constraint_p1_p1_own_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.q DROP CONSTRAINT q_a_not_null;

-- ==== drop_constraint_p1_p1_own_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q
    ADD CONSTRAINT q_b_not_null CHECK (b IS NOT NULL) NOT VALID;

-- ==== drop_constraint_p1_p1_own_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q VALIDATE CONSTRAINT q_b_not_null;

-- ==== drop_constraint_p1_p1_own_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.q ALTER COLUMN b SET NOT NULL;
ALTER TABLE public.q DROP CONSTRAINT q_b_not_null;

-- ==== drop_constraint_p1_p1_own_add_constraints.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE ONLY public.q
    ADD CONSTRAINT q_pkey PRIMARY KEY (a, b);

ALTER TABLE ONLY public.q1
    ADD CONSTRAINT q1_pkey PRIMARY KEY (a, b);

ALTER TABLE public.q11
    ADD CONSTRAINT q11_pkey PRIMARY KEY (a, b);

ALTER INDEX public.q1_pkey ATTACH PARTITION public.q11_pkey;

ALTER INDEX public.q_pkey ATTACH PARTITION public.q1_pkey;

