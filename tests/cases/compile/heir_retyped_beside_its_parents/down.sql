-- ==== change_type_of_column_c_z_from_integer_to_bigint.down.sql
-- irreversible: what table c inherited has become its own; what table child inherited has become its own; what table d inherited has become its own; the values of column child.w were deleted; the values of column loses.name were deleted; the rows of table goes were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table c inherited has become its own; what table child inherited has become its own; what table d inherited has become its own; the values of column child.w were deleted; the values of column loses.name were deleted; the rows of table goes were deleted';
END $$;

