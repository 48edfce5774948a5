-- ==== build_the_index_of_constraint_a_a_pkey_validate.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_acode_fkey;
ALTER TABLE public.b
    ADD CONSTRAINT b_acode_fkey FOREIGN KEY (acode) REFERENCES public.a (code) NOT VALID;
ALTER TABLE public.b DROP CONSTRAINT b_aid_fkey;
ALTER TABLE public.b
    ADD CONSTRAINT b_aid_fkey FOREIGN KEY (aid) REFERENCES public.a (id) NOT VALID;

-- ==== build_the_index_of_constraint_a_a_pkey_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.b DROP CONSTRAINT b_acode_fkey;
ALTER TABLE public.b DROP CONSTRAINT b_aid_fkey;

ALTER TABLE public.a
    ADD CONSTRAINT a_code_key UNIQUE (code);
ALTER TABLE public.a DROP CONSTRAINT a_id_key;
ALTER TABLE public.a DROP CONSTRAINT a_pkey;

ALTER TABLE public.b
    ADD CONSTRAINT b_acode_fkey FOREIGN KEY (acode) REFERENCES public.a (code);

ALTER TABLE public.a
    ADD CONSTRAINT a_pkey PRIMARY KEY (id);

ALTER TABLE public.b
    ADD CONSTRAINT b_aid_fkey FOREIGN KEY (aid) REFERENCES public.a (id);

CREATE UNIQUE INDEX a_id_key ON public.a (id);
CREATE UNIQUE INDEX a_pkey_new ON public.a (code);

-- ==== build_the_index_of_constraint_a_a_pkey_create_a_id_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_id_key;

-- ==== build_the_index_of_constraint_a_a_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_pkey_new;

