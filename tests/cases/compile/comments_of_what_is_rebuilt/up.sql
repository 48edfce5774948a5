-- ==== drop_index_t_ix_on_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX public.t_ix;

DROP STATISTICS public.t_st;

ALTER TABLE public.t DROP CONSTRAINT t_pk;
ALTER TABLE public.t DROP COLUMN z;

DROP POLICY pol ON public.t;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(i integer)
    RETURNS bigint
    LANGUAGE sql IMMUTABLE
return i;

ALTER TABLE public.t ADD COLUMN z integer GENERATED ALWAYS AS (public.f(k)) STORED NOT NULL;

CREATE STATISTICS public.t_st ON a, (public.f(k)) FROM public.t;

CREATE POLICY pol ON public.t FOR ALL TO PUBLIC
    USING (public.f(k) > 0);

COMMENT ON POLICY pol ON public.t IS 'new';

-- ==== drop_index_t_ix_on_t_create_t_ix.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_ix ON public.t (public.f(k));

-- ==== drop_index_t_ix_on_t_create_t_pk.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY t_pk ON public.t (a, z);

-- ==== drop_index_t_ix_on_t_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT t_pk PRIMARY KEY USING INDEX t_pk;

COMMENT ON CONSTRAINT t_pk ON public.t IS 'kept';
COMMENT ON INDEX public.t_ix IS 'new';
COMMENT ON INDEX public.t_pk IS 'kept';

