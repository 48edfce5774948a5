-- ==== create_t.down.sql
-- Undo

CREATE TYPE public.gone AS RANGE (SUBTYPE = date);

DROP TABLE public.t;

REVOKE USAGE ON TYPE public.words FROM reader;
GRANT USAGE ON TYPE public.words TO PUBLIC;

COMMENT ON TYPE public.floats IS 'Before.';

DROP TYPE public.ages;
DROP DOMAIN public.age;

