-- Undo

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_user_context_not_null;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_performance_metrics_not_null;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_success_not_null;

ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_updated_at_not_null;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_active_not_null;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_display_priority_not_null;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_type_not_null;

ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_updated_at_not_null;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_attachments_not_null;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_internal_notes_not_null;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_status_not_null;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_priority_not_null;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_category_not_null;

ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_last_used_at_not_null;
ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_usage_count_not_null;

ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_metadata_not_null;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_conversions_generated_not_null;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_clicks_generated_not_null;

ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_interaction_details_not_null;

ALTER TABLE public.pricing DROP CONSTRAINT pricing_updated_at_not_null;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_valid_from_not_null;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_active_not_null;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_emotional_benefits_not_null;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_currency_not_null;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_tier_not_null;

ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_updated_at_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_metadata_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_make_webhook_triggered_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_stripe_webhook_processed_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_status_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_pricing_tier_not_null;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_currency_not_null;

ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_updated_at_not_null;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_anonymized_not_null;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_follow_up_requested_not_null;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_bugs_reported_not_null;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_feature_requests_not_null;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_share_consent_not_null;

ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_severity_not_null;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_resolved_not_null;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_details_not_null;

ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_updated_at_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_status_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_revision_count_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_file_exports_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_model_versions_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_preference_indicators_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_emotional_resonance_not_null;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_deliverable_metadata_not_null;

ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_updated_at_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_context_analysis_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_emotional_drivers_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_validation_status_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_total_time_spent_seconds_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_auto_save_count_not_null;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_completion_percentage_not_null;

ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_updated_at_not_null;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_status_not_null;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_emotional_resonance_not_null;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_attempt_count_not_null;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_generation_metadata_not_null;

ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_updated_at_not_null;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_context_data_not_null;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_emotional_resonance_not_null;
