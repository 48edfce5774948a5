-- ==== drop_the_expression_of_column_t_b.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t ALTER COLUMN b DROP EXPRESSION;
ALTER TABLE public.t ALTER COLUMN c DROP EXPRESSION;
ALTER TABLE public.t ALTER COLUMN c SET DEFAULT 4;

