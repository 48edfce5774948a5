-- ==== set_the_replica_identity_of_table_f1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.f1 REPLICA IDENTITY DEFAULT;

ALTER TABLE public.f DROP CONSTRAINT f_pkey;

CREATE UNIQUE INDEX f_pkey ON ONLY public.f (foo, id);

ALTER TABLE public.r DROP CONSTRAINT r_foo_id_fkey;

ALTER TABLE public.g DROP CONSTRAINT g_key;

CREATE UNIQUE INDEX g_key ON public.g (foo, id);

ALTER TABLE public.r
    ADD CONSTRAINT r_foo_id_fkey FOREIGN KEY (foo, id) REFERENCES public.g (foo, id);

-- ==== set_the_replica_identity_of_table_f1_create_f1_foo_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY f1_foo_id_idx ON public.f1 (foo, id);

-- ==== set_the_replica_identity_of_table_f1_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER INDEX public.f_pkey ATTACH PARTITION public.f1_foo_id_idx;

