-- ==== change_attribute_a_of_type_pair.down.sql
-- irreversible: the values of i were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of i were deleted';
END $$;

