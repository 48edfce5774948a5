-- ==== drop_constraint_unproved_short_2.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT c_short;
ALTER TABLE public.t
    ADD CONSTRAINT c_short CHECK (public.is_short(c)) NOT VALID;

ALTER DOMAIN public.word DROP CONSTRAINT short;

ALTER DOMAIN public.word ADD CONSTRAINT short CHECK (public.is_short(value)) NOT VALID;

COMMENT ON CONSTRAINT short ON DOMAIN public.word IS 'not long';

ALTER DOMAIN public.word DROP CONSTRAINT not_empty;

ALTER DOMAIN public.word ADD CONSTRAINT not_empty CHECK (value <> ' '::text) NOT VALID;

-- ==== drop_constraint_unproved_short.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

ALTER TABLE public.t DROP CONSTRAINT c_short;

COMMENT ON CONSTRAINT short ON DOMAIN public.word IS NULL;

ALTER DOMAIN public.word DROP CONSTRAINT short;
ALTER DOMAIN public.unproved DROP CONSTRAINT short;
DROP ROUTINE public.is_short(IN text, IN integer);

CREATE FUNCTION public.is_short(text)
    RETURNS boolean
    LANGUAGE sql IMMUTABLE
AS $$select true$$;

ALTER TABLE public.t
    ADD CONSTRAINT c_short CHECK (public.is_short(c));

ALTER DOMAIN public.word DROP CONSTRAINT not_empty;

ALTER DOMAIN public.word ADD CONSTRAINT short CHECK (public.is_short(value));

COMMENT ON CONSTRAINT short ON DOMAIN public.word IS 'not long';

ALTER DOMAIN public.word ADD CONSTRAINT not_empty CHECK (value <> ''::text);

ALTER DOMAIN public.word SET DEFAULT 'x';

ALTER DOMAIN public.unproved ADD CONSTRAINT short CHECK (public.is_short(value)) NOT VALID;

