-- ==== create_comes.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP MATERIALIZED VIEW public.old;
DROP TABLE public.goes;

ALTER DOMAIN public.d SET NOT NULL;

ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (VALUE > 3) NOT VALID;

ALTER DOMAIN public.looser DROP NOT NULL;

-- ==== create_comes_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d VALIDATE CONSTRAINT d_check;

ALTER DOMAIN public.looser DROP CONSTRAINT looser_check;

CREATE TABLE public.comes (
    a integer,
    r t
);

CREATE MATERIALIZED VIEW public.new AS
select x.*::public.t as whole
  from public.t x;

CREATE VIEW public.above AS
select new_1.whole
  from public.new new_1;

