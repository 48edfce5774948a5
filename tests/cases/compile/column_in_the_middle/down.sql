-- ==== create_t.down.sql
-- Undo

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, b, c FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    a integer,
    b integer,
    c integer
);

INSERT INTO public.t (a, b, c) OVERRIDING SYSTEM VALUE SELECT a, b, c FROM public.t_moved;
DROP TABLE public.t_moved;

