-- ==== drop_index_p_u_on_p_3.down.sql
-- Undo

COMMENT ON INDEX public.p_u IS NULL;

DROP INDEX public.p_u CASCADE;

ALTER TABLE public.p11
    ADD CONSTRAINT p11_key UNIQUE (a, b, c);

COMMENT ON CONSTRAINT p11_key ON public.p11 IS 'of one';

ALTER TABLE public.p11 DROP CONSTRAINT p11_key;

CREATE UNIQUE INDEX p11_key ON public.p11 (a, b, c);

-- ==== drop_index_p_u_on_p_create_p11_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.p11_key;

-- ==== drop_index_p_u_on_p.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p ALTER COLUMN a TYPE integer;

ALTER TABLE public.p11
    ADD CONSTRAINT p11_key UNIQUE (a, b, c);

COMMENT ON CONSTRAINT p11_key ON public.p11 IS 'of one';

CREATE UNIQUE INDEX p_u ON public.p (a, b, c);

COMMENT ON INDEX public.p_u IS 'of all';

