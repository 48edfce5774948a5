-- ==== create_2_tables_not_null.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.counted;
DROP TABLE public.aa;

ALTER TABLE public.coming ALTER COLUMN id DROP IDENTITY;
ALTER TABLE public.coming
    ADD CONSTRAINT coming_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.coming ALTER COLUMN id DROP NOT NULL;

-- ==== create_2_tables_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.regs DROP CONSTRAINT regs_p_check;
ALTER TABLE public.regs
    ADD CONSTRAINT regs_p_check CHECK (p <> 'public.f(integer)'::regprocedure::oid) NOT VALID;

ALTER TABLE public.coming DROP CONSTRAINT coming_id_not_null;
ALTER TABLE public.coming
    ADD CONSTRAINT coming_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== create_2_tables.down.sql
-- irreversible: the rows of table r were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table r were deleted';
END $$;

