-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

UPDATE public.initial_prompt_logs SET emotional_resonance = '{}' WHERE emotional_resonance IS NULL;
ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_emotional_resonance_not_null;
UPDATE public.initial_prompt_logs SET context_data = '{}' WHERE context_data IS NULL;
ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_context_data_not_null;
UPDATE public.initial_prompt_logs SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.initial_prompt_logs VALIDATE CONSTRAINT initial_prompt_logs_updated_at_not_null;

UPDATE public.spark_logs SET generation_metadata = '{}' WHERE generation_metadata IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_generation_metadata_not_null;
UPDATE public.spark_logs SET attempt_count = 1 WHERE attempt_count IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_attempt_count_not_null;
UPDATE public.spark_logs SET emotional_resonance = '{}' WHERE emotional_resonance IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_emotional_resonance_not_null;
UPDATE public.spark_logs SET status = 'generated' WHERE status IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_status_not_null;
UPDATE public.spark_logs SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.spark_logs VALIDATE CONSTRAINT spark_logs_updated_at_not_null;

UPDATE public.prompt_logs SET completion_percentage = 0 WHERE completion_percentage IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_completion_percentage_not_null;
UPDATE public.prompt_logs SET auto_save_count = 0 WHERE auto_save_count IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_auto_save_count_not_null;
UPDATE public.prompt_logs SET total_time_spent_seconds = 0 WHERE total_time_spent_seconds IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_total_time_spent_seconds_not_null;
UPDATE public.prompt_logs SET validation_status = 'draft' WHERE validation_status IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_validation_status_not_null;
UPDATE public.prompt_logs SET emotional_drivers = '[]' WHERE emotional_drivers IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_emotional_drivers_not_null;
UPDATE public.prompt_logs SET context_analysis = '{}' WHERE context_analysis IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_context_analysis_not_null;
UPDATE public.prompt_logs SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.prompt_logs VALIDATE CONSTRAINT prompt_logs_updated_at_not_null;

UPDATE public.comparisons SET deliverable_metadata = '{}' WHERE deliverable_metadata IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_deliverable_metadata_not_null;
UPDATE public.comparisons SET emotional_resonance = '{}' WHERE emotional_resonance IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_emotional_resonance_not_null;
UPDATE public.comparisons SET preference_indicators = '{}' WHERE preference_indicators IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_preference_indicators_not_null;
UPDATE public.comparisons SET model_versions = '{}' WHERE model_versions IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_model_versions_not_null;
UPDATE public.comparisons SET file_exports = '{}' WHERE file_exports IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_file_exports_not_null;
UPDATE public.comparisons SET revision_count = 0 WHERE revision_count IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_revision_count_not_null;
UPDATE public.comparisons SET status = 'generated' WHERE status IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_status_not_null;
UPDATE public.comparisons SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.comparisons VALIDATE CONSTRAINT comparisons_updated_at_not_null;

UPDATE public.error_logs SET details = '{}' WHERE details IS NULL;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_details_not_null;
UPDATE public.error_logs SET resolved = false WHERE resolved IS NULL;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_resolved_not_null;
UPDATE public.error_logs SET severity = 'medium' WHERE severity IS NULL;
ALTER TABLE public.error_logs VALIDATE CONSTRAINT error_logs_severity_not_null;

UPDATE public.feedback_logs SET share_consent = false WHERE share_consent IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_share_consent_not_null;
UPDATE public.feedback_logs SET feature_requests = '[]' WHERE feature_requests IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_feature_requests_not_null;
UPDATE public.feedback_logs SET bugs_reported = '[]' WHERE bugs_reported IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_bugs_reported_not_null;
UPDATE public.feedback_logs SET follow_up_requested = false WHERE follow_up_requested IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_follow_up_requested_not_null;
UPDATE public.feedback_logs SET anonymized = false WHERE anonymized IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_anonymized_not_null;
UPDATE public.feedback_logs SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.feedback_logs VALIDATE CONSTRAINT feedback_logs_updated_at_not_null;

UPDATE public.payment_logs SET currency = 'USD' WHERE currency IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_currency_not_null;
UPDATE public.payment_logs SET pricing_tier = 'standard' WHERE pricing_tier IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_pricing_tier_not_null;
UPDATE public.payment_logs SET status = 'pending' WHERE status IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_status_not_null;
UPDATE public.payment_logs SET stripe_webhook_processed = false WHERE stripe_webhook_processed IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_stripe_webhook_processed_not_null;
UPDATE public.payment_logs SET make_webhook_triggered = false WHERE make_webhook_triggered IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_make_webhook_triggered_not_null;
UPDATE public.payment_logs SET metadata = '{}' WHERE metadata IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_metadata_not_null;
UPDATE public.payment_logs SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.payment_logs VALIDATE CONSTRAINT payment_logs_updated_at_not_null;

UPDATE public.pricing SET tier = 'standard' WHERE tier IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_tier_not_null;
UPDATE public.pricing SET currency = 'USD' WHERE currency IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_currency_not_null;
UPDATE public.pricing SET emotional_benefits = '[]' WHERE emotional_benefits IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_emotional_benefits_not_null;
UPDATE public.pricing SET active = false WHERE active IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_active_not_null;
UPDATE public.pricing SET valid_from = 'infinity' WHERE valid_from IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_valid_from_not_null;
UPDATE public.pricing SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.pricing VALIDATE CONSTRAINT pricing_updated_at_not_null;

UPDATE public.session_logs SET interaction_details = '{}' WHERE interaction_details IS NULL;
ALTER TABLE public.session_logs VALIDATE CONSTRAINT session_logs_interaction_details_not_null;

UPDATE public.share_logs SET clicks_generated = 0 WHERE clicks_generated IS NULL;
ALTER TABLE public.share_logs VALIDATE CONSTRAINT share_logs_clicks_generated_not_null;
UPDATE public.share_logs SET conversions_generated = 0 WHERE conversions_generated IS NULL;
ALTER TABLE public.share_logs VALIDATE CONSTRAINT share_logs_conversions_generated_not_null;
UPDATE public.share_logs SET metadata = '{}' WHERE metadata IS NULL;
ALTER TABLE public.share_logs VALIDATE CONSTRAINT share_logs_metadata_not_null;

UPDATE public.spark_cache SET usage_count = 0 WHERE usage_count IS NULL;
ALTER TABLE public.spark_cache VALIDATE CONSTRAINT spark_cache_usage_count_not_null;
UPDATE public.spark_cache SET last_used_at = now() WHERE last_used_at IS NULL;
ALTER TABLE public.spark_cache VALIDATE CONSTRAINT spark_cache_last_used_at_not_null;

UPDATE public.support_requests SET category = 'general' WHERE category IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_category_not_null;
UPDATE public.support_requests SET priority = 'medium' WHERE priority IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_priority_not_null;
UPDATE public.support_requests SET status = 'open' WHERE status IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_status_not_null;
UPDATE public.support_requests SET internal_notes = '[]' WHERE internal_notes IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_internal_notes_not_null;
UPDATE public.support_requests SET attachments = '[]' WHERE attachments IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_attachments_not_null;
UPDATE public.support_requests SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.support_requests VALIDATE CONSTRAINT support_requests_updated_at_not_null;

UPDATE public.trust_indicators SET type = 'trust_indicator' WHERE type IS NULL;
ALTER TABLE public.trust_indicators VALIDATE CONSTRAINT trust_indicators_type_not_null;
UPDATE public.trust_indicators SET display_priority = 50 WHERE display_priority IS NULL;
ALTER TABLE public.trust_indicators VALIDATE CONSTRAINT trust_indicators_display_priority_not_null;
UPDATE public.trust_indicators SET active = false WHERE active IS NULL;
ALTER TABLE public.trust_indicators VALIDATE CONSTRAINT trust_indicators_active_not_null;
UPDATE public.trust_indicators SET updated_at = now() WHERE updated_at IS NULL;
ALTER TABLE public.trust_indicators VALIDATE CONSTRAINT trust_indicators_updated_at_not_null;

UPDATE public.usage_logs SET success = true WHERE success IS NULL;
ALTER TABLE public.usage_logs VALIDATE CONSTRAINT usage_logs_success_not_null;
UPDATE public.usage_logs SET performance_metrics = '{}' WHERE performance_metrics IS NULL;
ALTER TABLE public.usage_logs VALIDATE CONSTRAINT usage_logs_performance_metrics_not_null;
UPDATE public.usage_logs SET user_context = '{}' WHERE user_context IS NULL;
ALTER TABLE public.usage_logs VALIDATE CONSTRAINT usage_logs_user_context_not_null;
