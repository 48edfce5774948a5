-- ==== create_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE FUNCTION public.f()
    RETURNS integer
    LANGUAGE sql
AS $$select 1$$;

REVOKE EXECUTE ON ROUTINE public.f() FROM guest;

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.t FROM guest;
GRANT SELECT (id, a) ON TABLE public.t TO guest;

GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.u TO guest;
GRANT DELETE ON TABLE public.u TO member;

CREATE TABLE public.v (
    id integer,
    CONSTRAINT v_pkey PRIMARY KEY (id)
);

REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.v FROM guest;

