-- ==== set_the_default_of_domain_d_2.down.sql
-- Undo

ALTER DOMAIN public.d DROP CONSTRAINT d_check;

ALTER DOMAIN public.d ADD CONSTRAINT d_check CHECK (value <> 'x'::text) NOT VALID;

-- ==== set_the_default_of_domain_d.down.sql
-- Undo

ALTER TABLE public.t DROP COLUMN y;

ALTER DOMAIN public.d DROP CONSTRAINT d_check;

ALTER DOMAIN public.d DROP NOT NULL;

ALTER DOMAIN public.d DROP DEFAULT;

