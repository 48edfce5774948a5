-- ==== drop_column_h_c_to_make_it_anew.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.p DROP COLUMN c;
ALTER TABLE public.p ADD COLUMN c integer GENERATED ALWAYS AS (b + 1) STORED;

ALTER TABLE ONLY public.p1 ALTER COLUMN c SET STATISTICS 77;

ALTER TABLE public.p1 ALTER COLUMN c SET (n_distinct = 5);

COMMENT ON COLUMN public.p1.c IS 'one more';

ALTER TABLE public.p1 ALTER COLUMN c SET NOT NULL;

ALTER TABLE public.h DROP COLUMN c;
ALTER TABLE public.h ADD COLUMN c text GENERATED ALWAYS AS (b::text) STORED;

ALTER TABLE public.h1 ALTER COLUMN c SET STORAGE EXTERNAL;

ALTER TABLE public.h2 ALTER COLUMN c SET COMPRESSION pglz;

COMMENT ON COLUMN public.h2.c IS 'text';

