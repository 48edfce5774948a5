-- ==== set_the_old_enum_e_aside_as_e_old_3.down.sql
-- Undo

ALTER TABLE public.part
    ADD CONSTRAINT part_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

ALTER TABLE public.parts DETACH PARTITION public.part;

-- ==== set_the_old_enum_e_aside_as_e_old_validate.down.sql
-- Undo

ALTER TABLE public.part DROP CONSTRAINT part_partition;
ALTER TABLE public.part
    ADD CONSTRAINT part_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;

-- ==== set_the_old_enum_e_aside_as_e_old.down.sql
-- irreversible: what table left_alone inherited has become its own; rows of enum e may hold values that the old type does not know

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: what table left_alone inherited has become its own; rows of enum e may hold values that the old type does not know';
END $$;

