-- ==== drop_attribute_gone_of_type_p.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.p DROP ATTRIBUTE gone;

ALTER TYPE public.p ADD ATTRIBUTE z text COLLATE pg_catalog."C";

ALTER TYPE public.q ALTER ATTRIBUTE a TYPE bigint;

ALTER TYPE public.q ALTER ATTRIBUTE b TYPE text COLLATE pg_catalog."C";

ALTER TYPE public.q ALTER ATTRIBUTE c TYPE text;

