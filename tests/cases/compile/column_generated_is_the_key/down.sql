-- ==== set_the_replica_identity_of_table_t_validate.down.sql
-- Undo

ALTER TABLE public.u DROP CONSTRAINT u_r_fkey;
ALTER TABLE public.u
    ADD CONSTRAINT u_r_fkey FOREIGN KEY (r) REFERENCES public.t (g) NOT VALID;

-- ==== set_the_replica_identity_of_table_t_3.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.u DROP CONSTRAINT u_r_fkey;

ALTER TABLE public.t REPLICA IDENTITY FULL;

ALTER TABLE public.t SET WITHOUT CLUSTER;

ALTER TABLE public.t DROP CONSTRAINT gk;

CREATE UNIQUE INDEX gk ON public.t (g);

-- ==== set_the_replica_identity_of_table_t_create_gk.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.gk;

-- ==== set_the_replica_identity_of_table_t.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.t ADD COLUMN g integer GENERATED ALWAYS AS (a + 1) STORED;
ALTER TABLE public.t
    ADD CONSTRAINT gk PRIMARY KEY (g);

ALTER TABLE public.u
    ADD CONSTRAINT u_r_fkey FOREIGN KEY (r) REFERENCES public.t (g);

ALTER TABLE public.t CLUSTER ON gk;

ALTER TABLE public.t REPLICA IDENTITY USING INDEX gk;

