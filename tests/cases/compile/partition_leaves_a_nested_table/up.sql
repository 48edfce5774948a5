-- ==== drop_constraint_p11_p11_pkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p1 DETACH PARTITION public.p11;

ALTER TABLE public.p11 DROP CONSTRAINT p11_pkey;
ALTER TABLE public.p11 DROP CONSTRAINT p_b_check;
ALTER TABLE public.p11 DROP CONSTRAINT p_a_fkey;

ALTER TABLE public.p12
    ADD CONSTRAINT p_b_check CHECK (b > 0) NOT VALID;
ALTER TABLE public.p12
    ADD CONSTRAINT p_a_fkey FOREIGN KEY (a) REFERENCES public.q (id) NOT VALID;
ALTER TABLE public.p12
    ADD CONSTRAINT p12_partition CHECK (a IS NOT NULL AND a IN (2)) NOT VALID;

-- ==== drop_constraint_p11_p11_pkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p12 VALIDATE CONSTRAINT p_b_check;
ALTER TABLE public.p12 VALIDATE CONSTRAINT p_a_fkey;
ALTER TABLE public.p12 VALIDATE CONSTRAINT p12_partition;

-- ==== drop_constraint_p11_p11_pkey_drop_p11_b_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.p11_b_idx;

-- ==== drop_constraint_p11_p11_pkey_create_p12_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY p12_pkey ON public.p12 (a);

-- ==== drop_constraint_p11_p11_pkey_create_p12_b_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY p12_b_idx ON public.p12 (b);

-- ==== drop_constraint_p11_p11_pkey_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p12
    ADD CONSTRAINT p12_pkey PRIMARY KEY USING INDEX p12_pkey;

ALTER TABLE public.p1 ATTACH PARTITION public.p12 FOR VALUES IN (2);

ALTER TABLE public.p12 DROP CONSTRAINT p12_partition;

