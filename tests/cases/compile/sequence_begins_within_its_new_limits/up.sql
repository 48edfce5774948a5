-- ==== alter_sequence_down.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER SEQUENCE public.down AS smallint;

DO $$
DECLARE
    is_unused boolean;
BEGIN
    EXECUTE format('SELECT last_value = 100000 AND NOT is_called FROM %s', 'public.s'::regclass) INTO is_unused;
    IF is_unused THEN
        ALTER SEQUENCE public.s AS smallint INCREMENT BY 1 NO MINVALUE NO MAXVALUE START WITH 20000 CACHE 1 NO CYCLE RESTART;
    ELSE
        ALTER SEQUENCE public.s AS smallint INCREMENT BY 1 NO MINVALUE NO MAXVALUE START WITH 20000 CACHE 1 NO CYCLE;
    END IF;
END
$$;

DO $$
DECLARE
    is_unused boolean;
BEGIN
    EXECUTE format('SELECT last_value = -200 AND NOT is_called FROM %s', pg_get_serial_sequence('public.t', 'c')) INTO is_unused;
    IF is_unused THEN
        ALTER TABLE public.t ALTER COLUMN c SET GENERATED ALWAYS SET INCREMENT BY 10 SET MINVALUE -190 SET MAXVALUE 100 SET START WITH -190 SET CACHE 1 SET NO CYCLE RESTART;
    ELSE
        ALTER TABLE public.t ALTER COLUMN c SET GENERATED ALWAYS SET INCREMENT BY 10 SET MINVALUE -190 SET MAXVALUE 100 SET START WITH -190 SET CACHE 1 SET NO CYCLE;
    END IF;
END
$$;
DO $$
DECLARE
    is_unused boolean;
BEGIN
    EXECUTE format('SELECT last_value = 100000 AND NOT is_called FROM %s', pg_get_serial_sequence('public.t', 'a')) INTO is_unused;
    IF is_unused THEN
        ALTER TABLE public.t ALTER COLUMN a SET GENERATED ALWAYS SET INCREMENT BY 1 SET MINVALUE 1 SET MAXVALUE 32767 SET START WITH 20000 SET CACHE 1 SET NO CYCLE RESTART;
    ELSE
        ALTER TABLE public.t ALTER COLUMN a SET GENERATED ALWAYS SET INCREMENT BY 1 SET MINVALUE 1 SET MAXVALUE 32767 SET START WITH 20000 SET CACHE 1 SET NO CYCLE;
    END IF;
END
$$;
ALTER TABLE public.t
    ALTER COLUMN a TYPE smallint,
    ALTER COLUMN b TYPE integer;

