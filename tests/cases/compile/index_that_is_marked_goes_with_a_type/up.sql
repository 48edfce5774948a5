-- ==== set_the_replica_identity_of_table_u.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.u REPLICA IDENTITY FULL;

DROP INDEX public.ui;

ALTER TABLE public.u ALTER COLUMN a TYPE bigint;

-- ==== set_the_replica_identity_of_table_u_create_j.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY j ON public.t (b);

-- ==== set_the_replica_identity_of_table_u_create_ui.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY ui ON public.u (a, b);

-- ==== set_the_replica_identity_of_table_u_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t CLUSTER ON j;

ALTER TABLE public.u REPLICA IDENTITY USING INDEX ui;

-- ==== set_the_replica_identity_of_table_u_drop_i.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.i;

-- ==== set_the_replica_identity_of_table_u_6.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN a TYPE bigint;

