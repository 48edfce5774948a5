-- ==== create_new_c.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 8 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '375ms';

ALTER TABLE public.c DROP CONSTRAINT c_a_fkey;
ALTER TABLE public.c DROP CONSTRAINT c_b_fkey;

ALTER TABLE public.a SET UNLOGGED;

ALTER TABLE public.b SET UNLOGGED;

ALTER TABLE public.c SET UNLOGGED;

ALTER TABLE public.c
    ADD CONSTRAINT c_a_fkey FOREIGN KEY (a) REFERENCES public.a (id) NOT VALID;
ALTER TABLE public.c
    ADD CONSTRAINT c_b_fkey FOREIGN KEY (b) REFERENCES public.b (id) NOT VALID;

ALTER TABLE public.itself SET UNLOGGED;

ALTER TABLE public.new_a SET LOGGED;

ALTER TABLE public.new_b SET LOGGED;

CREATE TABLE public.new_c (
    id integer,
    a  integer,
    CONSTRAINT new_c_pkey PRIMARY KEY (id),
    CONSTRAINT new_c_a_fkey FOREIGN KEY (a) REFERENCES public.new_a (id)
);

ALTER TABLE public.old_a DROP CONSTRAINT f;

ALTER TABLE public.new_a
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.new_b (id) NOT VALID;

ALTER TABLE public.old_b SET UNLOGGED;

ALTER TABLE public.old_a SET UNLOGGED;

-- ==== create_new_c_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.c VALIDATE CONSTRAINT c_a_fkey;
ALTER TABLE public.c VALIDATE CONSTRAINT c_b_fkey;

ALTER TABLE public.new_a VALIDATE CONSTRAINT f;

