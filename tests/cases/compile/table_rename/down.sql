-- ==== drop_view_v.down.sql
-- Undo

DROP ROUTINE public.all_of();

DROP VIEW public.v;

ALTER TABLE public.other ALTER COLUMN "row" TYPE old USING "row"::text::old;

COMMENT ON TABLE public.new IS 'A table.';

ALTER TABLE public.new DROP COLUMN more;

ALTER INDEX public.new_a_id_idx RENAME TO old_a_id_idx;

ALTER TABLE public.new RENAME CONSTRAINT new_p_fkey TO old_p_fkey;

ALTER TABLE public.new RENAME CONSTRAINT new_a_check TO old_a_check;

ALTER TABLE public.new RENAME CONSTRAINT new_a_key TO old_a_key;

ALTER TABLE public.new RENAME CONSTRAINT new_pkey TO old_pkey;

ALTER TABLE public.new RENAME TO old;

CREATE FUNCTION public.all_of()
    RETURNS setof old
    LANGUAGE sql
AS $$
select * from old
$$;

CREATE VIEW public.v AS
select id from old;

