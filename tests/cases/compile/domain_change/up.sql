-- ==== set_the_default_of_domain_d.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d SET DEFAULT 'b';

ALTER DOMAIN public.d SET NOT NULL;

ALTER DOMAIN public.d DROP CONSTRAINT one;
ALTER DOMAIN public.d DROP CONSTRAINT two;

ALTER DOMAIN public.d ADD CONSTRAINT two CHECK (length(value) < 10) NOT VALID;

COMMENT ON CONSTRAINT two ON DOMAIN public.d IS 'Kept.';

ALTER DOMAIN public.e DROP NOT NULL;

-- ==== set_the_default_of_domain_d_2.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d VALIDATE CONSTRAINT two;

ALTER DOMAIN public.d ADD CONSTRAINT four CHECK (value <> 'y') NOT VALID;

-- ==== set_the_default_of_domain_d_3.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER DOMAIN public.d VALIDATE CONSTRAINT four;

