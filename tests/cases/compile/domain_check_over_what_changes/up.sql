-- ==== drop_constraint_unproved_short.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.unproved DROP CONSTRAINT short;

ALTER DOMAIN public.word SET DEFAULT 'y';

ALTER DOMAIN public.word DROP CONSTRAINT not_empty;
ALTER DOMAIN public.word DROP CONSTRAINT short;

ALTER DOMAIN public.word ADD CONSTRAINT not_empty CHECK (value <> ' '::text) NOT VALID;

ALTER TABLE public.t DROP CONSTRAINT c_short;

DROP ROUTINE public.is_short(IN text);

CREATE FUNCTION public.is_short(text, integer DEFAULT 3)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$select length($1) < $2$$;

ALTER DOMAIN public.unproved ADD CONSTRAINT short CHECK (public.is_short(value)) NOT VALID;

ALTER DOMAIN public.word ADD CONSTRAINT short CHECK (public.is_short(value)) NOT VALID;

COMMENT ON CONSTRAINT short ON DOMAIN public.word IS 'not long';

ALTER TABLE public.t
    ADD CONSTRAINT c_short CHECK (public.is_short(c)) NOT VALID;

-- ==== drop_constraint_unproved_short_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.word VALIDATE CONSTRAINT not_empty;

ALTER DOMAIN public.word VALIDATE CONSTRAINT short;

ALTER TABLE public.t VALIDATE CONSTRAINT c_short;

