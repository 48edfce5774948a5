-- ==== drop_constraint_p_p_pkey.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1 ALTER COLUMN k SET NOT NULL;
ALTER TABLE public.p1 ALTER COLUMN id SET NOT NULL;

ALTER TABLE public.p ALTER COLUMN k SET NOT NULL;
ALTER TABLE public.p ALTER COLUMN id SET NOT NULL;
ALTER TABLE public.p
    ADD CONSTRAINT p_pkey PRIMARY KEY (id, k);

