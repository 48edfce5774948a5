-- ==== change_type_of_column_t_b_from_integer_to_bigint.down.sql
-- Undo

DROP VIEW public.row_of;
DROP VIEW public.renamed;
DROP VIEW public.reads_it;
DROP VIEW public.every;

ALTER TABLE public.t ALTER COLUMN b TYPE integer;

CREATE VIEW public.row_of AS
select to_json(t.*) as "row"
  from public.t;

CREATE VIEW public.renamed AS
select x.p as id
  from public.t x(p, q, r);

CREATE VIEW public.reads_it AS
select t.id,
   t.b
  from public.t;

CREATE VIEW public.every AS
select t.id,
   t.a,
   t.b
  from public.t;

