-- ==== drop_index_t_ix_on_t_4.down.sql
-- Undo

COMMENT ON INDEX public.t_ix IS NULL;

ALTER TABLE public.t DROP CONSTRAINT t_pk;

CREATE UNIQUE INDEX t_pk ON public.t (a, z);

-- ==== drop_index_t_ix_on_t_create_t_pk.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_pk;

-- ==== drop_index_t_ix_on_t_create_t_ix.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_ix;

-- ==== drop_index_t_ix_on_t.down.sql
-- Undo

DROP POLICY pol ON public.t;

DROP STATISTICS public.t_st;

ALTER TABLE public.t DROP COLUMN z;

DROP ROUTINE public.f(IN integer);

CREATE FUNCTION public.f(i integer)
    RETURNS integer
    LANGUAGE sql IMMUTABLE
return i;

CREATE POLICY pol ON public.t FOR ALL TO PUBLIC
    USING (public.f(k) > 0);

COMMENT ON POLICY pol ON public.t IS 'old';

ALTER TABLE public.t ADD COLUMN z integer GENERATED ALWAYS AS (public.f(k)) STORED;
ALTER TABLE public.t
    ADD CONSTRAINT t_pk PRIMARY KEY (a, z);

COMMENT ON CONSTRAINT t_pk ON public.t IS 'kept';
COMMENT ON INDEX public.t_pk IS 'kept';

CREATE STATISTICS public.t_st ON a, (public.f(k)) FROM public.t;

COMMENT ON STATISTICS public.t_st IS 'goes';

CREATE INDEX t_ix ON public.t (public.f(k));

COMMENT ON INDEX public.t_ix IS 'old';

