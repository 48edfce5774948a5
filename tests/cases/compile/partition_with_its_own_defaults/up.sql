-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.p (
    a integer,
    b text    DEFAULT 'x',
    c text
) PARTITION BY LIST (a);

CREATE TABLE public.p_1 PARTITION OF public.p (
    a NOT NULL,
    b DEFAULT 'y',
    CONSTRAINT p_1_b_check CHECK (char_length(b) <= 5)
)
    FOR VALUES IN (1);

