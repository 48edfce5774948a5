-- ==== create_grandchildren_validate.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TABLE public.grandchildren;

ALTER TABLE public.parents DROP CONSTRAINT parents_a;
ALTER TABLE public.parents
    ADD CONSTRAINT parents_a CHECK (b > 0) NOT VALID;
ALTER TABLE public.parents DROP CONSTRAINT parents_b;
ALTER TABLE public.parents
    ADD CONSTRAINT parents_b CHECK (b > 1) NOT VALID;

-- ==== create_grandchildren.down.sql
-- irreversible: the values of column parents.gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column parents.gone were deleted';
END $$;

