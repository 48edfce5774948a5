-- ==== drop_constraint_b_b_a_id_fkey.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.b DROP CONSTRAINT b_a_id_fkey;

-- ==== drop_constraint_b_b_a_id_fkey_create_a_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (tenant, id);

-- ==== drop_constraint_b_b_a_id_fkey_create_a_id_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);

-- ==== drop_constraint_b_b_a_id_fkey_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.a DROP CONSTRAINT a_pkey;

ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;

ALTER TABLE public.a
    ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;

ALTER TABLE public.b
    ADD CONSTRAINT b_a_id_fkey FOREIGN KEY (a_id) REFERENCES public.a (id) NOT VALID;

-- ==== drop_constraint_b_b_a_id_fkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.b VALIDATE CONSTRAINT b_a_id_fkey;

