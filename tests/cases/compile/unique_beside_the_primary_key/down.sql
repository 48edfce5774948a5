-- ==== create_b_3.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_id_key;

CREATE UNIQUE INDEX a_id_key ON public.a (id);

-- ==== create_b_create_a_id_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_id_key;

-- ==== create_b.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_two;

DROP TABLE public.b;

