-- ==== drop_constraint_t_one_c_4.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT one_c;

CREATE UNIQUE INDEX one_c ON public.t (c);

-- ==== drop_constraint_t_one_c_create_by_b.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.by_b;

-- ==== drop_constraint_t_one_c_create_one_c.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.one_c;

-- ==== drop_constraint_t_one_c.down.sql
-- Undo

ALTER TABLE public.t DROP COLUMN d;
ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t ALTER COLUMN a TYPE integer;
ALTER TABLE public.t ADD COLUMN b integer GENERATED ALWAYS AS (a * 2) STORED;

CREATE INDEX by_b ON public.t (b);

ALTER TABLE public.t ADD COLUMN c integer GENERATED ALWAYS AS (a * 3) STORED;
ALTER TABLE public.t
    ADD CONSTRAINT one_c UNIQUE (c);

