-- ==== drop_policy_o_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 5 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '600ms';

DROP VIEW public.hv;
DROP VIEW public.tv;
DROP VIEW public.v;

DROP POLICY p ON public.o;

ALTER TABLE public.c ALTER COLUMN n TYPE bigint;

CREATE POLICY p ON public.o FOR ALL TO PUBLIC
    USING (exists ( select x.b
   from public.c x(a, b)
  where x.b = o.q));

ALTER TABLE public.t ALTER COLUMN k DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT t_k_check;

DROP INDEX public.ti;

DROP POLICY tp ON public.t;

ALTER TYPE public.ct DROP ATTRIBUTE a;

ALTER TYPE public.ct ADD ATTRIBUTE b bigint;

ALTER TABLE public.t ALTER COLUMN k SET DEFAULT row(3, (1)::bigint)::public.ct;
ALTER TABLE public.t
    ADD CONSTRAINT t_k_check CHECK (k <> row(3, 2::bigint)::public.ct) NOT VALID;

CREATE POLICY tp ON public.t FOR ALL TO PUBLIC
    USING (k > row(0, 0::bigint)::public.ct);

CREATE VIEW public.tv AS
select row(5, 5::bigint)::public.ct as r;

DROP ROUTINE public.g(IN d);

ALTER TYPE public.at ALTER ATTRIBUTE n TYPE text;

ALTER TABLE public.b ALTER COLUMN n TYPE text;

CREATE OR REPLACE FUNCTION public.f()
    RETURNS setof public.b
    LANGUAGE sql
AS $$select 1, '2'$$;

CREATE OR REPLACE FUNCTION public.h()
    RETURNS setof public.at
    LANGUAGE sql
AS $$select 1, '2'$$;

CREATE VIEW public.hv AS
select h.n
  from public.h() h(k, n);

CREATE VIEW public.v AS
select f.n
  from public.f() f(k, n);

ALTER TABLE public.d DROP COLUMN n;

-- ==== drop_policy_o_p_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_k_check;

-- ==== drop_policy_o_p_create_ti.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY ti ON public.t ((k < row(4, 4::bigint)::public.ct));

