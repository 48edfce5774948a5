-- ==== drop_view_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;
DROP ROUTINE public.all_of();

ALTER TABLE public.old RENAME TO new;

ALTER TABLE public.new RENAME CONSTRAINT old_pkey TO new_pkey;

ALTER TABLE public.new RENAME CONSTRAINT old_a_key TO new_a_key;

ALTER TABLE public.new RENAME CONSTRAINT old_a_check TO new_a_check;

ALTER TABLE public.new RENAME CONSTRAINT old_p_fkey TO new_p_fkey;

ALTER INDEX public.old_a_id_idx RENAME TO new_a_id_idx;

ALTER TABLE public.new ADD COLUMN more integer;

COMMENT ON TABLE public.new IS 'The table.';

ALTER TABLE public.other ALTER COLUMN "row" TYPE new USING "row"::text::new;

CREATE VIEW public.v AS
select id from new;

CREATE FUNCTION public.all_of()
    RETURNS setof new
    LANGUAGE sql
AS $$
select * from new
$$;

