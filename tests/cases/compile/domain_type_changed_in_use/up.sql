-- ==== set_the_old_domain_code_aside_as_code_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.codes;

ALTER DOMAIN public.code RENAME TO code_old;

CREATE DOMAIN public.code AS text
    CONSTRAINT code_filled CHECK (value <> '');

ALTER DOMAIN public.short_code RENAME TO short_code_old;

CREATE DOMAIN public.short_code AS code
    CONSTRAINT short_code_length CHECK (length(value) < 4);

ALTER TABLE public.t
    ALTER COLUMN code DROP DEFAULT,
    ALTER COLUMN code TYPE code USING code::text::code,
    ALTER COLUMN code SET DEFAULT 'a',
    ALTER COLUMN many TYPE code[] USING many::text[]::code[],
    ALTER COLUMN short TYPE short_code USING short::text::short_code;

CREATE VIEW public.codes AS
select code from t;

DROP DOMAIN public.short_code_old;
DROP DOMAIN public.code_old;

