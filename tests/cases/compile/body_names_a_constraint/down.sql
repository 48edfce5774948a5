-- ==== rename_constraint_t_old_name_to_new_name_4.down.sql
-- Undo

DROP ROUTINE public.same_name();

ALTER TABLE public.t
    ADD CONSTRAINT moves UNIQUE (a);

CREATE OR REPLACE FUNCTION public.moved()
    RETURNS void
    LANGUAGE sql
begin atomic
 insert into public.t (a, b)
   values (1, 2) on conflict on constraint moves do nothing;
end;

ALTER TABLE public.t DROP CONSTRAINT stays;
ALTER TABLE public.t
    ADD CONSTRAINT stays UNIQUE (c, a);

CREATE FUNCTION public.same_name()
    RETURNS void
    LANGUAGE sql
begin atomic
 insert into public.t (a, b)
   values (1, 2) on conflict on constraint stays do nothing;
end;

COMMENT ON ROUTINE public.same_name() IS 'its constraint is another';

ALTER TABLE public.t DROP CONSTRAINT moved_to;

CREATE UNIQUE INDEX stays_new ON public.t (c);
CREATE UNIQUE INDEX moved_to ON public.t (a, b);

-- ==== rename_constraint_t_old_name_to_new_name_create_stays_new.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.stays_new;

-- ==== rename_constraint_t_old_name_to_new_name_create_moved_to.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.moved_to;

-- ==== rename_constraint_t_old_name_to_new_name.down.sql
-- Undo

ALTER TABLE public.t RENAME CONSTRAINT new_name TO old_name;

