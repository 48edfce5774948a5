-- ==== change_type_of_column_h_b_from_text_to_varchar_9.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

ALTER TABLE public.h1 ALTER COLUMN c DROP DEFAULT;

ALTER TABLE public.p1 ALTER COLUMN c DROP DEFAULT;

ALTER TABLE public.h
    ALTER COLUMN b TYPE varchar(9),
    ALTER COLUMN c TYPE integer USING c::integer,
    ALTER COLUMN c SET DEFAULT 3;

ALTER TABLE public.h1 ALTER COLUMN b SET STORAGE EXTERNAL;

ALTER TABLE public.h1 ALTER COLUMN b SET COMPRESSION pglz;

ALTER TABLE public.h1 ALTER COLUMN c SET DEFAULT 5;

ALTER TABLE public.p
    ALTER COLUMN b TYPE varchar(9),
    ALTER COLUMN b SET COMPRESSION pglz,
    ALTER COLUMN c TYPE varchar(9);

ALTER TABLE public.p1 ALTER COLUMN c SET COMPRESSION pglz;

ALTER TABLE public.p1 ALTER COLUMN c SET DEFAULT 'x';

