-- ==== create_enum_big_size.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TYPE public.big_size AS ENUM ('xl');

ALTER TYPE public.box ALTER ATTRIBUTE size TYPE big_size;

ALTER TYPE public.parcel DROP ATTRIBUTE address;

DROP TYPE public.size;
DROP DOMAIN public.home;
DROP TYPE public.address;

CREATE TYPE public.address AS ENUM ('a');

ALTER TYPE public.parcel ADD ATTRIBUTE sent_to address;

