-- ==== add_constraint_h1_h_a_b_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.h1
    ADD CONSTRAINT h_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;

ALTER TABLE public.n1
    ADD CONSTRAINT n1_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;
ALTER TABLE public.n1
    ADD CONSTRAINT n1_partition CHECK (a IS NOT NULL AND a IN (1)) NOT VALID;

CREATE TABLE public.n2 (
    a integer,
    b integer,
    CONSTRAINT named CHECK (a > b)
);

ALTER TABLE public.n ATTACH PARTITION public.n2 FOR VALUES IN (2);

ALTER TABLE public.p2
    ADD CONSTRAINT p_a_b_fkey FOREIGN KEY (a, b) REFERENCES public.q (a, b) NOT VALID;

-- ==== add_constraint_h1_h_a_b_fkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.h1 VALIDATE CONSTRAINT h_a_b_fkey;

ALTER TABLE public.n1 VALIDATE CONSTRAINT n1_a_b_fkey;
ALTER TABLE public.n1 VALIDATE CONSTRAINT n1_partition;

ALTER TABLE public.p2 VALIDATE CONSTRAINT p_a_b_fkey;

ALTER TABLE public.h ATTACH PARTITION public.h1 FOR VALUES WITH (MODULUS 1, REMAINDER 0);

ALTER TABLE public.p ATTACH PARTITION public.p2 FOR VALUES FROM (1000, 1000) TO (2000, 2000);

-- ==== add_constraint_h1_h_a_b_fkey_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.n ATTACH PARTITION public.n1 FOR VALUES IN (1);

ALTER TABLE public.n1 DROP CONSTRAINT n1_partition;

