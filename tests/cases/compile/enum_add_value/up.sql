-- ==== add_value_it_s_great_to_enum_mood.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.mood ADD VALUE 'it''s great';

ALTER TYPE public.mood ADD VALUE 'fine' BEFORE 'it''s great';

ALTER TYPE public.mood ADD VALUE 'sad' BEFORE 'ok';

ALTER TYPE public.mood ADD VALUE 'awful' BEFORE 'sad';

-- ==== add_value_it_s_great_to_enum_mood_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN m SET DEFAULT 'fine';
ALTER TABLE public.t ADD COLUMN n mood DEFAULT 'it''s great' NOT NULL;
ALTER TABLE public.t ADD COLUMN other integer;
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (m <> 'sad') NOT VALID;

-- ==== add_value_it_s_great_to_enum_mood_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT c;

