-- ==== create_t.down.sql
-- Undo

DROP VIEW public.m;
DROP VIEW public.a;
DROP VIEW public.z;
DROP TABLE public.t;

