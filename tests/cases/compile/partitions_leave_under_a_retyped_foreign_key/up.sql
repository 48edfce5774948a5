-- ==== drop_constraint_leaves_fk.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.left_one DETACH PARTITION public.leaves;

ALTER TABLE public.left_one DETACH PARTITION public.moves;

ALTER TABLE public.moves DROP CONSTRAINT IF EXISTS fk;

ALTER TABLE public.leaves DROP CONSTRAINT fk;

ALTER TABLE public.left_one ADD COLUMN x integer;
ALTER TABLE public.left_one DROP CONSTRAINT fk;

ALTER TABLE public.target ALTER COLUMN a TYPE integer;

ALTER TABLE public.joined
    ADD CONSTRAINT fk FOREIGN KEY (k) REFERENCES public.target (a);

ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (k IS NOT NULL AND k IN ('2')) NOT VALID;

-- ==== drop_constraint_leaves_fk_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.moves VALIDATE CONSTRAINT moves_partition;

-- ==== drop_constraint_leaves_fk_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.joined ATTACH PARTITION public.moves FOR VALUES IN ('2');

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;

