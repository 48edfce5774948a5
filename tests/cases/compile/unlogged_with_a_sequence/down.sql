-- ==== create_u.down.sql
-- Undo

DO $$ BEGIN
    IF current_setting('server_version_num')::integer >= 150000 THEN
        ALTER SEQUENCE public.loose SET LOGGED;
    END IF;
END $$;

ALTER SEQUENCE public.loose OWNED BY NONE;

DROP TABLE public.u;

ALTER TABLE public.t SET UNLOGGED;

