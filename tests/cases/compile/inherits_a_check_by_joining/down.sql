-- ==== add_constraint_cats_legs_check_validate.down.sql
-- Undo

ALTER TABLE public.cats NO INHERIT public.animals;

ALTER TABLE public.cats DROP CONSTRAINT legs_check;
ALTER TABLE public.cats
    ADD CONSTRAINT legs_check CHECK (legs > 0) NOT VALID;

-- ==== add_constraint_cats_legs_check.down.sql
-- Undo

ALTER TABLE public.cats DROP CONSTRAINT legs_check;

