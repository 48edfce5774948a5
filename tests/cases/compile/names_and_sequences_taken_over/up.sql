-- ==== create_owned.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER SEQUENCE public.own_id_seq OWNED BY NONE;

DROP MATERIALIZED VIEW public.m;

CREATE MATERIALIZED VIEW public.mm AS
select t.id
  from public.t;

CREATE INDEX mi ON public.mm (id);

DROP TABLE public.own;

CREATE TABLE public.owned (
    id integer DEFAULT nextval('public.own_id_seq'::regclass),
    t  text,
    CONSTRAINT own_pkey PRIMARY KEY (id)
);

ALTER SEQUENCE public.own_id_seq OWNED BY public.owned.id;

-- ==== create_owned_create_g_pkey.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY g_pkey ON public.g (a);

-- ==== create_owned_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.g
    ADD CONSTRAINT g_pkey PRIMARY KEY USING INDEX g_pkey;

CREATE FUNCTION public.u()
    RETURNS void
    LANGUAGE sql
begin atomic
 insert into public.g (a, b)
   values (1, 'x'::text) on conflict on constraint g_pkey do nothing;
end;

DROP VIEW public.v;

CREATE VIEW public.v AS
select g.a,
   g.b
  from public.g
 group by g.a;

