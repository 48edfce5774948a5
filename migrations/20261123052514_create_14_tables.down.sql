-- Undo

DROP TABLE public.usage_logs;

DROP TABLE public.trust_indicators;

DROP TABLE public.support_requests;

DROP TABLE public.spark_cache;

DROP TABLE public.share_logs;

DROP TABLE public.session_logs;

DROP TABLE public.pricing;

DROP TABLE public.payment_logs;

DROP TABLE public.feedback_logs;

DROP TABLE public.error_logs;

DROP TABLE public.comparisons;

DROP TABLE public.prompt_logs;

DROP TABLE public.spark_logs;

DROP TABLE public.initial_prompt_logs;
