-- ==== rename_enum_e_to_e9.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.e RENAME TO e9;

DROP ROUTINE public.gone_too(IN t);
DROP ROUTINE public.gone_as_well();

ALTER TABLE public.t RENAME COLUMN k TO k9;

CREATE OR REPLACE FUNCTION public.aliased(y t)
    RETURNS bigint
    LANGUAGE sql
begin atomic
 select (z.k9 + 1)
    from public.t z;
end;

CREATE OR REPLACE FUNCTION public.field(y t)
    RETURNS integer
    LANGUAGE sql
return (y).k9;

CREATE OR REPLACE FUNCTION public.stays()
    RETURNS setof public.t
    LANGUAGE sql
begin atomic
 select t.k9,
     t.a
    from public.t
 union all
  select t.k9,
     t.a
    from public.t;
end;

DROP ROUTINE public.gone(IN e9);

