-- Undo

DROP TRIGGER zz_audit_truncate ON public.trust_indicators;
DROP TRIGGER zz_audit_delete ON public.trust_indicators;
DROP TRIGGER zz_audit_update ON public.trust_indicators;
DROP TRIGGER zz_audit_insert ON public.trust_indicators;

REVOKE SELECT ON TABLE public.support_requests FROM canai_db_audited;

DROP TRIGGER zz_audit_truncate ON public.support_requests;
DROP TRIGGER zz_audit_delete ON public.support_requests;
DROP TRIGGER zz_audit_update ON public.support_requests;
DROP TRIGGER zz_audit_insert ON public.support_requests;
DROP TRIGGER zz_audit_truncate ON public.share_logs;
DROP TRIGGER zz_audit_delete ON public.share_logs;
DROP TRIGGER zz_audit_update ON public.share_logs;
DROP TABLE public.session_logs_archive;
DROP TRIGGER zz_audit_truncate ON public.prompt_logs;
DROP TRIGGER zz_audit_delete ON public.prompt_logs;
DROP TRIGGER zz_audit_update ON public.prompt_logs;
DROP TRIGGER zz_audit_truncate ON public.pricing;
DROP TRIGGER zz_audit_delete ON public.pricing;
DROP TRIGGER zz_audit_update ON public.pricing;
DROP TRIGGER zz_audit_insert ON public.pricing;

REVOKE SELECT ON TABLE public.payment_logs FROM canai_db_audited;

DROP TRIGGER zz_audit_truncate ON public.payment_logs;
DROP TRIGGER zz_audit_delete ON public.payment_logs;
DROP TRIGGER zz_audit_update ON public.payment_logs;
DROP TRIGGER zz_audit_insert ON public.payment_logs;
DROP TRIGGER zz_audit_truncate ON public.spark_logs;
DROP TRIGGER zz_audit_delete ON public.spark_logs;
DROP TRIGGER zz_audit_update ON public.spark_logs;
DROP TRIGGER zz_audit_truncate ON public.initial_prompt_logs;
DROP TRIGGER zz_audit_delete ON public.initial_prompt_logs;
DROP TRIGGER zz_audit_update ON public.initial_prompt_logs;
DROP TRIGGER zz_audit_truncate ON public.feedback_logs;
DROP TRIGGER zz_audit_delete ON public.feedback_logs;
DROP TRIGGER zz_audit_update ON public.feedback_logs;
DROP TRIGGER zz_audit_insert ON public.feedback_logs;
DROP TRIGGER keep_truncate ON canai_db_audit.log_default;
DROP TABLE canai_db_audit.log_default;
DROP TRIGGER keep_truncate ON canai_db_audit.log;
DROP TRIGGER keep ON canai_db_audit.log;
DROP TABLE canai_db_audit.log;
DROP ROUTINE canai_db_audit.record();
DROP ROUTINE canai_db_audit.keep();
DROP ROUTINE canai_db_audit.difference(jsonb, jsonb, text[], jsonb);
DROP SEQUENCE canai_db_audit.log_id;
DROP SCHEMA canai_db_audit;
