-- ==== set_the_old_enum_e_aside_as_e_old_not_null.down.sql
-- Undo

ALTER TABLE public.a
    ADD CONSTRAINT a_c_not_null CHECK (c IS NOT NULL);
ALTER TABLE public.a ALTER COLUMN c DROP NOT NULL;

-- ==== set_the_old_enum_e_aside_as_e_old_validate.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_c_not_null;
ALTER TABLE public.a
    ADD CONSTRAINT a_c_not_null CHECK (c IS NOT NULL) NOT VALID;

-- ==== set_the_old_enum_e_aside_as_e_old_add_constraints.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_c_not_null;

-- ==== set_the_old_enum_e_aside_as_e_old_backfill.down.sql
-- Nothing is left to undo.

-- ==== set_the_old_enum_e_aside_as_e_old_not_null.down.sql
-- Undo

ALTER TABLE public.b ALTER COLUMN c DROP IDENTITY;
ALTER TABLE public.b
    ADD CONSTRAINT b_c_not_null CHECK (c IS NOT NULL);
ALTER TABLE public.b ALTER COLUMN c DROP NOT NULL;

-- ==== set_the_old_enum_e_aside_as_e_old_validate.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_c_not_null;
ALTER TABLE public.b
    ADD CONSTRAINT b_c_not_null CHECK (c IS NOT NULL) NOT VALID;

-- ==== set_the_old_enum_e_aside_as_e_old_add_constraints.down.sql
-- Undo

ALTER TABLE public.b DROP CONSTRAINT b_c_not_null;

-- ==== set_the_old_enum_e_aside_as_e_old.down.sql
-- irreversible: a column cannot become generated again; a column cannot become generated again; a column cannot become generated again; a column cannot become generated again; rows of enum e may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: a column cannot become generated again; a column cannot become generated again; a column cannot become generated again; a column cannot become generated again; rows of enum e may hold values that the old type does not know';
END $$;

