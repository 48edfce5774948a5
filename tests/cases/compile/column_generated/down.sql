-- ==== drop_the_expression_of_column_t_b.down.sql
-- irreversible: a column cannot become generated again; a column cannot become generated again

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: a column cannot become generated again; a column cannot become generated again';
END $$;

