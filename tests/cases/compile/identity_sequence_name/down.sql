-- ==== create_new_not_null.down.sql
-- Undo

CREATE SEQUENCE public.added_id_fill;

ALTER TABLE public.added ALTER COLUMN id DROP IDENTITY;
ALTER TABLE public.added ALTER COLUMN id SET DEFAULT nextval('public.added_id_fill'::regclass);
ALTER TABLE public.added
    ADD CONSTRAINT added_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.added ALTER COLUMN id DROP NOT NULL;

-- ==== create_new_validate.down.sql
-- Undo

ALTER TABLE public.added DROP CONSTRAINT added_id_not_null;
ALTER TABLE public.added
    ADD CONSTRAINT added_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== create_new_add_constraints.down.sql
-- Undo

ALTER TABLE public.added DROP CONSTRAINT added_id_not_null;

-- ==== create_new_backfill.down.sql
-- Nothing is left to undo.

-- ==== create_new.down.sql
-- irreversible: the rows of table gone were deleted; the position of sequence counts was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table gone were deleted; the position of sequence counts was lost';
END $$;

