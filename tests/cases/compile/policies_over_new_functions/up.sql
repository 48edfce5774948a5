-- ==== create_2_tables.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.teams (
    id     integer,
    member text    NOT NULL,
    CONSTRAINT teams_pkey PRIMARY KEY (id)
);

ALTER TABLE public.teams ENABLE ROW LEVEL SECURITY;

CREATE FUNCTION public.is_member(team integer)
    RETURNS boolean
    LANGUAGE sql STABLE
AS $$select exists (select from public.teams t where t.id = team and t.member = current_user)$$;

CREATE POLICY own_team ON public.teams FOR SELECT TO PUBLIC
    USING (is_member(id));

CREATE TABLE public.notes (
    team integer
);

ALTER TABLE public.notes ENABLE ROW LEVEL SECURITY;
CREATE POLICY of_own_team ON public.notes FOR SELECT TO PUBLIC
    USING (is_member(team));
CREATE POLICY of_some_team ON public.notes FOR INSERT TO PUBLIC
    WITH CHECK (exists (select from teams where id = team));

