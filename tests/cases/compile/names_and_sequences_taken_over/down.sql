-- ==== create_owned_3.down.sql
-- Undo

DROP VIEW public.v;

CREATE VIEW public.v AS
select g.a,
   g.b
  from public.g
 group by g.a, g.b;

DROP ROUTINE public.u();

ALTER TABLE public.g DROP CONSTRAINT g_pkey;

CREATE UNIQUE INDEX g_pkey ON public.g (a);

-- ==== create_owned_create_g_pkey.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.g_pkey;

-- ==== create_owned.down.sql
-- irreversible: the rows of table own were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the rows of table own were deleted';
END $$;

