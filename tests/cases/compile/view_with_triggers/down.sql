-- ==== drop_view_v.down.sql
-- Undo

DROP VIEW public.v;

CREATE VIEW public.v AS
select id from t;

CREATE TRIGGER a
    INSTEAD OF INSERT ON public.v
    FOR EACH ROW EXECUTE FUNCTION public.touch();

