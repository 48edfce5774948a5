-- ==== add_column_c_n.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.c ADD COLUMN n integer DEFAULT 5;

ALTER TABLE public.c DETACH PARTITION public.c_a;

LOCK TABLE public.c_a IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.c_a_moved AS SELECT k, id FROM public.c_a WITH NO DATA;
WITH gone AS (DELETE FROM public.c_a WHERE ((k IS NOT NULL AND k IN ('a')) IS NOT TRUE) RETURNING k, id)
INSERT INTO public.c_a_moved SELECT k, id FROM gone;

ALTER TABLE public.c DETACH PARTITION public.c_b;

ALTER TABLE public.c ATTACH PARTITION public.c_a FOR VALUES IN ('a');

ALTER TABLE public.c ATTACH PARTITION public.c_b FOR VALUES IN ('c', 'b');

INSERT INTO public.c (k, id) OVERRIDING SYSTEM VALUE SELECT k, id FROM public.c_a_moved;
DROP TABLE public.c_a_moved;

