-- ==== rename_constraint_t_t_pkey_to_t_key_validate.down.sql
-- Nothing is left to undo.

-- ==== rename_constraint_t_t_pkey_to_t_key.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT c2;
ALTER TABLE public.t
    ADD CONSTRAINT c CHECK (a > 0);

ALTER TABLE public.t RENAME CONSTRAINT u2 TO u;
ALTER TABLE public.t RENAME CONSTRAINT t_key TO t_pkey;

