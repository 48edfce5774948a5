-- ==== build_the_index_of_constraint_anew_anew_key.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY anew_key ON public.anew (id) INCLUDE (name);

-- ==== build_the_index_of_constraint_anew_anew_key_create_moved_key_pkey_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY moved_key_pkey_new ON public.moved_key (k);

-- ==== build_the_index_of_constraint_anew_anew_key_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP MATERIALIZED VIEW public.stored;
DROP VIEW public.by_id;
DROP ROUTINE public.grouped();

ALTER TABLE public.anew DROP CONSTRAINT anew_pkey;

ALTER TABLE public.anew
    ADD CONSTRAINT anew_key PRIMARY KEY USING INDEX anew_key;

CREATE FUNCTION public.grouped()
    RETURNS setof text
    LANGUAGE sql
BEGIN ATOMIC
 SELECT a.name FROM public.anew a GROUP BY a.id;
END;

DROP VIEW public.moved;

ALTER TABLE public.moved_key DROP CONSTRAINT moved_key_pkey;

ALTER TABLE public.moved_key
    ADD CONSTRAINT moved_key_pkey PRIMARY KEY USING INDEX moved_key_pkey_new;

CREATE VIEW public.by_id AS
select id, name from anew group by id;

CREATE VIEW public.moved AS
select id, name from moved_key group by k;

CREATE MATERIALIZED VIEW public.stored AS
select by_id.id, max(by_id.name) as name from by_id group by 1;

CREATE UNIQUE INDEX stored_id ON public.stored (id);

