-- ==== create_m2_drop_i_old_old.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i_old_old ON public.t (id);

-- ==== create_m2_drop_i_old1.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i_old1 ON public.t (a);

-- ==== create_m2_create_i_old.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i_old;

-- ==== create_m2_create_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.i;

-- ==== create_m2_not_null.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.q
    ADD CONSTRAINT q_partition1 CHECK (id IS NOT NULL AND id >= 20 AND id < 30) NOT VALID;

ALTER TABLE public.p DETACH PARTITION public.q;

ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null1 CHECK (a IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN a DROP NOT NULL;

ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1 CHECK (another_very_long_column_name_which_is_also_too_long_for_its_2 IS NOT NULL);
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 ALTER COLUMN another_very_long_column_name_which_is_also_too_long_for_its_2 DROP NOT NULL;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null CHECK (another_very_long_column_name_which_is_also_too_long_for_its_1 IS NOT NULL);
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 ALTER COLUMN another_very_long_column_name_which_is_also_too_long_for_its_1 DROP NOT NULL;

-- ==== create_m2_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.t DROP CONSTRAINT t_a_not_null1;
ALTER TABLE public.t
    ADD CONSTRAINT t_a_not_null1 CHECK (a IS NOT NULL) NOT VALID;

ALTER TABLE public.q DROP CONSTRAINT q_partition1;
ALTER TABLE public.q
    ADD CONSTRAINT q_partition1 CHECK (id IS NOT NULL AND id >= 20 AND id < 30) NOT VALID;

ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 DROP CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixt_not_null1 CHECK (another_very_long_column_name_which_is_also_too_long_for_its_2 IS NOT NULL) NOT VALID;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1 DROP CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null;
ALTER TABLE public.a_very_long_table_name_that_goes_on_and_on_until_sixty_three_b1
    ADD CONSTRAINT a_very_long_table_name_that_goes_on_and_on_until_sixty_not_null CHECK (another_very_long_column_name_which_is_also_too_long_for_its_1 IS NOT NULL) NOT VALID;

-- ==== create_m2.down.sql
-- irreversible: rows of enum e may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum e may hold values that the old type does not know';
END $$;

