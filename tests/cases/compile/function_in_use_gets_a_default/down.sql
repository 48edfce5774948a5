-- ==== replace_function_scaled_integer_integer.down.sql
-- irreversible: an argument of function scaled(integer, integer) cannot lose its default while table t uses it

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: an argument of function scaled(integer, integer) cannot lose its default while table t uses it';
END $$;

