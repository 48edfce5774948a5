-- ==== set_the_old_enum_e_aside_as_e_old.down.sql
-- irreversible: rows of enum e may hold values that the old type does not know; the rows of table b were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: rows of enum e may hold values that the old type does not know; the rows of table b were deleted';
END $$;

