-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, b, c FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    a     integer,
    "New" integer,
    b     integer,
    other integer,
    c     integer
);

INSERT INTO public.t (a, b, c) OVERRIDING SYSTEM VALUE SELECT a, b, c FROM public.t_moved;
DROP TABLE public.t_moved;

