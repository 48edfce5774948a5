-- ==== set_the_replica_identity_of_table_u_6.down.sql
-- Undo

ALTER TABLE public.t ALTER COLUMN a TYPE integer;

-- ==== set_the_replica_identity_of_table_u_drop_i.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY i ON public.t (a);

-- ==== set_the_replica_identity_of_table_u_4.down.sql
-- Undo

ALTER TABLE public.u REPLICA IDENTITY FULL;

ALTER TABLE public.t CLUSTER ON i;

-- ==== set_the_replica_identity_of_table_u_create_ui.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.ui;

-- ==== set_the_replica_identity_of_table_u_create_j.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.j;

-- ==== set_the_replica_identity_of_table_u.down.sql
-- Undo

ALTER TABLE public.u ALTER COLUMN a TYPE integer;

CREATE UNIQUE INDEX ui ON public.u (a);

ALTER TABLE public.u REPLICA IDENTITY USING INDEX ui;

