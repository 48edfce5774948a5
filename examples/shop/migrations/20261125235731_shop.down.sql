-- Undo

DROP VIEW public.turnover;
DROP TABLE public.visits;
DROP TABLE public.orders;
DROP TABLE public.customers;
