-- ==== create_u_not_null.down.sql
-- Undo

CREATE SEQUENCE public.t_n_fill AS integer;

ALTER TABLE public.t ALTER COLUMN n DROP IDENTITY;
ALTER TABLE public.t ALTER COLUMN n SET DEFAULT nextval('public.t_n_fill'::regclass);
ALTER TABLE public.t
    ADD CONSTRAINT t_n_not_null CHECK (n IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN n DROP NOT NULL;

-- ==== create_u_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_n_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_n_not_null CHECK (n IS NOT NULL) NOT VALID;

-- ==== create_u_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_n_not_null;

-- ==== create_u_backfill.down.sql
-- Nothing is left to undo.

-- ==== create_u.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TABLE public.u;

REVOKE SELECT ON SEQUENCE public.t_id_seq FROM reader;
GRANT SELECT, UPDATE, USAGE ON SEQUENCE public.t_id_seq TO app;

ALTER TABLE public.t ALTER COLUMN n DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN n;

DROP SEQUENCE public.t_n_fill;

