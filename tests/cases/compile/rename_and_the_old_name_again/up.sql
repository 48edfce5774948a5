-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP VIEW public.v;
DROP VIEW public.w;

ALTER TABLE public.t RENAME TO t_old;

ALTER TABLE public.t_old RENAME CONSTRAINT t_pkey TO t_old_pkey;

ALTER TABLE public.r RENAME COLUMN a TO a_old;

CREATE TABLE public.t (
    id integer,
    z  text,
    CONSTRAINT t_pkey PRIMARY KEY (id)
);

ALTER TABLE public.r ADD COLUMN a text DEFAULT 'k';
ALTER TABLE public.r ADD COLUMN u integer;
ALTER TABLE public.r
    ADD CONSTRAINT r_u_fkey FOREIGN KEY (u) REFERENCES public.t (id) NOT VALID;

CREATE VIEW public.v AS
select a from r;

CREATE VIEW public.w AS
select id from t;

-- ==== create_t_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.r VALIDATE CONSTRAINT r_u_fkey;

