-- ==== drop_the_default_of_column_t_x.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;

ALTER TYPE public.pair ADD ATTRIBUTE c integer;

ALTER TABLE public.t ALTER COLUMN x SET DEFAULT row(2, 3)::public.pair;
ALTER TABLE public.t ALTER COLUMN l DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT not_two;

DROP POLICY other_spans ON public.t;

ALTER TABLE public.span ADD COLUMN c integer;

ALTER TABLE public.t ALTER COLUMN l SET DEFAULT row(2, 3)::public.span;
ALTER TABLE public.t
    ADD CONSTRAINT not_two CHECK (l <> row(2, 3)::public.span) NOT VALID;

CREATE POLICY other_spans ON public.t FOR ALL TO PUBLIC
    USING (l <> row(2, 3)::public.span);

-- ==== drop_the_default_of_column_t_x_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT not_two;

