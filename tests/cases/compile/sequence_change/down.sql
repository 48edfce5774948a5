-- ==== rename_sequence_renamed_to_other.down.sql
-- Undo

ALTER SEQUENCE public.small AS integer;

ALTER SEQUENCE public.s INCREMENT BY 1 NO MINVALUE NO MAXVALUE START WITH 5 CACHE 3 NO CYCLE;

ALTER SEQUENCE public.owned OWNED BY public.t.id;

ALTER SEQUENCE public.free OWNED BY NONE;

ALTER SEQUENCE public.down INCREMENT BY -1 NO MINVALUE NO MAXVALUE START WITH -1 CACHE 1 NO CYCLE;

ALTER SEQUENCE public.other RENAME TO renamed;

