-- ==== drop_constraint_leaves_fk_3.down.sql
-- Undo

ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (k IS NOT NULL AND k IN ('2')) NOT VALID;

ALTER TABLE public.joined DETACH PARTITION public.moves;

ALTER TABLE public.moves DROP CONSTRAINT IF EXISTS fk;

-- ==== drop_constraint_leaves_fk_validate.down.sql
-- Undo

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;
ALTER TABLE public.moves
    ADD CONSTRAINT moves_partition CHECK (k IS NOT NULL AND k IN ('2')) NOT VALID;

-- ==== drop_constraint_leaves_fk.down.sql
-- Undo

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.moves DROP CONSTRAINT moves_partition;

ALTER TABLE public.joined DROP CONSTRAINT fk;

ALTER TABLE public.target ALTER COLUMN a TYPE bigint;

ALTER TABLE public.left_one
    ADD CONSTRAINT fk FOREIGN KEY (k) REFERENCES public.target (a);
ALTER TABLE public.left_one DROP COLUMN x;

ALTER TABLE public.leaves
    ADD CONSTRAINT fk FOREIGN KEY (k) REFERENCES public.target (a);

ALTER TABLE public.left_one ATTACH PARTITION public.moves FOR VALUES IN ('2');

ALTER TABLE public.left_one ATTACH PARTITION public.leaves FOR VALUES IN ('3');

