-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $$ BEGIN
    CREATE ROLE clerk NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DO $$ BEGIN
    COMMENT ON ROLE clerk IS 'Works on orders.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

CREATE TABLE public.customers (
    id         bigint      GENERATED ALWAYS AS IDENTITY,
    email      text        NOT NULL,
    name       text        NOT NULL,
    legal_hold boolean     DEFAULT false NOT NULL,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT customers_pkey PRIMARY KEY (id),
    CONSTRAINT customers_email_key UNIQUE (email),
    CONSTRAINT customers_email_check CHECK (email ~ '^[^@\s]+@[^@\s]+$'),
    CONSTRAINT customers_name_check CHECK (char_length(name) BETWEEN 1 AND 200)
);

COMMENT ON TABLE public.customers IS 'Who buys.';

CREATE TABLE public.orders (
    id          bigint        GENERATED ALWAYS AS IDENTITY,
    customer_id bigint        NOT NULL,
    status      text          DEFAULT 'open' NOT NULL,
    total       numeric(10,2) NOT NULL,
    note        text,
    placed_at   timestamptz   DEFAULT now() NOT NULL,
    CONSTRAINT orders_pkey PRIMARY KEY (id),
    CONSTRAINT orders_status_check CHECK (status IN ('open', 'paid', 'shipped', 'cancelled')),
    CONSTRAINT orders_total_check CHECK (total >= 0),
    CONSTRAINT orders_note_check CHECK (char_length(note) <= 500),
    CONSTRAINT orders_customer_id_fkey FOREIGN KEY (customer_id) REFERENCES public.customers (id) ON DELETE RESTRICT
);

COMMENT ON TABLE public.orders IS 'One row per order.';

CREATE INDEX orders_customer_id_idx ON public.orders (customer_id, placed_at DESC);
CREATE INDEX orders_placed_at_idx ON public.orders (placed_at);
CREATE INDEX orders_open_idx ON public.orders (placed_at)
    WHERE status = 'open';

ALTER TABLE public.orders ENABLE ROW LEVEL SECURITY;
CREATE POLICY orders_clerk_read ON public.orders FOR SELECT TO clerk
    USING (true);
CREATE POLICY orders_clerk_update ON public.orders FOR UPDATE TO clerk
    USING (status = 'open')
    WITH CHECK (status <> 'cancelled');

GRANT SELECT, UPDATE (status, note) ON TABLE public.orders TO clerk;

CREATE TABLE public.visits (
    id         uuid        DEFAULT gen_random_uuid(),
    page       text        NOT NULL,
    address    inet,
    created_at timestamptz DEFAULT now() NOT NULL,
    CONSTRAINT visits_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.visits IS 'One row per page that somebody looked at.';

CREATE INDEX visits_created_at_idx ON public.visits (created_at);

CREATE VIEW public.turnover AS
select date_trunc('month', placed_at) as month, sum(total) as total
  from orders
 where status in ('paid', 'shipped')
 group by 1;

COMMENT ON VIEW public.turnover IS 'What was paid, by month.';
