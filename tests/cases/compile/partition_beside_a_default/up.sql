-- ==== create_p1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.p1 PARTITION OF public.p
    FOR VALUES IN (1);

