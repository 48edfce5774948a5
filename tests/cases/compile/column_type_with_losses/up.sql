-- ==== change_type_of_column_t_b_from_timestamptz_to_date.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ALTER COLUMN b TYPE date USING b::date,
    ALTER COLUMN c TYPE varchar(3)[];
SET LOCAL TimeZone = 'UTC';
ALTER TABLE public.t ALTER COLUMN d TYPE timestamptz;
SET LOCAL TimeZone TO DEFAULT;

DROP INDEX public.t_e;

DROP INDEX public.t_p;

ALTER TABLE public.t
    ALTER COLUMN a TYPE numeric(10,2),
    ALTER COLUMN e TYPE bigint;

-- ==== change_type_of_column_t_b_from_timestamptz_to_date_create_t_e.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_e ON public.t ((e + 1));

-- ==== change_type_of_column_t_b_from_timestamptz_to_date_create_t_p.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_p ON public.t (a)
    WHERE e > 5;

