-- ==== drop_the_default_of_column_h_id.down.sql
-- irreversible: the position of sequence p_id_seq was lost; the position of sequence h_id_seq was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence p_id_seq was lost; the position of sequence h_id_seq was lost';
END $$;

