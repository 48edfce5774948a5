-- ==== set_the_old_enum_e_aside_as_e_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 10 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '300ms';

ALTER TABLE public.q1 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.q2 ALTER COLUMN qty DROP DEFAULT;

ALTER TYPE public.e RENAME TO e_old;

CREATE TYPE public.e AS ENUM ('a', 'b');

ALTER TABLE public.h
    ALTER COLUMN qty DROP DEFAULT,
    ALTER COLUMN qty TYPE e USING qty::text::e,
    ALTER COLUMN qty SET DEFAULT 'a';

ALTER TABLE public.p
    ALTER COLUMN qty DROP DEFAULT,
    ALTER COLUMN qty TYPE e USING qty::text::e,
    ALTER COLUMN qty SET DEFAULT 'a';

ALTER TABLE public.q ALTER COLUMN qty TYPE e USING qty::text::e;

ALTER TABLE public.h1 ALTER COLUMN qty SET DEFAULT 'b';

ALTER TABLE public.p1 ALTER COLUMN qty SET DEFAULT 'b';

ALTER TABLE public.p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.q1 ALTER COLUMN qty SET DEFAULT 'b';

ALTER TABLE public.q11 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.q2 ALTER COLUMN qty SET DEFAULT 'a';

DROP TYPE public.e_old;

ALTER TABLE public.b ALTER COLUMN id DROP DEFAULT;

DROP TRIGGER t ON public.b;
DROP ROUTINE public.f(IN b);
DROP ROUTINE public.tf();
DROP ROUTINE public.g(IN b);
DROP TABLE public.b;

