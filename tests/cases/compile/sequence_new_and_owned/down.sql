-- ==== create_t.down.sql
-- Undo

ALTER SEQUENCE public.s OWNED BY NONE;

DROP TABLE public.t;
DROP SEQUENCE public.s;

