-- ==== change_type_of_column_stays_heir_k_from_text_to_integer.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 8 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '375ms';

ALTER TABLE public.stays_heir ALTER COLUMN k TYPE integer USING k::integer;

ALTER TABLE public.stays ADD COLUMN k integer;

ALTER TABLE ONLY public.leaves DROP COLUMN IF EXISTS k;

ALTER TABLE public.leaves_heir ALTER COLUMN k TYPE text;

DROP TABLE public.renamed_heir;

ALTER TABLE public.renamed RENAME COLUMN a TO k;

DROP TABLE public.goes_below;
DROP TABLE public.goes_heir;

ALTER TABLE public.goes ADD COLUMN k integer;
ALTER TABLE public.goes ADD COLUMN i integer DEFAULT 1;
ALTER TABLE public.goes
    ADD CONSTRAINT x CHECK (a > 0) NOT VALID;

-- ==== change_type_of_column_stays_heir_k_from_text_to_integer_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.goes VALIDATE CONSTRAINT x;

