-- ==== detach_table_log_2025_from_log_2.down.sql
-- Nothing is left to undo.

-- ==== detach_table_log_2025_from_log.down.sql
-- no-transaction

ALTER TABLE public.log ATTACH PARTITION public.log_2025 FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

