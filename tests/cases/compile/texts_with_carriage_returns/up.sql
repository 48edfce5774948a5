-- ==== create_enum_e.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TYPE public.e AS ENUM (E'a\rb');

CREATE FUNCTION public.f()
    RETURNS integer
    LANGUAGE plpgsql
AS E'begin\r
  return 1;\r
end';

CREATE FUNCTION public.g(a integer)
    RETURNS text
    LANGUAGE sql
AS E'select ''\r
''';

ALTER TABLE public.t ALTER COLUMN a SET DEFAULT E'x\r
y\\';

COMMENT ON TABLE public.t IS E'it''s\r
long';

