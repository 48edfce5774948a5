-- ==== drop_view_v_4.down.sql
-- irreversible: the values of column t.a were deleted; the values of column t.b were deleted; the values of column t.d were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.a were deleted; the values of column t.b were deleted; the values of column t.d were deleted';
END $$;

-- ==== drop_view_v_drop_t_part.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_part ON public.t (id)
    WHERE a is not null;

-- ==== drop_view_v_drop_t_b_d.down.sql
-- no-transaction

CREATE INDEX CONCURRENTLY t_b_d ON public.t (b, d);

-- ==== drop_view_v.down.sql
-- irreversible: the values of column t.c were deleted; the values of column t.e were deleted; the values of column t.f were deleted; the values of column t.g were deleted

DO $$ BEGIN
    RAISE EXCEPTION 'this migration cannot be undone: the values of column t.c were deleted; the values of column t.e were deleted; the values of column t.f were deleted; the values of column t.g were deleted';
END $$;

