-- ==== create_people.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'reader') THEN
        CREATE ROLE reader NOLOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DO $$ BEGIN
    COMMENT ON ROLE reader IS 'Reads.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_catalog.pg_roles WHERE rolname = 'writer') THEN
        CREATE ROLE writer LOGIN CONNECTION LIMIT 5 IN ROLE reader;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

CREATE SCHEMA app;

COMMENT ON SCHEMA app IS 'The application.';

GRANT USAGE ON SCHEMA app TO reader;

CREATE EXTENSION pgcrypto SCHEMA app;

CREATE COLLATION app.any_case (PROVIDER = icu, LOCALE = 'und-u-ks-level2', DETERMINISTIC = false);

COMMENT ON COLLATION app.any_case IS 'Of names.';

CREATE TYPE app.level AS ENUM ('low', 'high');

COMMENT ON TYPE app.level IS 'How high.';

GRANT USAGE ON TYPE app.level TO reader;

CREATE TYPE public.mood AS ENUM ('sad', 'ok', 'happy');

CREATE DOMAIN app.percent AS numeric(5,2) DEFAULT 0
    CONSTRAINT percent_check CHECK (VALUE BETWEEN 0 AND 100);

CREATE DOMAIN public.email AS text NOT NULL
    CONSTRAINT email_check CHECK (VALUE ~ '^.+@.+$');

COMMENT ON DOMAIN public.email IS 'An address.';

CREATE TYPE public.point3 AS (
    x integer,
    y integer,
    name text COLLATE pg_catalog."C"
);

COMMENT ON TYPE public.point3 IS 'A point.';

CREATE SEQUENCE app.ticket INCREMENT BY 10 START WITH 100 CACHE 5;

COMMENT ON SEQUENCE app.ticket IS 'Ticket numbers.';

GRANT SELECT, USAGE ON SEQUENCE app.ticket TO reader;

CREATE FUNCTION public.touch()
    RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = ''
AS $$begin new.at := now(); return new; end$$;

CREATE TABLE public.people (
    id     bigint      GENERATED ALWAYS AS IDENTITY (INCREMENT BY 5 START WITH 10),
    name   text        COLLATE pg_catalog."C" NOT NULL,
    mood   mood        DEFAULT 'ok',
    email  email,
    share  app.percent,
    place  point3,
    twice  integer     GENERATED ALWAYS AS (length(name) * 2) STORED,
    ticket bigint      DEFAULT nextval('app.ticket'),
    at     timestamptz DEFAULT now(),
    nick   text        COLLATE app.any_case,
    tags   text[]      COMPRESSION pglz DEFAULT '{a,b}',
    CONSTRAINT people_pkey PRIMARY KEY (id),
    CONSTRAINT people_name_key UNIQUE (name),
    CONSTRAINT people_name_check CHECK (char_length(name) <= 50),
    CONSTRAINT people_named CHECK (name <> '')
) WITH (fillfactor = 80, autovacuum_enabled = false);
ALTER TABLE public.people ALTER COLUMN twice SET STORAGE PLAIN;

COMMENT ON TABLE public.people IS 'People.';
COMMENT ON COLUMN public.people.name IS 'The name.';
COMMENT ON CONSTRAINT people_named ON public.people IS 'Nobody is nameless.';

CREATE INDEX people_mood ON public.people (mood, at DESC NULLS LAST) INCLUDE (name)
    WHERE mood is not null;
CREATE UNIQUE INDEX people_lower ON public.people (lower(name) text_pattern_ops) WITH (fillfactor = 70);

COMMENT ON INDEX public.people_mood IS 'By mood.';

ALTER TABLE public.people ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.people FORCE ROW LEVEL SECURITY;
CREATE POLICY people_all ON public.people FOR ALL TO reader, writer
    USING (true);
CREATE POLICY people_write ON public.people AS RESTRICTIVE FOR UPDATE TO PUBLIC
    USING (mood <> 'sad')
    WITH CHECK (mood = 'happy');

COMMENT ON POLICY people_all ON public.people IS 'Everybody.';

CREATE TRIGGER touch
    BEFORE INSERT OR UPDATE OF name ON public.people
    FOR EACH ROW WHEN (new.at is null) EXECUTE FUNCTION public.touch();

CREATE TRIGGER quiet
    AFTER DELETE ON public.people
    FOR EACH STATEMENT EXECUTE FUNCTION public.touch();
ALTER TABLE public.people DISABLE TRIGGER quiet;

COMMENT ON TRIGGER touch ON public.people IS 'Touched.';

GRANT SELECT, UPDATE (name, mood) ON TABLE public.people TO reader;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.people TO writer WITH GRANT OPTION;
GRANT SELECT (id) ON TABLE public.people TO PUBLIC;

CREATE FUNCTION app.members()
    RETURNS setof public.people
    LANGUAGE sql STABLE SECURITY DEFINER ROWS 10
AS $$select * from public.people$$;

GRANT EXECUTE ON ROUTINE app.members() TO reader;

CREATE FUNCTION public.add(a integer, b integer DEFAULT 1)
    RETURNS integer
    LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$select a + b$$;

COMMENT ON ROUTINE public.add(IN integer, IN integer) IS 'Adds.';

CREATE PROCEDURE public.clean()
    LANGUAGE plpgsql
AS $$begin delete from public.people; end$$;

CREATE VIEW public.happy_people WITH (security_invoker = true) AS
select id, name from public.people where mood = 'happy';

COMMENT ON VIEW public.happy_people IS 'The happy ones.';

GRANT SELECT ON TABLE public.happy_people TO reader;

CREATE VIEW public.happy_names (n) AS
select name from public.happy_people;

CREATE MATERIALIZED VIEW app.moods AS
select mood, count(*) as n from public.people group by mood;

COMMENT ON MATERIALIZED VIEW app.moods IS 'Counted.';

CREATE UNIQUE INDEX moods_mood ON app.moods (mood);

COMMENT ON INDEX app.moods_mood IS 'One row a mood.';

GRANT SELECT ON TABLE app.moods TO reader;

