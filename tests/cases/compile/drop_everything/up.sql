-- ==== drop_materialized_view_m.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP MATERIALIZED VIEW public.m;
DROP VIEW public.w;
DROP VIEW public.v;
DROP ROUTINE public.p();
DROP ROUTINE public.g();
DROP TABLE public.t;
DROP ROUTINE public.touch();
DROP ROUTINE public.f(IN integer);
DROP SEQUENCE public.s;
DROP TYPE public.point3;
DROP DOMAIN app.email;
DROP TYPE public.mood;
DROP EXTENSION pgcrypto;
DROP SCHEMA app;

