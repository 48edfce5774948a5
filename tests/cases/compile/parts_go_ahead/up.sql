-- ==== refuse_new_nulls_in_column_counted_id.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

ALTER TABLE public.counted
    ADD CONSTRAINT counted_id_not_null CHECK (id IS NOT NULL) NOT VALID;

ALTER SEQUENCE public.serials_kept_seq OWNED BY NONE;

ALTER TABLE public.serials DROP COLUMN kept;
ALTER TABLE public.serials DROP COLUMN id;
ALTER TABLE public.serials ADD COLUMN id integer GENERATED ALWAYS AS (v + 1) STORED;
ALTER TABLE public.serials ADD COLUMN kept integer GENERATED ALWAYS AS (v + 2) STORED;

ALTER SEQUENCE public.serials_kept_seq OWNED BY public.serials.kept;

DROP TABLE public.events_eu_west;

ALTER TABLE public.events DROP COLUMN created_on;

ALTER TABLE public.bookings DROP CONSTRAINT bookings_least;
ALTER TABLE public.bookings DROP CONSTRAINT bookings_one;

DROP INDEX public.bookings_priority;
DROP ROUTINE public.booking_priority(IN bookings);
DROP TABLE public.bookings;

-- ==== refuse_new_nulls_in_column_counted_id_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.counted VALIDATE CONSTRAINT counted_id_not_null;

-- ==== refuse_new_nulls_in_column_counted_id_not_null.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.counted ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.counted DROP CONSTRAINT counted_id_not_null;
ALTER TABLE public.counted ALTER COLUMN id DROP EXPRESSION;
ALTER TABLE public.counted ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY;

SELECT setval(pg_get_serial_sequence('public.counted', 'id'), max(id)) FROM public.counted HAVING max(id) >= 1;

