-- ==== add_column_m_k.down.sql
-- Undo

ALTER TABLE public.m DROP CONSTRAINT m_pkey;
ALTER TABLE public.m DROP COLUMN k;

