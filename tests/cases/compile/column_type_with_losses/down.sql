-- ==== change_type_of_column_t_b_from_timestamptz_to_date_create_t_p.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_p;

-- ==== change_type_of_column_t_b_from_timestamptz_to_date_create_t_e.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_e;

-- ==== change_type_of_column_t_b_from_timestamptz_to_date.down.sql
-- Undo

ALTER TABLE public.t
    ALTER COLUMN e TYPE integer,
    ALTER COLUMN a TYPE numeric(10,4);

CREATE INDEX t_p ON public.t (a)
    WHERE e > 5;
CREATE UNIQUE INDEX t_e ON public.t ((e + 1));

SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.t ALTER COLUMN d TYPE timestamp;
SET LOCAL TimeZone TO DEFAULT;
ALTER TABLE public.t
    ALTER COLUMN c TYPE text[],
    ALTER COLUMN b TYPE timestamptz USING b::timestamptz;

