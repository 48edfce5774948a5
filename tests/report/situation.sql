-- A database with something for every report that looks at what is there.
CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE, town text, note text);
CREATE INDEX customers_email_again ON customers (email);
CREATE INDEX customers_town ON customers (town);
CREATE INDEX customers_town_email ON customers (town, email);
CREATE INDEX customers_town_part ON customers (town) WHERE note IS NULL;
CREATE INDEX customers_email_desc ON customers (email DESC);
INSERT INTO customers SELECT i, 'c' || i || '@example.org', 'town ' || i % 50, repeat('x', 300) FROM generate_series(1, 2000) i;

-- An index that failed to be built: two rows are equal.
CREATE TABLE orders (id serial PRIMARY KEY, customer int, code text);
INSERT INTO orders (customer, code) SELECT i, 'same' FROM generate_series(1, 500) i;
ALTER TABLE orders ADD CONSTRAINT orders_customer_fkey FOREIGN KEY (customer) REFERENCES customers NOT VALID;
CREATE FUNCTION nothing() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
CREATE TRIGGER orders_quiet BEFORE INSERT ON orders FOR EACH ROW EXECUTE FUNCTION nothing();
ALTER TABLE orders DISABLE TRIGGER orders_quiet;

-- A sequence near the end of its column, though not of its own, and one that counts down.
CREATE SEQUENCE tickets_id_seq AS bigint;
CREATE TABLE tickets (id int DEFAULT nextval('tickets_id_seq'));
ALTER SEQUENCE tickets_id_seq OWNED BY tickets.id;
SELECT setval('tickets_id_seq', 2040109465);
CREATE SEQUENCE countdown INCREMENT -1 MINVALUE -100 MAXVALUE -1 START -1;
SELECT setval('countdown', -80);

-- Dead rows that nobody clears away.
CREATE TABLE jobs (id int, payload text) WITH (autovacuum_enabled = false);
INSERT INTO jobs SELECT i, repeat('y', 1000) FROM generate_series(1, 30000) i;
CREATE INDEX jobs_id ON jobs (id);
ANALYZE jobs;
DELETE FROM jobs WHERE id % 10 <> 0;
ANALYZE jobs;
SELECT count(*) FROM jobs;
ANALYZE customers;
