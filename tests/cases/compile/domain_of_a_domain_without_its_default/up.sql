-- ==== set_the_default_of_domain_d.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d SET DEFAULT 5;

CREATE DOMAIN public.new AS d;

ALTER DOMAIN public.new DROP DEFAULT;

DROP DOMAIN public.gone;

