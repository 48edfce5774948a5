-- ==== set_the_old_enum_state_aside_as_state_old.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP ROUTINE public.f(IN state);
DROP VIEW public.seen;
DROP MATERIALIZED VIEW public.counted;

ALTER TYPE public.state RENAME TO state_old;

CREATE TYPE public.state AS ENUM ('paid', 'open', 'refunded');

COMMENT ON TYPE public.state IS 'Kept.';

GRANT USAGE ON TYPE public.state TO reader;

CREATE FUNCTION public.f(s state DEFAULT 'open')
    RETURNS state
    LANGUAGE sql
AS $$select s$$;

COMMENT ON ROUTINE public.f(IN state) IS 'Kept.';

ALTER TABLE public.t
    ALTER COLUMN states DROP DEFAULT,
    ALTER COLUMN states TYPE state[] USING states::text[]::state[],
    ALTER COLUMN states SET DEFAULT '{open}';
ALTER TABLE public.t DROP CONSTRAINT t_state;

DROP INDEX public.t_open;

ALTER TABLE public.t ALTER COLUMN label DROP DEFAULT;
ALTER TABLE public.t ALTER COLUMN label SET DEFAULT 'open'::state::text;

DROP POLICY mine ON public.t;

DROP TRIGGER touched ON public.t;

ALTER TABLE public.t
    ALTER COLUMN state DROP DEFAULT,
    ALTER COLUMN state TYPE state USING state::text::state,
    ALTER COLUMN state SET DEFAULT 'open';
ALTER TABLE public.t
    ADD CONSTRAINT t_state CHECK (state <> 'open' or id > 0) NOT VALID;

CREATE POLICY mine ON public.t FOR SELECT TO reader
    USING (state = 'paid');

CREATE TRIGGER touched
    BEFORE UPDATE OF state ON public.t
    FOR EACH ROW WHEN (new.state = 'paid') EXECUTE FUNCTION public.touch();

ALTER TABLE public.v DROP CONSTRAINT v_was_fkey;

ALTER TABLE public.u ALTER COLUMN was TYPE state USING was::text::state;

ALTER TABLE public.v ALTER COLUMN was TYPE state USING was::text::state;
ALTER TABLE public.v
    ADD CONSTRAINT v_was_fkey FOREIGN KEY (was) REFERENCES public.u (was) NOT VALID;

CREATE VIEW public.seen AS
select id, state from public.t where state in ('open', 'paid');

GRANT SELECT ON TABLE public.seen TO reader;

CREATE MATERIALIZED VIEW public.counted AS
select state, count(*) as n from public.t group by 1;

CREATE UNIQUE INDEX counted_state ON public.counted (state);

DROP TYPE public.state_old;

-- ==== set_the_old_enum_state_aside_as_state_old_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t VALIDATE CONSTRAINT t_state;

ALTER TABLE public.v VALIDATE CONSTRAINT v_was_fkey;

-- ==== set_the_old_enum_state_aside_as_state_old_create_t_open.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE INDEX CONCURRENTLY t_open ON public.t (id)
    WHERE state = 'open';

