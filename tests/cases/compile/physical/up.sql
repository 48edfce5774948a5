-- ==== set_the_old_index_t_b_aside_as_t_b_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER INDEX public.t_b RENAME TO t_b_old;
ALTER INDEX public.t_c RENAME TO t_c_old;
ALTER STATISTICS public.t_old_name RENAME TO t_new_name;

ALTER TABLE public.w RENAME CONSTRAINT w_a TO w_new;

ALTER TABLE public.t ADD COLUMN d text;

DROP STATISTICS public.t_changed;

ALTER STATISTICS public.t_retargeted SET STATISTICS 1000;

ALTER STATISTICS public.t_new_name SET STATISTICS -1;

DROP STATISTICS public.t_gone;

ALTER TABLE ONLY public.t ALTER COLUMN id SET STATISTICS -1;

ALTER TABLE public.t ALTER COLUMN id RESET (n_distinct_inherited), ALTER COLUMN id SET (n_distinct = -0.5);

ALTER TABLE ONLY public.t ALTER COLUMN a SET STATISTICS 500;

ALTER TABLE ONLY public.t ALTER COLUMN d SET STATISTICS 0;

ALTER TABLE public.t ALTER COLUMN d SET (n_distinct_inherited = 3);

CREATE STATISTICS public.t_changed (dependencies, mcv) ON a, c FROM public.t;

CREATE STATISTICS public.t_expressions ON (lower(d)), a FROM public.t;

COMMENT ON STATISTICS public.t_changed IS 'Kept.';
COMMENT ON STATISTICS public.t_expressions IS 'New.';

ALTER TABLE public.u REPLICA IDENTITY DEFAULT;

ALTER TABLE public.u SET WITHOUT CLUSTER;

ALTER TABLE public.v REPLICA IDENTITY NOTHING;

ALTER TABLE public.w CLUSTER ON w_pkey;

-- ==== set_the_old_index_t_b_aside_as_t_b_old_create_t_b.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_b ON public.t (b) INCLUDE (c);

-- ==== set_the_old_index_t_b_aside_as_t_b_old_create_t_c.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_c ON public.t (c DESC);

-- ==== set_the_old_index_t_b_aside_as_t_b_old_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t REPLICA IDENTITY USING INDEX t_b;

ALTER TABLE public.t CLUSTER ON t_c;

-- ==== set_the_old_index_t_b_aside_as_t_b_old_drop_t_b_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_b_old;

-- ==== set_the_old_index_t_b_aside_as_t_b_old_drop_t_c_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_c_old;

