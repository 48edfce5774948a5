-- ==== build_the_index_of_constraint_anew_anew_key_3.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP MATERIALIZED VIEW public.stored;
DROP VIEW public.moved;
DROP VIEW public.by_id;

ALTER TABLE public.moved_key DROP CONSTRAINT moved_key_pkey;
ALTER TABLE public.moved_key
    ADD CONSTRAINT moved_key_pkey PRIMARY KEY (id);

CREATE VIEW public.moved AS
select id, name from moved_key group by id;

DROP ROUTINE public.grouped();

ALTER TABLE public.anew DROP CONSTRAINT anew_key;
ALTER TABLE public.anew
    ADD CONSTRAINT anew_pkey PRIMARY KEY (id);

CREATE FUNCTION public.grouped()
    RETURNS setof text
    LANGUAGE sql
BEGIN ATOMIC
 SELECT a.name FROM public.anew a GROUP BY a.id;
END;

CREATE VIEW public.by_id AS
select id, name from anew group by id;

CREATE MATERIALIZED VIEW public.stored AS
select by_id.id, max(by_id.name) as name from by_id group by 1;

CREATE UNIQUE INDEX stored_id ON public.stored (id);

CREATE UNIQUE INDEX moved_key_pkey_new ON public.moved_key (k);

CREATE UNIQUE INDEX anew_key ON public.anew (id) INCLUDE (name);

-- ==== build_the_index_of_constraint_anew_anew_key_create_moved_key_pkey_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.moved_key_pkey_new;

-- ==== build_the_index_of_constraint_anew_anew_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.anew_key;

