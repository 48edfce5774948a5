-- ==== build_the_index_of_constraint_a_a_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_pkey_new ON public.a (code);

-- ==== build_the_index_of_constraint_a_a_pkey_create_a_id_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY a_id_key ON public.a (id);

-- ==== build_the_index_of_constraint_a_a_pkey_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_aid_fkey;

ALTER TABLE public.a DROP CONSTRAINT a_pkey;

ALTER TABLE public.b DROP CONSTRAINT b_acode_fkey;

ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY USING INDEX a_pkey_new;

ALTER TABLE public.a
    ADD CONSTRAINT a_id_key UNIQUE USING INDEX a_id_key;

ALTER TABLE public.a DROP CONSTRAINT a_code_key;

ALTER TABLE public.b
    ADD CONSTRAINT b_aid_fkey FOREIGN KEY (aid) REFERENCES public.a (id) NOT VALID;
ALTER TABLE public.b
    ADD CONSTRAINT b_acode_fkey FOREIGN KEY (acode) REFERENCES public.a (code) NOT VALID;

-- ==== build_the_index_of_constraint_a_a_pkey_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.b VALIDATE CONSTRAINT b_aid_fkey;
ALTER TABLE public.b VALIDATE CONSTRAINT b_acode_fkey;

