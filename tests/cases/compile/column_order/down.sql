-- ==== create_t.down.sql
-- Undo

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, b FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    a integer,
    b integer
);

INSERT INTO public.t (a, b) OVERRIDING SYSTEM VALUE SELECT a, b FROM public.t_moved;
DROP TABLE public.t_moved;

