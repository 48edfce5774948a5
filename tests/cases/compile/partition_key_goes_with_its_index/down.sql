-- ==== drop_index_i_on_t.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t1 ALTER COLUMN foo SET NOT NULL;

DROP INDEX public.i;

ALTER TABLE public.t1
    ADD CONSTRAINT t1_pk PRIMARY KEY (foo);

CREATE UNIQUE INDEX i ON public.t (foo);

