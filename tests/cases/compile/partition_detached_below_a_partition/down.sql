-- ==== detach_table_c1_from_c_2.down.sql
-- Nothing is left to undo.

-- ==== detach_table_c1_from_c.down.sql
-- no-transaction

ALTER TABLE public.c ATTACH PARTITION public.c1 FOR VALUES IN (3);

