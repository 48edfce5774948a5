-- The same ten changes as they are written when nobody thinks of locks.
ALTER TABLE events ALTER COLUMN kind TYPE varchar(40);
ALTER TABLE events ALTER COLUMN kind SET NOT NULL;
ALTER TABLE events ADD CONSTRAINT events_amount_check CHECK (amount >= 0);
ALTER TABLE events ADD CONSTRAINT events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts (id);
ALTER TABLE events ADD CONSTRAINT events_external_key UNIQUE (external);
ALTER TABLE events ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid();
ALTER TABLE events ADD COLUMN payer_id bigint REFERENCES accounts (id);
DROP INDEX idx_events_note;
DROP INDEX idx_events_account;
CREATE INDEX idx_events_account ON events (account_id, created_at DESC);
CREATE INDEX idx_events_created ON events (created_at);
