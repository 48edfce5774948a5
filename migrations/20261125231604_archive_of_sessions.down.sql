-- Undo

DROP TABLE public.session_logs_archive;
