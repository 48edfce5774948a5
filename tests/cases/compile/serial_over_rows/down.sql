-- ==== create_sequence_a_id_seq.down.sql
-- irreversible: the position of sequence c_id_seq was lost

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the position of sequence c_id_seq was lost';
END $$;

