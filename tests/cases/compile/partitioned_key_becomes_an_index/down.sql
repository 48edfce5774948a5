-- ==== set_the_replica_identity_of_table_f1_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP INDEX public.f_pkey;

CREATE UNIQUE INDEX f_pkey ON ONLY public.f (foo, id);

CREATE UNIQUE INDEX f1_foo_id_idx ON public.f1 (foo, id);

-- ==== set_the_replica_identity_of_table_f1_create_f1_foo_id_idx.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY IF EXISTS public.f1_foo_id_idx;

-- ==== set_the_replica_identity_of_table_f1.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.r DROP CONSTRAINT r_foo_id_fkey;

DROP INDEX public.g_key;

ALTER TABLE public.g
    ADD CONSTRAINT g_key UNIQUE (foo, id);

ALTER TABLE public.r
    ADD CONSTRAINT r_foo_id_fkey FOREIGN KEY (foo, id) REFERENCES public.g (foo, id);

DROP INDEX public.f_pkey;

ALTER TABLE public.f
    ADD CONSTRAINT f_pkey PRIMARY KEY (foo, id);

ALTER TABLE public.f1 REPLICA IDENTITY USING INDEX f1_pkey;

