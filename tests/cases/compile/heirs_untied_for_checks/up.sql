-- ==== drop_constraint_both2_ck1.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 11 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '272ms';

ALTER TABLE public.both2 DROP CONSTRAINT ck1;

ALTER TABLE public.both3 NO INHERIT public.both2;

ALTER TABLE public.both3 NO INHERIT public.both1;

ALTER TABLE public.late2 DROP CONSTRAINT ck3;

ALTER TABLE public.late3 NO INHERIT public.late2;

ALTER TABLE public.lost3 NO INHERIT public.lost2;

ALTER TABLE public.lost3 NO INHERIT public.lost1;

ALTER TABLE public.over3 NO INHERIT public.over2;

ALTER TABLE public.over3 NO INHERIT public.over1;

ALTER TABLE public.both1 DROP CONSTRAINT ck1;

ALTER TABLE public.both3 DROP CONSTRAINT ck1;

ALTER TABLE public.late2 ALTER COLUMN a TYPE bigint;

ALTER TABLE public.late3 DROP CONSTRAINT ck3;

ALTER TABLE public.lost1 DROP CONSTRAINT ck;

ALTER TABLE public.lost2 DROP CONSTRAINT ck;

ALTER TABLE public.over1 DROP CONSTRAINT ck2;

ALTER TABLE public.over3 DROP CONSTRAINT ck2;

ALTER TABLE public.over2
    ADD CONSTRAINT ck2 CHECK (a > 0) NO INHERIT NOT VALID;

-- ==== drop_constraint_both2_ck1_validate.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.over2 VALIDATE CONSTRAINT ck2;

ALTER TABLE public.lost3 INHERIT public.lost1;

ALTER TABLE public.over3 INHERIT public.over1;

ALTER TABLE public.over3 INHERIT public.over2;

