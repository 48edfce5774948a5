-- ==== create_grandchildren.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.parents RENAME COLUMN a TO b;

ALTER TABLE public.parents ADD COLUMN new text;
ALTER TABLE public.parents DROP CONSTRAINT parents_a;
ALTER TABLE public.parents
    ALTER COLUMN b DROP DEFAULT,
    ALTER COLUMN b TYPE bigint,
    ALTER COLUMN b SET DEFAULT 2;
ALTER TABLE public.parents
    ADD CONSTRAINT parents_b CHECK (b > 1) NOT VALID;

ALTER TABLE public.children DROP CONSTRAINT IF EXISTS parents_a;

ALTER TABLE public.parents
    ADD CONSTRAINT parents_a CHECK (b > 0) NOT VALID;
ALTER TABLE public.parents DROP COLUMN gone;

ALTER TABLE public.children DROP COLUMN IF EXISTS gone;

-- ==== create_grandchildren_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.parents VALIDATE CONSTRAINT parents_b;
ALTER TABLE public.parents VALIDATE CONSTRAINT parents_a;

CREATE TABLE public.grandchildren (
    own text,
    CONSTRAINT grandchildren_pkey PRIMARY KEY (id),
    CONSTRAINT grandchildren_own_check CHECK (char_length(own) <= 9)
) INHERITS (public.children);

