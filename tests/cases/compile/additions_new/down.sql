-- ==== create_function_f.down.sql
-- Undo

-- 2 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1500ms';

DROP TRIGGER new_name ON auth.users;
DROP TRIGGER changed ON auth.users;

DROP POLICY own ON auth.users;

DROP POLICY new ON auth.objects;
DROP POLICY on_h ON auth.objects;

DROP ROUTINE public.new_f();
DROP ROUTINE public.h();
DROP ROUTINE public.g();
DROP ROUTINE public.f();

