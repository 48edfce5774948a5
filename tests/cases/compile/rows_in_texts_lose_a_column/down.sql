-- ==== drop_policy_span_span_itself_validate.down.sql
-- Undo

ALTER TABLE public.t DROP CONSTRAINT not_two;
ALTER TABLE public.t
    ADD CONSTRAINT not_two CHECK (l <> row(2)::public.span) NOT VALID;

-- ==== drop_policy_span_span_itself.down.sql
-- irreversible: the values of a were deleted; the values of column span.a were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of a were deleted; the values of column span.a were deleted';
END $$;

