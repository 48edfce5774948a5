-- ==== add_column_t_c_not_null.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT t_d_not_null CHECK (d IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN d DROP NOT NULL;

-- ==== add_column_t_c_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_d_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_d_not_null CHECK (d IS NOT NULL) NOT VALID;

-- ==== add_column_t_c_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_d_not_null;

-- ==== add_column_t_c_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_column_t_c.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN d DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN d;
ALTER TABLE public.t ALTER COLUMN c DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN c;

