-- ==== drop_attribute_z_of_type_c2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TYPE public.c2 DROP ATTRIBUTE z;

ALTER TYPE public.c1 ALTER ATTRIBUTE x TYPE bigint;

ALTER TYPE public.c4 ADD ATTRIBUTE w d;

