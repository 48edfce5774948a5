-- ==== create_people.down.sql
-- Undo

DROP MATERIALIZED VIEW app.moods;
DROP VIEW public.happy_names;
DROP VIEW public.happy_people;
DROP ROUTINE public.clean();
DROP ROUTINE public.add(IN integer, IN integer);
DROP ROUTINE app.members();
DROP TRIGGER quiet ON public.people;
DROP TRIGGER touch ON public.people;
DROP TABLE public.people;
DROP ROUTINE public.touch();
DROP SEQUENCE app.ticket;
DROP TYPE public.point3;
DROP DOMAIN public.email;
DROP DOMAIN app.percent;
DROP TYPE public.mood;
DROP TYPE app.level;
DROP COLLATION app.any_case;
DROP EXTENSION pgcrypto;
DROP SCHEMA app;

