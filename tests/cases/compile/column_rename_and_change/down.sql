-- ==== rename_column_t_old_to_new_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_new_not_null CHECK (new IS NOT NULL) NOT VALID;
ALTER TABLE public.t ALTER COLUMN new DROP NOT NULL;

-- ==== rename_column_t_old_to_new_validate.down.sql
-- Nothing is left to undo.

-- ==== rename_column_t_old_to_new_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_new_not_null;

-- ==== rename_column_t_old_to_new_backfill.down.sql
-- Nothing is left to undo.

-- ==== rename_column_t_old_to_new_validate.down.sql
-- Nothing is left to undo.

-- ==== rename_column_t_old_to_new.down.sql
-- Undo

COMMENT ON COLUMN public.t.new IS NULL;

ALTER TABLE public.t DROP CONSTRAINT t_new_check;
ALTER TABLE public.t
    ALTER COLUMN new DROP DEFAULT,
    ALTER COLUMN new TYPE varchar(10),
    ALTER COLUMN new SET DEFAULT 'x';

ALTER TABLE public.t RENAME COLUMN new TO old;

