-- ==== drop_policy_span_span_itself.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP POLICY span_itself ON public.span;

ALTER TABLE public.t ALTER COLUMN x DROP DEFAULT;
ALTER TABLE public.t DROP CONSTRAINT not_two;

DROP POLICY other_spans ON public.t;

DROP VIEW public.v;

ALTER TYPE public.pair DROP ATTRIBUTE a;

ALTER TABLE public.t ALTER COLUMN x SET DEFAULT row(2)::public.pair;

ALTER TABLE public.span DROP COLUMN a;

CREATE POLICY span_itself ON public.span FOR ALL TO PUBLIC
    USING (row(2)::public.span is not null);

ALTER TABLE public.t ALTER COLUMN l SET DEFAULT row(2)::public.span;
ALTER TABLE public.t
    ADD CONSTRAINT not_two CHECK (l <> row(2)::public.span) NOT VALID;

CREATE POLICY other_spans ON public.t FOR ALL TO PUBLIC
    USING (l <> row(2)::public.span);

-- ==== drop_policy_span_span_itself_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT not_two;

