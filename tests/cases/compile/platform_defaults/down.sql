-- ==== create_v.down.sql
-- Undo

-- 3 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '1000ms';

DROP TABLE public.v;

REVOKE DELETE ON TABLE public.u FROM member;
REVOKE SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.u FROM guest;

REVOKE SELECT (id, a) ON TABLE public.t FROM guest;
GRANT SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER ON TABLE public.t TO guest;

DROP ROUTINE public.f();

