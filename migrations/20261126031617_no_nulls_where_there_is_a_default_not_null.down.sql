-- Undo

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_user_context_not_null CHECK (user_context IS NOT NULL);
ALTER TABLE public.usage_logs ALTER COLUMN user_context DROP NOT NULL;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_performance_metrics_not_null CHECK (performance_metrics IS NOT NULL);
ALTER TABLE public.usage_logs ALTER COLUMN performance_metrics DROP NOT NULL;
ALTER TABLE public.usage_logs
    ADD CONSTRAINT usage_logs_success_not_null CHECK (success IS NOT NULL);
ALTER TABLE public.usage_logs ALTER COLUMN success DROP NOT NULL;

ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.trust_indicators ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_active_not_null CHECK (active IS NOT NULL);
ALTER TABLE public.trust_indicators ALTER COLUMN active DROP NOT NULL;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_display_priority_not_null CHECK (display_priority IS NOT NULL);
ALTER TABLE public.trust_indicators ALTER COLUMN display_priority DROP NOT NULL;
ALTER TABLE public.trust_indicators
    ADD CONSTRAINT trust_indicators_type_not_null CHECK (type IS NOT NULL);
ALTER TABLE public.trust_indicators ALTER COLUMN type DROP NOT NULL;

ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_attachments_not_null CHECK (attachments IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN attachments DROP NOT NULL;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_internal_notes_not_null CHECK (internal_notes IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN internal_notes DROP NOT NULL;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_status_not_null CHECK (status IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN status DROP NOT NULL;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_priority_not_null CHECK (priority IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN priority DROP NOT NULL;
ALTER TABLE public.support_requests
    ADD CONSTRAINT support_requests_category_not_null CHECK (category IS NOT NULL);
ALTER TABLE public.support_requests ALTER COLUMN category DROP NOT NULL;

ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_last_used_at_not_null CHECK (last_used_at IS NOT NULL);
ALTER TABLE public.spark_cache ALTER COLUMN last_used_at DROP NOT NULL;
ALTER TABLE public.spark_cache
    ADD CONSTRAINT spark_cache_usage_count_not_null CHECK (usage_count IS NOT NULL);
ALTER TABLE public.spark_cache ALTER COLUMN usage_count DROP NOT NULL;

ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_metadata_not_null CHECK (metadata IS NOT NULL);
ALTER TABLE public.share_logs ALTER COLUMN metadata DROP NOT NULL;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_conversions_generated_not_null CHECK (conversions_generated IS NOT NULL);
ALTER TABLE public.share_logs ALTER COLUMN conversions_generated DROP NOT NULL;
ALTER TABLE public.share_logs
    ADD CONSTRAINT share_logs_clicks_generated_not_null CHECK (clicks_generated IS NOT NULL);
ALTER TABLE public.share_logs ALTER COLUMN clicks_generated DROP NOT NULL;

ALTER TABLE public.session_logs
    ADD CONSTRAINT session_logs_interaction_details_not_null CHECK (interaction_details IS NOT NULL);
ALTER TABLE public.session_logs ALTER COLUMN interaction_details DROP NOT NULL;

ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_valid_from_not_null CHECK (valid_from IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN valid_from DROP NOT NULL;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_active_not_null CHECK (active IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN active DROP NOT NULL;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_emotional_benefits_not_null CHECK (emotional_benefits IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN emotional_benefits DROP NOT NULL;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_currency_not_null CHECK (currency IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN currency DROP NOT NULL;
ALTER TABLE public.pricing
    ADD CONSTRAINT pricing_tier_not_null CHECK (tier IS NOT NULL);
ALTER TABLE public.pricing ALTER COLUMN tier DROP NOT NULL;

ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_metadata_not_null CHECK (metadata IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN metadata DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_make_webhook_triggered_not_null CHECK (make_webhook_triggered IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN make_webhook_triggered DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_stripe_webhook_processed_not_null CHECK (stripe_webhook_processed IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN stripe_webhook_processed DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_status_not_null CHECK (status IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN status DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_pricing_tier_not_null CHECK (pricing_tier IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN pricing_tier DROP NOT NULL;
ALTER TABLE public.payment_logs
    ADD CONSTRAINT payment_logs_currency_not_null CHECK (currency IS NOT NULL);
ALTER TABLE public.payment_logs ALTER COLUMN currency DROP NOT NULL;

ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_anonymized_not_null CHECK (anonymized IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN anonymized DROP NOT NULL;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_follow_up_requested_not_null CHECK (follow_up_requested IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN follow_up_requested DROP NOT NULL;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_bugs_reported_not_null CHECK (bugs_reported IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN bugs_reported DROP NOT NULL;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_feature_requests_not_null CHECK (feature_requests IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN feature_requests DROP NOT NULL;
ALTER TABLE public.feedback_logs
    ADD CONSTRAINT feedback_logs_share_consent_not_null CHECK (share_consent IS NOT NULL);
ALTER TABLE public.feedback_logs ALTER COLUMN share_consent DROP NOT NULL;

ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_severity_not_null CHECK (severity IS NOT NULL);
ALTER TABLE public.error_logs ALTER COLUMN severity DROP NOT NULL;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_resolved_not_null CHECK (resolved IS NOT NULL);
ALTER TABLE public.error_logs ALTER COLUMN resolved DROP NOT NULL;
ALTER TABLE public.error_logs
    ADD CONSTRAINT error_logs_details_not_null CHECK (details IS NOT NULL);
ALTER TABLE public.error_logs ALTER COLUMN details DROP NOT NULL;

ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_status_not_null CHECK (status IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN status DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_revision_count_not_null CHECK (revision_count IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN revision_count DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_file_exports_not_null CHECK (file_exports IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN file_exports DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_model_versions_not_null CHECK (model_versions IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN model_versions DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_preference_indicators_not_null CHECK (preference_indicators IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN preference_indicators DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN emotional_resonance DROP NOT NULL;
ALTER TABLE public.comparisons
    ADD CONSTRAINT comparisons_deliverable_metadata_not_null CHECK (deliverable_metadata IS NOT NULL);
ALTER TABLE public.comparisons ALTER COLUMN deliverable_metadata DROP NOT NULL;

ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_context_analysis_not_null CHECK (context_analysis IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN context_analysis DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_emotional_drivers_not_null CHECK (emotional_drivers IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN emotional_drivers DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_validation_status_not_null CHECK (validation_status IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN validation_status DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_total_time_spent_seconds_not_null CHECK (total_time_spent_seconds IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN total_time_spent_seconds DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_auto_save_count_not_null CHECK (auto_save_count IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN auto_save_count DROP NOT NULL;
ALTER TABLE public.prompt_logs
    ADD CONSTRAINT prompt_logs_completion_percentage_not_null CHECK (completion_percentage IS NOT NULL);
ALTER TABLE public.prompt_logs ALTER COLUMN completion_percentage DROP NOT NULL;

ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_status_not_null CHECK (status IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN status DROP NOT NULL;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN emotional_resonance DROP NOT NULL;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_attempt_count_not_null CHECK (attempt_count IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN attempt_count DROP NOT NULL;
ALTER TABLE public.spark_logs
    ADD CONSTRAINT spark_logs_generation_metadata_not_null CHECK (generation_metadata IS NOT NULL);
ALTER TABLE public.spark_logs ALTER COLUMN generation_metadata DROP NOT NULL;

ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_updated_at_not_null CHECK (updated_at IS NOT NULL);
ALTER TABLE public.initial_prompt_logs ALTER COLUMN updated_at DROP NOT NULL;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_context_data_not_null CHECK (context_data IS NOT NULL);
ALTER TABLE public.initial_prompt_logs ALTER COLUMN context_data DROP NOT NULL;
ALTER TABLE public.initial_prompt_logs
    ADD CONSTRAINT initial_prompt_logs_emotional_resonance_not_null CHECK (emotional_resonance IS NOT NULL);
ALTER TABLE public.initial_prompt_logs ALTER COLUMN emotional_resonance DROP NOT NULL;
