-- ==== set_the_default_of_domain_amount_not_null.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.third
    ADD CONSTRAINT third_weight_not_null CHECK (weight IS NOT NULL);
ALTER TABLE public.third ALTER COLUMN weight DROP NOT NULL;

ALTER TABLE public.tasks
    ADD CONSTRAINT tasks_weight_not_null CHECK (weight IS NOT NULL);
ALTER TABLE public.tasks ALTER COLUMN weight DROP NOT NULL;

ALTER TABLE public.others
    ADD CONSTRAINT others_weight_not_null CHECK (weight IS NOT NULL);
ALTER TABLE public.others ALTER COLUMN weight DROP NOT NULL;

-- ==== set_the_default_of_domain_amount_validate.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

ALTER TABLE public.third DROP CONSTRAINT third_weight_not_null;
ALTER TABLE public.third
    ADD CONSTRAINT third_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

ALTER TABLE public.tasks DROP CONSTRAINT tasks_weight_not_null;
ALTER TABLE public.tasks
    ADD CONSTRAINT tasks_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

ALTER TABLE public.others DROP CONSTRAINT others_weight_not_null;
ALTER TABLE public.others
    ADD CONSTRAINT others_weight_not_null CHECK (weight IS NOT NULL) NOT VALID;

-- ==== set_the_default_of_domain_amount_add_constraints.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

COMMENT ON INDEX public.oc_i IS NULL;

ALTER TABLE public.third DROP CONSTRAINT third_weight_not_null;

ALTER TABLE public.tasks DROP CONSTRAINT tasks_weight_not_null;

ALTER TABLE public.others DROP CONSTRAINT others_weight_not_null;

-- ==== set_the_default_of_domain_amount_create_oc_u.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.oc_u;

-- ==== set_the_default_of_domain_amount_create_oc_i.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.oc_i;

-- ==== set_the_default_of_domain_amount_backfill.down.sql
-- Nothing is left to undo.

-- ==== set_the_default_of_domain_amount_2.down.sql
-- Undo

ALTER DOMAIN public.amount DROP CONSTRAINT amount_check;

ALTER DOMAIN public.amount ADD CONSTRAINT amount_check CHECK (value >= public.lowest()) NOT VALID;

-- ==== set_the_default_of_domain_amount.down.sql
-- Undo

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

SET LOCAL check_function_bodies = off;

ALTER TABLE public.p4 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.a_p2 ALTER COLUMN qty DROP DEFAULT;
ALTER TABLE public.a_p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p1 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.h2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.h1 ALTER COLUMN qty DROP DEFAULT;

DROP ROUTINE public.nc(IN text);

CREATE FUNCTION public.nc(code text)
    RETURNS text
    LANGUAGE sql IMMUTABLE
AS $$ SELECT lower(code) $$;

CREATE UNIQUE INDEX oc_u ON public.oc (id)
    WHERE public.nc(code) <> ''::text;
CREATE INDEX oc_i ON public.oc (public.nc(code));

COMMENT ON INDEX public.oc_i IS 'kept';

ALTER TABLE public.third ALTER COLUMN weight DROP DEFAULT;

ALTER TABLE public.tasks ALTER COLUMN weight SET DEFAULT 1;

ALTER TABLE public.others ALTER COLUMN more DROP DEFAULT;
ALTER TABLE public.others ALTER COLUMN weight DROP DEFAULT;

DROP ROUTINE public.dp();

CREATE FUNCTION public.dp()
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ SELECT 5 $$;

ALTER TABLE public.third ALTER COLUMN weight SET DEFAULT public.dp();

ALTER TABLE public.p4 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p3 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.p ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.g ALTER COLUMN qty DROP DEFAULT;
ALTER TABLE public.g ALTER COLUMN qty SET DEFAULT 4;

ALTER TABLE public.h ALTER COLUMN qty DROP DEFAULT;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(x integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ SELECT x $$;

ALTER TABLE public.p4 ALTER COLUMN qty SET DEFAULT public.f(3);

ALTER TABLE public.p3 ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p1 ALTER COLUMN qty SET DEFAULT 7;

ALTER TABLE public.p2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.a_p2 ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.p4 ALTER COLUMN qty SET DEFAULT public.f(3);

ALTER TABLE public.others DROP COLUMN more;
ALTER TABLE public.others DROP COLUMN weight;

ALTER TABLE public.h ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER TABLE public.g ALTER COLUMN qty SET DEFAULT 4;

ALTER TABLE public.h1 ALTER COLUMN qty SET DEFAULT 3;

ALTER TABLE public.h2 ALTER COLUMN qty DROP DEFAULT;

ALTER TABLE public.a_p2 ALTER COLUMN qty SET DEFAULT public.f(1);

ALTER DOMAIN public.amount DROP CONSTRAINT amount_check;

ALTER DOMAIN public.amount DROP DEFAULT;

DROP ROUTINE public.lowest();

CREATE FUNCTION public.lowest()
    RETURNS integer
    LANGUAGE sql IMMUTABLE
AS $$ SELECT 5 $$;

ALTER DOMAIN public.amount ADD CONSTRAINT amount_check CHECK (value >= public.lowest());

ALTER DOMAIN public.amount SET DEFAULT public.lowest();

