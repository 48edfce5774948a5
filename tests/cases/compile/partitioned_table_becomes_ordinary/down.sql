-- ==== create_orders_validate.down.sql
-- Undo

ALTER TABLE public.lines DROP CONSTRAINT lines_order_id_at_fkey;
ALTER TABLE public.lines
    ADD CONSTRAINT lines_order_id_at_fkey FOREIGN KEY (order_id, at) REFERENCES public.orders (id, at) ON DELETE CASCADE NOT VALID;

-- ==== create_orders.down.sql
-- Undo

-- 4 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '750ms';

DROP MATERIALIZED VIEW public.orders_a_day;
DROP VIEW public.noted;

DROP POLICY of_orders ON public.lines;

ALTER TABLE public.lines DROP CONSTRAINT lines_order_id_at_fkey;

LOCK TABLE public.orders IN ACCESS EXCLUSIVE MODE;
CREATE TABLE public.orders_moved AS SELECT id, at, note FROM public.orders;
CREATE SEQUENCE public.orders_id_position MINVALUE -9223372036854775808 START 1;
SELECT setval('public.orders_id_position', pg_sequence_last_value(pg_get_serial_sequence('public.orders', 'id')::regclass));

DROP TABLE public.orders;

CREATE TABLE public.orders (
    id    bigint GENERATED ALWAYS AS IDENTITY,
    at    date   NOT NULL,
    note  text,
    twice bigint GENERATED ALWAYS AS (id * 2) STORED,
    CONSTRAINT orders_pkey PRIMARY KEY (id, at)
) PARTITION BY RANGE (at);

CREATE POLICY readers ON public.orders FOR SELECT TO reader
    USING (true);

COMMENT ON TABLE public.orders IS 'What was ordered.';

GRANT SELECT ON TABLE public.orders TO reader;

CREATE TABLE public.orders_new PARTITION OF public.orders
    FOR VALUES FROM ('2025-01-01') TO ('2026-01-01');

CREATE TABLE public.orders_old PARTITION OF public.orders
    FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');

CREATE POLICY of_orders ON public.lines FOR SELECT TO PUBLIC
    USING (exists (select 1 from orders o where o.id = order_id));

INSERT INTO public.orders (id, at, note) OVERRIDING SYSTEM VALUE SELECT id, at, note FROM public.orders_moved;
DROP TABLE public.orders_moved;
SELECT setval(pg_get_serial_sequence('public.orders', 'id'), pg_sequence_last_value('public.orders_id_position'::regclass));
DROP SEQUENCE public.orders_id_position;

CREATE INDEX orders_note ON public.orders (note);

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER stamp
    BEFORE INSERT OR UPDATE ON public.orders
    FOR EACH ROW EXECUTE FUNCTION public.stamp();

COMMENT ON TRIGGER stamp ON public.orders IS 'Marks.';

CREATE INDEX orders_new_at ON public.orders_new (at);

ALTER TABLE public.lines
    ADD CONSTRAINT lines_order_id_at_fkey FOREIGN KEY (order_id, at) REFERENCES public.orders (id, at) ON DELETE CASCADE;

CREATE MATERIALIZED VIEW public.orders_a_day AS
select at, count(*) as orders from orders group by at;

CREATE INDEX orders_a_day_at ON public.orders_a_day (at);

CREATE VIEW public.noted AS
select id, note from orders where note is not null;

