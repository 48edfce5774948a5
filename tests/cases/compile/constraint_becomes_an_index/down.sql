-- ==== drop_constraint_t_x_5.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT y;

CREATE UNIQUE INDEX y ON public.t (b);

-- ==== drop_constraint_t_x_create_y.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.y;

-- ==== drop_constraint_t_x_create_x.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.x;

-- ==== drop_constraint_t_x_drop_y.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY y ON public.t (b);

-- ==== drop_constraint_t_x.down.sql
-- Undo

ALTER TABLE public.t
    ADD CONSTRAINT x UNIQUE (a);

