-- ==== create_m2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER INDEX public.i RENAME TO i_old1;
ALTER INDEX public.i_old RENAME TO i_old_old;

ALTER TYPE public.e RENAME TO e_old1;

CREATE TYPE public.e AS ENUM ('b', 'a');

ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null CHECK (another_very_long_column_name_which_is_also_too_long_for_its_1 IS NOT NULL) NOT VALID;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1 CHECK (another_very_long_column_name_which_is_also_too_long_for_its_2 IS NOT NULL) NOT VALID;

ALTER TABLE public.m DETACH PARTITION public.m1;

LOCK TABLE public.m1 IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.m1_moved1 AS SELECT id FROM public.m1 WITH NO DATA;
WITH gone AS (DELETE FROM public.m1 WHERE ((id IS NOT NULL AND id >= 0 AND id < 10) IS NOT TRUE) RETURNING id)
INSERT INTO public.m1_moved1 SELECT id FROM gone;

CREATE TABLE public.m2 PARTITION OF public.m
    FOR VALUES FROM (10) TO (20);

ALTER TABLE public.q
    ADD CONSTRAINT q_partition1 CHECK (id IS NOT NULL AND id >= 20 AND id < 30) NOT VALID;

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null1 CHECK (a IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN e TYPE e USING e::text::e;

DROP TYPE public.e_old1;

ALTER TABLE public.m ATTACH PARTITION public.m1 FOR VALUES FROM (0) TO (10);

INSERT INTO public.m (id) OVERRIDING SYSTEM VALUE SELECT id FROM public.m1_moved1;
DROP TABLE public.m1_moved1;

-- ==== create_m2_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 VALIDATE CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 VALIDATE CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1;

ALTER TABLE public.q VALIDATE CONSTRAINT q_partition1;

ALTER TABLE public.t VALIDATE CONSTRAINT t_a_not_null1;

-- ==== create_m2_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 ALTER COLUMN another_very_long_column_name_which_is_also_too_long_for_its_1 SET NOT NULL;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 DROP CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 ALTER COLUMN another_very_long_column_name_which_is_also_too_long_for_its_2 SET NOT NULL;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 DROP CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1;

ALTER TABLE public.t ALTER COLUMN a SET NOT NULL;
ALTER TABLE public.t DROP CONSTRAINT t_a_not_null1;

ALTER TABLE public.p ATTACH PARTITION public.q FOR VALUES FROM (20) TO (30);

ALTER TABLE public.q DROP CONSTRAINT q_partition1;

-- ==== create_m2_create_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i ON public.t (a, id);

-- ==== create_m2_create_i_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY i_old ON public.t (id, a);

-- ==== create_m2_drop_i_old1.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i_old1;

-- ==== create_m2_drop_i_old_old.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i_old_old;

