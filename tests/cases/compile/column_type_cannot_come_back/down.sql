-- ==== change_type_of_column_t_a_from_timestamptz_to_timetz.down.sql
-- irreversible: timetz cannot be turned back into timestamptz

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: timetz cannot be turned back into timestamptz';
END $$;

