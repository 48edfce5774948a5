-- ==== drop_constraint_t_x.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP CONSTRAINT x;

-- ==== drop_constraint_t_x_drop_y.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.y;

-- ==== drop_constraint_t_x_create_x.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY x ON public.t (a);

-- ==== drop_constraint_t_x_create_y.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE UNIQUE INDEX CONCURRENTLY y ON public.t (b);

-- ==== drop_constraint_t_x_5.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t
    ADD CONSTRAINT y UNIQUE USING INDEX y;

