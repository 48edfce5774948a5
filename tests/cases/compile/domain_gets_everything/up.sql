-- ==== set_the_default_of_domain_d.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d SET DEFAULT 'q';

ALTER DOMAIN public.d SET NOT NULL;

ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (value <> 'x'::text) NOT VALID;

ALTER TABLE public.t ADD COLUMN y d;

-- ==== set_the_default_of_domain_d_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d VALIDATE CONSTRAINT d_check;

