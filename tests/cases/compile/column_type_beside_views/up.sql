-- ==== change_type_of_column_t_b_from_integer_to_bigint.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.every;
DROP VIEW public.reads_it;
DROP VIEW public.renamed;
DROP VIEW public.row_of;

ALTER TABLE public.t ALTER COLUMN b TYPE bigint;

CREATE VIEW public.every AS
select t.id,
   t.a,
   t.b
  from public.t;

CREATE VIEW public.reads_it AS
select t.id,
   t.b
  from public.t;

CREATE VIEW public.renamed AS
select x.p as id
  from public.t x(p, q, r);

CREATE VIEW public.row_of AS
select to_json(t.*) as "row"
  from public.t;

