-- Undo

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_user_context_not_null;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_user_context_not_null CHECK (user_context IS NOT NULL) NOT VALID;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_performance_metrics_not_null;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_performance_metrics_not_null CHECK (performance_metrics IS NOT NULL) NOT VALID;
ALTER TABLE public.usage_logs DROP CONSTRAINT usage_logs_success_not_null;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_success_not_null CHECK (success IS NOT NULL) NOT VALID;

ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_updated_at_not_null;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_active_not_null;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_active_not_null CHECK (active IS NOT NULL) NOT VALID;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_display_priority_not_null;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_display_priority_not_null CHECK (display_priority IS NOT NULL) NOT VALID;
ALTER TABLE public.trust_indicators DROP CONSTRAINT trust_indicators_type_not_null;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_type_not_null CHECK (type IS NOT NULL) NOT VALID;

ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_updated_at_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_attachments_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_attachments_not_null CHECK (attachments IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_internal_notes_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_internal_notes_not_null CHECK (internal_notes IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_status_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_status_not_null CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_priority_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_priority_not_null CHECK (priority IS NOT NULL) NOT VALID;
ALTER TABLE public.support_requests DROP CONSTRAINT support_requests_category_not_null;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_category_not_null CHECK (category IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_last_used_at_not_null;
ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_last_used_at_not_null CHECK (last_used_at IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_cache DROP CONSTRAINT spark_cache_usage_count_not_null;
ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_usage_count_not_null CHECK (usage_count IS NOT NULL) NOT VALID;

ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_metadata_not_null;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_metadata_not_null CHECK (metadata IS NOT NULL) NOT VALID;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_conversions_generated_not_null;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_conversions_generated_not_null CHECK (conversions_generated IS NOT NULL) NOT VALID;
ALTER TABLE public.share_logs DROP CONSTRAINT share_logs_clicks_generated_not_null;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_clicks_generated_not_null CHECK (clicks_generated IS NOT NULL) NOT VALID;

ALTER TABLE public.session_logs DROP CONSTRAINT session_logs_interaction_details_not_null;
ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_interaction_details_not_null CHECK (interaction_details IS NOT NULL) NOT VALID;

ALTER TABLE public.pricing DROP CONSTRAINT pricing_updated_at_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_valid_from_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_valid_from_not_null CHECK (valid_from IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_active_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_active_not_null CHECK (active IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_emotional_benefits_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_emotional_benefits_not_null CHECK (emotional_benefits IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_currency_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_currency_not_null CHECK (currency IS NOT NULL) NOT VALID;
ALTER TABLE public.pricing DROP CONSTRAINT pricing_tier_not_null;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_tier_not_null CHECK (tier IS NOT NULL) NOT VALID;

ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_updated_at_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_metadata_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_metadata_not_null CHECK (metadata IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_make_webhook_triggered_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_make_webhook_triggered_not_null CHECK (make_webhook_triggered IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_stripe_webhook_processed_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_stripe_webhook_processed_not_null CHECK (stripe_webhook_processed IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_status_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_status_not_null CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_pricing_tier_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_pricing_tier_not_null CHECK (pricing_tier IS NOT NULL) NOT VALID;
ALTER TABLE public.payment_logs DROP CONSTRAINT payment_logs_currency_not_null;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_currency_not_null CHECK (currency IS NOT NULL) NOT VALID;

ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_updated_at_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_anonymized_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_anonymized_not_null CHECK (anonymized IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_follow_up_requested_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_follow_up_requested_not_null CHECK (follow_up_requested IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_bugs_reported_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_bugs_reported_not_null CHECK (bugs_reported IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_feature_requests_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_feature_requests_not_null CHECK (feature_requests IS NOT NULL) NOT VALID;
ALTER TABLE public.feedback_logs DROP CONSTRAINT feedback_logs_share_consent_not_null;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_share_consent_not_null CHECK (share_consent IS NOT NULL) NOT VALID;

ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_severity_not_null;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_severity_not_null CHECK (severity IS NOT NULL) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_resolved_not_null;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_resolved_not_null CHECK (resolved IS NOT NULL) NOT VALID;
ALTER TABLE public.error_logs DROP CONSTRAINT error_logs_details_not_null;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_details_not_null CHECK (details IS NOT NULL) NOT VALID;

ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_updated_at_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_status_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_status_not_null CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_revision_count_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_revision_count_not_null CHECK (revision_count IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_file_exports_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_file_exports_not_null CHECK (file_exports IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_model_versions_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_model_versions_not_null CHECK (model_versions IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_preference_indicators_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_preference_indicators_not_null CHECK (preference_indicators IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_emotional_resonance_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL) NOT VALID;
ALTER TABLE public.comparisons DROP CONSTRAINT comparisons_deliverable_metadata_not_null;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_deliverable_metadata_not_null CHECK (deliverable_metadata IS NOT NULL) NOT VALID;

ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_updated_at_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_context_analysis_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_context_analysis_not_null CHECK (context_analysis IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_emotional_drivers_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_emotional_drivers_not_null CHECK (emotional_drivers IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_validation_status_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_validation_status_not_null CHECK (validation_status IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_total_time_spent_seconds_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_total_time_spent_seconds_not_null CHECK (total_time_spent_seconds IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_auto_save_count_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_auto_save_count_not_null CHECK (auto_save_count IS NOT NULL) NOT VALID;
ALTER TABLE public.prompt_logs DROP CONSTRAINT prompt_logs_completion_percentage_not_null;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_completion_percentage_not_null CHECK (completion_percentage IS NOT NULL) NOT VALID;

ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_updated_at_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_status_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_status_not_null CHECK (status IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_emotional_resonance_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_attempt_count_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_attempt_count_not_null CHECK (attempt_count IS NOT NULL) NOT VALID;
ALTER TABLE public.spark_logs DROP CONSTRAINT spark_logs_generation_metadata_not_null;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_generation_metadata_not_null CHECK (generation_metadata IS NOT NULL) NOT VALID;

ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_updated_at_not_null;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_updated_at_not_null CHECK (updated_at IS NOT NULL) NOT VALID;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_context_data_not_null;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_context_data_not_null CHECK (context_data IS NOT NULL) NOT VALID;
ALTER TABLE public.initial_prompt_logs DROP CONSTRAINT initial_prompt_logs_emotional_resonance_not_null;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL) NOT VALID;
