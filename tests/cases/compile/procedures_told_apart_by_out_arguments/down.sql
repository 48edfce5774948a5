-- ==== create_w1.down.sql
-- Undo

SET LOCAL check_function_bodies = off;

DROP ROUTINE public.p(IN text, IN text);

CREATE PROCEDURE public.p(a integer, b integer, c integer)
    LANGUAGE sql
AS $$select 1$$;

DROP TABLE public.w1;

GRANT EXECUTE ON ROUTINE public.p(IN text) TO PUBLIC;

COMMENT ON ROUTINE public.p(IN text) IS NULL;

