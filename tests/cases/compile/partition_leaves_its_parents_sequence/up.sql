-- ==== drop_index_p1_id_idx_on_p1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p DETACH PARTITION public.p1;

ALTER TABLE public.q1 NO INHERIT public.q;

-- ==== drop_index_p1_id_idx_on_p1_drop_p1_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.p1_id_idx;

-- ==== drop_index_p1_id_idx_on_p1_drop_q1_id_idx.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.q1_id_idx;

-- ==== drop_index_p1_id_idx_on_p1_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.p1 DROP COLUMN id;

ALTER TABLE public.q1 DROP COLUMN id;

DROP TABLE public.q;
DROP TABLE public.p;

