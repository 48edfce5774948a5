-- ==== change_type_of_column_p_x_from_text_to_varchar_50.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

ALTER TABLE public.p1 ALTER COLUMN x SET DEFAULT 'c';

ALTER TABLE public.p
    ALTER COLUMN x DROP DEFAULT,
    ALTER COLUMN x TYPE text,
    ALTER COLUMN x SET DEFAULT 'a';

ALTER TABLE public.p1 ALTER COLUMN x SET DEFAULT 'b';

