-- ==== drop_the_default_of_column_s_id.down.sql
-- irreversible: the position of sequence s_id_seq was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence s_id_seq was lost';
END $$;

