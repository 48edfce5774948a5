-- ==== rename_table_old_to_new.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP VIEW public.v;
DROP ROUTINE public.all_of();

COMMENT ON TABLE public.new IS 'A table.';

ALTER TABLE public.new DROP COLUMN more;

ALTER SEQUENCE IF EXISTS public.new_id_seq RENAME TO old_id_seq;

ALTER INDEX public.new_a_id_idx RENAME TO old_a_id_idx;
ALTER TABLE public.new RENAME CONSTRAINT new_p_fkey TO old_p_fkey;
ALTER TABLE public.new RENAME CONSTRAINT new_a_check TO old_a_check;
ALTER TABLE public.new RENAME CONSTRAINT new_a_key TO old_a_key;
ALTER TABLE public.new RENAME CONSTRAINT new_pkey TO old_pkey;
ALTER TABLE public.new RENAME TO old;

CREATE VIEW public.v AS
select id from old;

CREATE FUNCTION public.all_of()
    RETURNS setof old
    LANGUAGE sql
AS $$select * from old$$;

