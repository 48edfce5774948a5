-- ==== create_enum_e.down.sql
-- Undo

COMMENT ON TABLE public.t IS NULL;

ALTER TABLE public.t ALTER COLUMN a DROP DEFAULT;

DROP ROUTINE public.g(IN integer);
DROP ROUTINE public.f();
DROP TYPE public.e;

