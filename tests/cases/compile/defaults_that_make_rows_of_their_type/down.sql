-- ==== create_comes.down.sql
-- irreversible: the rows of table goes were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table goes were deleted';
END $$;

