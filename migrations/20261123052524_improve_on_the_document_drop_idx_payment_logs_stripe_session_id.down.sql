-- no-transaction

CREATE INDEX CONCURRENTLY idx_payment_logs_stripe_session_id ON public.payment_logs (stripe_session_id);
