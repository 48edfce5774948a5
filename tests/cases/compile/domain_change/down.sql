-- ==== set_the_default_of_domain_d_3.down.sql
-- Undo

ALTER DOMAIN public.d DROP CONSTRAINT four;

ALTER DOMAIN public.d ADD CONSTRAINT four CHECK (value <> 'y') NOT VALID;

-- ==== set_the_default_of_domain_d_2.down.sql
-- Undo

ALTER DOMAIN public.d DROP CONSTRAINT four;
ALTER DOMAIN public.d DROP CONSTRAINT two;

ALTER DOMAIN public.d ADD CONSTRAINT two CHECK (length(value) < 10) NOT VALID;

COMMENT ON CONSTRAINT two ON DOMAIN public.d IS 'Kept.';

-- ==== set_the_default_of_domain_d.down.sql
-- Undo

ALTER DOMAIN public.e SET NOT NULL;

COMMENT ON CONSTRAINT two ON DOMAIN public.d IS NULL;

ALTER DOMAIN public.d DROP CONSTRAINT two;

ALTER DOMAIN public.d ADD CONSTRAINT two CHECK (length(value) < 9);

COMMENT ON CONSTRAINT two ON DOMAIN public.d IS 'Kept.';

ALTER DOMAIN public.d ADD CONSTRAINT one CHECK (value <> '');

ALTER DOMAIN public.d DROP NOT NULL;

ALTER DOMAIN public.d SET DEFAULT 'a';

