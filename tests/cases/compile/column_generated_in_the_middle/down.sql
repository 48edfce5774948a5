-- ==== create_t.down.sql
-- Undo

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, c FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    a integer,
    b integer GENERATED ALWAYS AS (a + 1) STORED,
    c integer
);

INSERT INTO public.t (a, c) OVERRIDING SYSTEM VALUE SELECT a, c FROM public.t_moved;
DROP TABLE public.t_moved;

