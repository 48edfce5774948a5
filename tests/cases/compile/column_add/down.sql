-- ==== add_column_t_plain_not_null.down.sql
-- Undo

CREATE SEQUENCE public.t_number_fill;

ALTER TABLE public.t ALTER COLUMN number DROP IDENTITY;
ALTER TABLE public.t ALTER COLUMN number SET DEFAULT nextval('public.t_number_fill'::regclass);
ALTER TABLE public.t
    ADD CONSTRAINT t_number_not_null CHECK (number IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN number DROP NOT NULL;
ALTER TABLE public.t
    ADD CONSTRAINT t_filled_not_null CHECK (filled IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN filled DROP NOT NULL;
ALTER TABLE public.t
    ADD CONSTRAINT t_required_token_not_null CHECK (required_token IS NOT NULL);
ALTER TABLE public.t ALTER COLUMN required_token DROP NOT NULL;

-- ==== add_column_t_plain_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_number_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_number_not_null CHECK (number IS NOT NULL) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_filled_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_filled_not_null CHECK (filled IS NOT NULL) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_required_token_not_null;
ALTER TABLE public.t
    ADD CONSTRAINT t_required_token_not_null CHECK (required_token IS NOT NULL) NOT VALID;

-- ==== add_column_t_plain_add_constraints.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_distinct_key;
ALTER TABLE public.t DROP CONSTRAINT t_number_not_null;
ALTER TABLE public.t DROP CONSTRAINT t_filled_not_null;
ALTER TABLE public.t DROP CONSTRAINT t_required_token_not_null;

CREATE UNIQUE INDEX t_distinct_key ON public.t ("distinct");

-- ==== add_column_t_plain_create_t_distinct_key.down.sql
-- no-transaction

DROP INDEX CONCURRENTLY public.t_distinct_key;

-- ==== add_column_t_plain_backfill.down.sql
-- Nothing is left to undo.

-- ==== add_column_t_plain_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_referring_fkey;
ALTER TABLE public.t
    ADD CONSTRAINT t_referring_fkey FOREIGN KEY (referring) REFERENCES public.t (id) NOT VALID;
ALTER TABLE public.t DROP CONSTRAINT t_checked_check;
ALTER TABLE public.t
    ADD CONSTRAINT t_checked_check CHECK (checked IN ('a', 'b')) NOT VALID;

-- ==== add_column_t_plain.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT t_referring_fkey;
ALTER TABLE public.t DROP CONSTRAINT t_checked_check;
ALTER TABLE public.t DROP COLUMN c;
ALTER TABLE public.t DROP COLUMN "distinct";
ALTER TABLE public.t DROP COLUMN referring;
ALTER TABLE public.t DROP COLUMN checked;
ALTER TABLE public.t ALTER COLUMN number DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN number;

DROP SEQUENCE public.t_number_fill;

ALTER TABLE public.t DROP COLUMN doubled;
ALTER TABLE public.t DROP COLUMN filled;
ALTER TABLE public.t ALTER COLUMN required_token DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN required_token;
ALTER TABLE public.t DROP COLUMN required;
ALTER TABLE public.t ALTER COLUMN token DROP DEFAULT;
ALTER TABLE public.t DROP COLUMN token;
ALTER TABLE public.t DROP COLUMN at;
ALTER TABLE public.t DROP COLUMN constant;
ALTER TABLE public.t DROP COLUMN plain;

