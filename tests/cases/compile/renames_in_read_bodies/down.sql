-- ==== rename_enum_e_to_e9.down.sql
-- Undo

CREATE FUNCTION public.gone(y e9)
    RETURNS setof public.t
    LANGUAGE sql
begin atomic
 select t.k9 AS k,
     t.a
    from public.t;
end;

CREATE OR REPLACE FUNCTION public.stays()
    RETURNS setof public.t
    LANGUAGE sql
begin atomic
 select t.k9 AS k,
     t.a
    from public.t
 union all
  select t.k9 AS k,
     t.a
    from public.t;
end;

CREATE OR REPLACE FUNCTION public.field(y t)
    RETURNS integer
    LANGUAGE sql
return ((y).k9 + (y).a);

CREATE OR REPLACE FUNCTION public.aliased(y t)
    RETURNS bigint
    LANGUAGE sql
begin atomic
 select z.k9 AS k
    from public.t z;
end;

ALTER TABLE public.t RENAME COLUMN k9 TO k;

CREATE FUNCTION public.gone_as_well()
    RETURNS setof public.t
    LANGUAGE sql
begin atomic
 select t.k,
     t.a
    from public.t;
end;

CREATE FUNCTION public.gone_too(y t)
    RETURNS integer
    LANGUAGE sql
return (y).k;

ALTER TYPE public.e9 RENAME TO e;

