-- ==== drop_constraint_checked_checked_check.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP ROUTINE public.f();
DROP ROUTINE public.m();
DROP VIEW public.v;
ALTER DOMAIN public.checked DROP CONSTRAINT checked_check;

ALTER DOMAIN public.checked ADD CONSTRAINT checked_check CHECK ((value).b > ''::text);

ALTER TABLE public.t DROP CONSTRAINT c;
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK ((y).b > ''::text) NOT VALID;

DROP POLICY p ON public.t;
CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING ((y).b > ''::text);

CREATE FUNCTION public.f()
    RETURNS text
    LANGUAGE sql
begin atomic
 select (t.y).b as b
    from public.t;
end;

ALTER TABLE public.u ALTER COLUMN x TYPE bigint;

CREATE FUNCTION public.m()
    RETURNS void
    LANGUAGE sql
begin atomic
 merge into public.u
    using public.t
    on (t.x = u.x)
    when matched
     then delete;
end;

CREATE VIEW public.v AS
select row(1::bigint)::public.u as r;

ALTER TABLE public.t DROP COLUMN z;

-- ==== drop_constraint_checked_checked_check_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT c;

-- ==== drop_constraint_checked_checked_check_drop_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i;

-- ==== drop_constraint_checked_checked_check_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.pair DROP ATTRIBUTE a;

