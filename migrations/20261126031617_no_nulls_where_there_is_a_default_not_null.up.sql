-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.initial_prompt_logs ALTER COLUMN emotional_resonance SET NOT NULL;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_emotional_resonance_not_null;
ALTER TABLE public.initial_prompt_logs ALTER COLUMN context_data SET NOT NULL;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_context_data_not_null;
ALTER TABLE public.initial_prompt_logs ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_updated_at_not_null;

ALTER TABLE public.spark_logs ALTER COLUMN generation_metadata SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_generation_metadata_not_null;
ALTER TABLE public.spark_logs ALTER COLUMN attempt_count SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_attempt_count_not_null;
ALTER TABLE public.spark_logs ALTER COLUMN emotional_resonance SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_emotional_resonance_not_null;
ALTER TABLE public.spark_logs ALTER COLUMN status SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_status_not_null;
ALTER TABLE public.spark_logs ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_updated_at_not_null;

ALTER TABLE public.prompt_logs ALTER COLUMN completion_percentage SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_completion_percentage_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN auto_save_count SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_auto_save_count_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN total_time_spent_seconds SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_total_time_spent_seconds_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN validation_status SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_validation_status_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN emotional_drivers SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_emotional_drivers_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN context_analysis SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_context_analysis_not_null;
ALTER TABLE public.prompt_logs ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_updated_at_not_null;

ALTER TABLE public.comparisons ALTER COLUMN deliverable_metadata SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_deliverable_metadata_not_null;
ALTER TABLE public.comparisons ALTER COLUMN emotional_resonance SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_emotional_resonance_not_null;
ALTER TABLE public.comparisons ALTER COLUMN preference_indicators SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_preference_indicators_not_null;
ALTER TABLE public.comparisons ALTER COLUMN model_versions SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_model_versions_not_null;
ALTER TABLE public.comparisons ALTER COLUMN file_exports SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_file_exports_not_null;
ALTER TABLE public.comparisons ALTER COLUMN revision_count SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_revision_count_not_null;
ALTER TABLE public.comparisons ALTER COLUMN status SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_status_not_null;
ALTER TABLE public.comparisons ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_updated_at_not_null;

ALTER TABLE public.error_logs ALTER COLUMN details SET NOT NULL;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_details_not_null;
ALTER TABLE public.error_logs ALTER COLUMN resolved SET NOT NULL;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_resolved_not_null;
ALTER TABLE public.error_logs ALTER COLUMN severity SET NOT NULL;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_severity_not_null;

ALTER TABLE public.feedback_logs ALTER COLUMN share_consent SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_share_consent_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN feature_requests SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_feature_requests_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN bugs_reported SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_bugs_reported_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN follow_up_requested SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_follow_up_requested_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN anonymized SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_anonymized_not_null;
ALTER TABLE public.feedback_logs ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_updated_at_not_null;

ALTER TABLE public.payment_logs ALTER COLUMN currency SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_currency_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN pricing_tier SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_pricing_tier_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN status SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_status_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN stripe_webhook_processed SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_stripe_webhook_processed_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN make_webhook_triggered SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_make_webhook_triggered_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN metadata SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_metadata_not_null;
ALTER TABLE public.payment_logs ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_updated_at_not_null;

ALTER TABLE public.pricing ALTER COLUMN tier SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_tier_not_null;
ALTER TABLE public.pricing ALTER COLUMN currency SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_currency_not_null;
ALTER TABLE public.pricing ALTER COLUMN emotional_benefits SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_emotional_benefits_not_null;
ALTER TABLE public.pricing ALTER COLUMN active SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_active_not_null;
ALTER TABLE public.pricing ALTER COLUMN valid_from SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_valid_from_not_null;
ALTER TABLE public.pricing ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_updated_at_not_null;

ALTER TABLE public.session_logs ALTER COLUMN interaction_details SET NOT NULL;
ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_interaction_details_not_null;

ALTER TABLE public.share_logs ALTER COLUMN clicks_generated SET NOT NULL;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_clicks_generated_not_null;
ALTER TABLE public.share_logs ALTER COLUMN conversions_generated SET NOT NULL;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_conversions_generated_not_null;
ALTER TABLE public.share_logs ALTER COLUMN metadata SET NOT NULL;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_metadata_not_null;

ALTER TABLE public.spark_cache ALTER COLUMN usage_count SET NOT NULL;
ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_usage_count_not_null;
ALTER TABLE public.spark_cache ALTER COLUMN last_used_at SET NOT NULL;
ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_last_used_at_not_null;

ALTER TABLE public.support_requests ALTER COLUMN category SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_category_not_null;
ALTER TABLE public.support_requests ALTER COLUMN priority SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_priority_not_null;
ALTER TABLE public.support_requests ALTER COLUMN status SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_status_not_null;
ALTER TABLE public.support_requests ALTER COLUMN internal_notes SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_internal_notes_not_null;
ALTER TABLE public.support_requests ALTER COLUMN attachments SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_attachments_not_null;
ALTER TABLE public.support_requests ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_updated_at_not_null;

ALTER TABLE public.trust_indicators ALTER COLUMN type SET NOT NULL;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_type_not_null;
ALTER TABLE public.trust_indicators ALTER COLUMN display_priority SET NOT NULL;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_display_priority_not_null;
ALTER TABLE public.trust_indicators ALTER COLUMN active SET NOT NULL;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_active_not_null;
ALTER TABLE public.trust_indicators ALTER COLUMN updated_at SET NOT NULL;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_updated_at_not_null;

ALTER TABLE public.usage_logs ALTER COLUMN success SET NOT NULL;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_success_not_null;
ALTER TABLE public.usage_logs ALTER COLUMN performance_metrics SET NOT NULL;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_performance_metrics_not_null;
ALTER TABLE public.usage_logs ALTER COLUMN user_context SET NOT NULL;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_user_context_not_null;
