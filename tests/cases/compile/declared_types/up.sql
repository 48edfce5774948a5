-- ==== create_t2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t1 ADD COLUMN b integer;

CREATE TABLE public.t2 (
    id integer,
    a  integer
);

CREATE VIEW public.v AS
select t2.id
  from public.t2;

CREATE FUNCTION public.f(x integer)
    RETURNS integer
    LANGUAGE plpgsql
AS $$
declare
    r t1%rowtype;
    s public.t2;
    q t2[];
    y t1.b%type;
    c cursor (k v) for select 1;
begin
    return 1;
end $$;

ALTER TABLE public.t1 ALTER COLUMN id SET DEFAULT public.f(1);

