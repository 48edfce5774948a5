-- ==== rename_constraint_t_old_name_to_new_name.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t RENAME CONSTRAINT old_name TO new_name;

-- ==== rename_constraint_t_old_name_to_new_name_create_moved_to.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY moved_to ON public.t (a, b);

-- ==== rename_constraint_t_old_name_to_new_name_create_stays_new.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY stays_new ON public.t (c);

-- ==== rename_constraint_t_old_name_to_new_name_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT moved_to UNIQUE USING INDEX moved_to;

DROP ROUTINE public.same_name();

ALTER TABLE public.t DROP CONSTRAINT stays;

ALTER TABLE public.t
    ADD CONSTRAINT stays UNIQUE USING INDEX stays_new;

CREATE OR REPLACE FUNCTION public.moved()
    RETURNS void
    LANGUAGE sql
begin atomic
 insert into public.t (a, b)
   values (1, 2) on conflict on constraint moved_to do nothing;
end;

ALTER TABLE public.t DROP CONSTRAINT moves;

CREATE FUNCTION public.same_name()
    RETURNS void
    LANGUAGE sql
begin atomic
 insert into public.t (a, b)
   values (1, 2) on conflict on constraint stays do nothing;
end;

COMMENT ON ROUTINE public.same_name() IS 'its constraint is another';

