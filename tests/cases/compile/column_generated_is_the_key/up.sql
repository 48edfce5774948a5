-- ==== set_the_replica_identity_of_table_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t REPLICA IDENTITY FULL;

ALTER TABLE public.t SET WITHOUT CLUSTER;

ALTER TABLE public.u DROP CONSTRAINT u_r_fkey;

ALTER TABLE public.t DROP CONSTRAINT gk;
ALTER TABLE public.t DROP COLUMN g;
ALTER TABLE public.t ADD COLUMN g integer GENERATED ALWAYS AS (a + 2) STORED NOT NULL;

-- ==== set_the_replica_identity_of_table_t_create_gk.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY gk ON public.t (g);

-- ==== set_the_replica_identity_of_table_t_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.t
    ADD CONSTRAINT gk PRIMARY KEY USING INDEX gk;

ALTER TABLE public.t CLUSTER ON gk;

ALTER TABLE public.t REPLICA IDENTITY USING INDEX gk;

ALTER TABLE public.u
    ADD CONSTRAINT u_r_fkey FOREIGN KEY (r) REFERENCES public.t (g) NOT VALID;

-- ==== set_the_replica_identity_of_table_t_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.u VALIDATE CONSTRAINT u_r_fkey;

