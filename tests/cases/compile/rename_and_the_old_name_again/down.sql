-- ==== create_t_validate.down.sql
-- Undo

ALTER TABLE public.r DROP CONSTRAINT r_u_fkey;
ALTER TABLE public.r
    ADD CONSTRAINT r_u_fkey FOREIGN KEY (u) REFERENCES public.t (id) NOT VALID;

-- ==== create_t.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP VIEW public.w;
DROP VIEW public.v;

ALTER TABLE public.r DROP CONSTRAINT r_u_fkey;
ALTER TABLE public.r DROP COLUMN u;
ALTER TABLE public.r DROP COLUMN a;

DROP TABLE public.t;

ALTER TABLE public.r RENAME COLUMN a_old TO a;

ALTER TABLE public.t_old RENAME CONSTRAINT t_old_pkey TO t_pkey;
ALTER TABLE public.t_old RENAME TO t;

CREATE VIEW public.w AS
select id from t;

CREATE VIEW public.v AS
select a from r;

