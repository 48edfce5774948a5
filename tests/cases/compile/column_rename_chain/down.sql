-- ==== change_type_of_column_t_b_from_integer_to_text.down.sql
-- irreversible: the values of column t.a were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.a were deleted';
END $$;

