-- ==== drop_view_v.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP VIEW public.v;

ALTER TABLE public.t DROP CONSTRAINT t_b_key;
ALTER TABLE public.t DROP CONSTRAINT t_c_check;
ALTER TABLE public.t DROP CONSTRAINT "both";
ALTER TABLE public.t DROP CONSTRAINT t_e_fkey;

DROP POLICY p ON public.t;
CREATE POLICY p ON public.t FOR ALL TO PUBLIC
    USING (id = 1);
DROP POLICY q ON public.t;

REVOKE SELECT (a) ON TABLE public.t FROM PUBLIC;

CREATE VIEW public.v AS
select id from t;

ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t DROP COLUMN e;
ALTER TABLE public.t DROP COLUMN f;
ALTER TABLE public.t DROP COLUMN g;

-- ==== drop_view_v_drop_t_b_d.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_b_d;

-- ==== drop_view_v_drop_t_part.up.sql
-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.t_part;

-- ==== drop_view_v_4.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t DROP COLUMN a;
ALTER TABLE public.t DROP COLUMN b;
ALTER TABLE public.t DROP COLUMN d;

