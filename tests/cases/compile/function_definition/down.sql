-- ==== replace_function_plus_integer_integer.down.sql
-- irreversible: the rows of table gone were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table gone were deleted';
END $$;

