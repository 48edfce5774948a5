-- ==== create_comes_2.down.sql
-- Undo

DROP VIEW public.above;
DROP MATERIALIZED VIEW public.new;
DROP TABLE public.comes;

ALTER DOMAIN public.looser ADD CONSTRAINT looser_check CHECK (VALUE > 0);

ALTER DOMAIN public.d DROP CONSTRAINT d_check;

ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (VALUE > 3) NOT VALID;

-- ==== create_comes.down.sql
-- irreversible: the rows of table goes were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table goes were deleted';
END $$;

