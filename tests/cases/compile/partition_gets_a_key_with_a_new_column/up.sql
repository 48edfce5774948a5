-- ==== add_column_m_k.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.m ADD COLUMN k text DEFAULT 'k' NOT NULL;
ALTER TABLE public.m
    ADD CONSTRAINT m_pkey PRIMARY KEY (k, id);

