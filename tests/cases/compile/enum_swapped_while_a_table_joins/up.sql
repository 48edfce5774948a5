-- ==== set_the_old_enum_e_aside_as_e_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 6 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '500ms';

ALTER TABLE public.left_alone NO INHERIT public.leaves;

ALTER TYPE public.e RENAME TO e_old;

CREATE TYPE public.e AS ENUM ('x', 'y');

ALTER TABLE public.p ALTER COLUMN b TYPE e USING b::text::e;

ALTER TABLE public.d ALTER COLUMN b TYPE e USING b::text::e;

ALTER TABLE public.d INHERIT public.p;

ALTER TABLE public.leaves ALTER COLUMN b TYPE e USING b::text::e;

ALTER TABLE public.left_alone ALTER COLUMN b TYPE e USING b::text::e;

ALTER TABLE public.parts ALTER COLUMN b TYPE e USING b::text::e;

ALTER TABLE public.part
    ADD CONSTRAINT part_partition CHECK (k IS NOT NULL AND k IN (1)) NOT VALID;
ALTER TABLE public.part ALTER COLUMN b TYPE e USING b::text::e;

DROP TYPE public.e_old;

-- ==== set_the_old_enum_e_aside_as_e_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.part VALIDATE CONSTRAINT part_partition;

-- ==== set_the_old_enum_e_aside_as_e_old_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.parts ATTACH PARTITION public.part FOR VALUES IN (1);

ALTER TABLE public.part DROP CONSTRAINT part_partition;

