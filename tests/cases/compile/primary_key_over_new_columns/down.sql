-- ==== create_sequence_a_id_seq_not_null.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_pkey;
ALTER TABLE public.a
    ADD CONSTRAINT a_id_not_null CHECK (id IS NOT NULL);
ALTER TABLE public.a ALTER COLUMN id DROP NOT NULL;

CREATE UNIQUE INDEX a_pkey ON public.a (id);

-- ==== create_sequence_a_id_seq_validate.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_id_not_null;
ALTER TABLE public.a
    ADD CONSTRAINT a_id_not_null CHECK (id IS NOT NULL) NOT VALID;

-- ==== create_sequence_a_id_seq_add_constraints.down.sql
-- Undo

ALTER TABLE public.a DROP CONSTRAINT a_id_not_null;

-- ==== create_sequence_a_id_seq_create_a_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.a_pkey;

-- ==== create_sequence_a_id_seq_backfill.down.sql
-- Nothing is left to undo.

-- ==== create_sequence_a_id_seq.down.sql
-- Undo

ALTER TABLE public.a ALTER COLUMN id DROP DEFAULT;

ALTER SEQUENCE public.a_id_seq OWNED BY NONE;

ALTER TABLE public.a DROP COLUMN id;

DROP SEQUENCE public.a_id_seq;

