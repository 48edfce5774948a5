-- ==== create_t.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

LOCK TABLE public.t IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.t_moved AS SELECT a, b FROM public.t;

DROP TABLE public.t;

CREATE TABLE public.t (
    a integer,
    b integer
) PARTITION BY LIST (a);

ALTER TABLE public.t1
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.ref (id) NOT VALID;

ALTER TABLE public.t ATTACH PARTITION public.t1 FOR VALUES IN (1);

ALTER TABLE public.t ATTACH PARTITION public.t2 FOR VALUES IN (2);

INSERT INTO public.t (a, b) OVERRIDING SYSTEM VALUE SELECT a, b FROM public.t_moved;
DROP TABLE public.t_moved;

ALTER TABLE public.t2
    ADD CONSTRAINT f FOREIGN KEY (b) REFERENCES public.ref (id) NOT VALID;

-- ==== create_t_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

ALTER TABLE public.t1 VALIDATE CONSTRAINT f;

