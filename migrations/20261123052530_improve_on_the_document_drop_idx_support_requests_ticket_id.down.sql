-- no-transaction

CREATE INDEX CONCURRENTLY idx_support_requests_ticket_id ON public.support_requests (ticket_id);
