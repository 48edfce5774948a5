-- ==== rename_column_c_w_to_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.c RENAME COLUMN w TO v;

ALTER TABLE public.h RENAME COLUMN w TO v;

ALTER TABLE public.c
    ADD CONSTRAINT c_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

ALTER TABLE public.h INHERIT public.q;

-- ==== rename_column_c_w_to_v_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c VALIDATE CONSTRAINT c_partition;

-- ==== rename_column_c_w_to_v_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.p ATTACH PARTITION public.c FOR VALUES IN (1);

ALTER TABLE public.c DROP CONSTRAINT c_partition;

