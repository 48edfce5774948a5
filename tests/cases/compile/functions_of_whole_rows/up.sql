-- ==== add_column_t_y.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP ROUTINE public.addv(IN integer, IN integer);
DROP ROUTINE public.get(IN integer);
DROP ROUTINE public.parsed();
DROP VIEW public.w;
DROP ROUTINE public.everything();

ALTER TABLE public.t ADD COLUMN y text;

ALTER TABLE priv.secrets ADD COLUMN y integer;

CREATE FUNCTION public.get(integer)
    RETURNS integer
    LANGUAGE sql
    SET search_path = 'priv', 'pg_temp'
AS $$select y from secrets where id=$1$$;

CREATE VIEW priv.v AS
select 1 as one;

CREATE FUNCTION public.one()
    RETURNS integer
    LANGUAGE sql
    SET search_path = 'priv'
AS $$select one from v$$;

ALTER TABLE public.t DROP COLUMN z;

CREATE PROCEDURE public.addv(i integer, x integer)
    LANGUAGE sql
begin atomic
 insert into public.t (id, v)
   values (addv.i, addv.x) on conflict(id) do update set v = excluded.v;
end;

CREATE FUNCTION public.everything()
    RETURNS setof public.t
    LANGUAGE sql
AS $$select id, v, y from t$$;

CREATE FUNCTION public.parsed()
    RETURNS public.t
    LANGUAGE sql
begin atomic
 select t.id,
     t.v,
     t.y
    from public.t;
end;

CREATE VIEW public.w AS
select everything.id
  from public.everything() everything(id, v, y);

