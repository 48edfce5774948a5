-- ==== drop_constraint_both2_ck1_validate.down.sql
-- Undo

ALTER TABLE public.over3 NO INHERIT public.over2;

ALTER TABLE public.over3 NO INHERIT public.over1;

ALTER TABLE public.lost3 NO INHERIT public.lost1;

ALTER TABLE public.over2 DROP CONSTRAINT ck2;
ALTER TABLE public.over2
    ADD CONSTRAINT ck2 CHECK (a > 0) NO INHERIT NOT VALID;

-- ==== drop_constraint_both2_ck1.down.sql
-- Undo

-- 10 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '300ms';

ALTER TABLE public.over2 DROP CONSTRAINT ck2;

ALTER TABLE public.over3
    ADD CONSTRAINT ck2 CHECK (a > 0);

ALTER TABLE public.over1
    ADD CONSTRAINT ck2 CHECK (a > 0);

ALTER TABLE public.lost2
    ADD CONSTRAINT ck CHECK (c <> ''::text);

ALTER TABLE public.lost1
    ADD CONSTRAINT ck CHECK (c <> ''::text);

ALTER TABLE public.late3
    ADD CONSTRAINT ck3 CHECK (c <> ''::text);

ALTER TABLE public.late2 ALTER COLUMN a TYPE integer;

ALTER TABLE public.both3
    ADD CONSTRAINT ck1 CHECK (a > 0);

ALTER TABLE public.both1
    ADD CONSTRAINT ck1 CHECK (a > 0);

ALTER TABLE public.over3 INHERIT public.over1;

ALTER TABLE public.over3 INHERIT public.over2;

ALTER TABLE public.lost3 INHERIT public.lost1;

ALTER TABLE public.lost3 INHERIT public.lost2;

ALTER TABLE public.late3 INHERIT public.late2;

ALTER TABLE public.late2
    ADD CONSTRAINT ck3 CHECK (c <> ''::text) NO INHERIT;

ALTER TABLE public.both3 INHERIT public.both1;

ALTER TABLE public.both3 INHERIT public.both2;

ALTER TABLE public.both2
    ADD CONSTRAINT ck1 CHECK (a > 0) NO INHERIT;

