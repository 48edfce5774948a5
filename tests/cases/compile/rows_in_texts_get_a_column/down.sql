-- ==== drop_the_default_of_column_t_x_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT not_two;
ALTER TABLE public.t
    ADD CONSTRAINT not_two CHECK (l <> row(2, 3)::public.span) NOT VALID;

-- ==== drop_the_default_of_column_t_x.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY other_spans ON public.t;

ALTER TABLE public.t DROP CONSTRAINT not_two;
ALTER TABLE public.t ALTER COLUMN l DROP DEFAULT;

ALTER TABLE public.span DROP COLUMN c;

CREATE POLICY other_spans ON public.t FOR ALL TO PUBLIC
    USING (l <> row(2)::public.span);

ALTER TABLE public.t
    ADD CONSTRAINT not_two CHECK (l <> row(2)::public.span);
ALTER TABLE public.t ALTER COLUMN l SET DEFAULT row(2)::public.span;
ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;

ALTER TYPE public.pair DROP ATTRIBUTE c;

ALTER TABLE public.t ALTER COLUMN x SET DEFAULT row(2)::public.pair;

