-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT b, c, a FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    b integer,
    c integer,
    a integer
);

INSERT INTO public.t (b, c, a) OVERRIDING SYSTEM VALUE SELECT b, c, a FROM public.t_moved;
DROP TABLE public.t_moved;

