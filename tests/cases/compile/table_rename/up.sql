-- ==== rename_table_old_to_new.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP ROUTINE public.all_of();
DROP VIEW public.v;

ALTER TABLE public.old RENAME TO new;

ALTER TABLE public.new RENAME CONSTRAINT old_pkey TO new_pkey;
ALTER TABLE public.new RENAME CONSTRAINT old_a_key TO new_a_key;
ALTER TABLE public.new RENAME CONSTRAINT old_a_check TO new_a_check;
ALTER TABLE public.new RENAME CONSTRAINT old_p_fkey TO new_p_fkey;
ALTER INDEX public.old_a_id_idx RENAME TO new_a_id_idx;

ALTER SEQUENCE IF EXISTS public.old_id_seq RENAME TO new_id_seq;

ALTER TABLE public.new ADD COLUMN more integer;

COMMENT ON TABLE public.new IS 'The table.';

CREATE FUNCTION public.all_of()
    RETURNS setof new
    LANGUAGE sql
AS $$select * from new$$;

CREATE VIEW public.v AS
select id from new;

