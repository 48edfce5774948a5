-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.t (
    id uuid,
    CONSTRAINT t_id_fkey FOREIGN KEY (id) REFERENCES auth.users (id)
);

ALTER TABLE public.t ENABLE ROW LEVEL SECURITY;
CREATE POLICY p ON public.t FOR ALL TO case_anon
    USING (auth.uid() = id);

GRANT SELECT ON TABLE public.t TO case_anon;

