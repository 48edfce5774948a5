-- ==== set_the_default_of_domain_d.down.sql
-- Undo

CREATE DOMAIN public.gone AS d;

ALTER DOMAIN public.gone DROP DEFAULT;

DROP DOMAIN public.new;

ALTER DOMAIN public.d DROP DEFAULT;

