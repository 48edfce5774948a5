-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DROP INDEX CONCURRENTLY public.idx_payment_logs_stripe_session_id;
