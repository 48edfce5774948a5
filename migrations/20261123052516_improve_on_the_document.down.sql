-- Undo

REVOKE SELECT (id, feature_used, usage_duration_seconds, success, performance_metrics, created_at) ON TABLE public.usage_logs FROM analytics;

DROP POLICY usage_logs_analytics_read ON public.usage_logs;

COMMENT ON COLUMN public.usage_logs.performance_metrics IS NULL;

COMMENT ON TABLE public.usage_logs IS NULL;

REVOKE SELECT ON TABLE public.trust_indicators FROM analytics;

DROP TRIGGER set_updated_at ON public.trust_indicators;

DROP POLICY trust_indicators_analytics_read ON public.trust_indicators;

DROP POLICY trust_indicators_public_read ON public.trust_indicators;

CREATE POLICY trust_indicators_public_read ON public.trust_indicators FOR SELECT TO anon
    USING (active = true);

COMMENT ON COLUMN public.trust_indicators.display_priority IS NULL;

COMMENT ON COLUMN public.trust_indicators.location IS NULL;

COMMENT ON COLUMN public.trust_indicators.trust_score_context IS NULL;

COMMENT ON COLUMN public.trust_indicators.author IS NULL;

COMMENT ON TABLE public.trust_indicators IS NULL;

REVOKE SELECT, UPDATE (category, priority, status, assigned_to, resolution, internal_notes, resolved_at) ON TABLE public.support_requests FROM support;

DROP TRIGGER set_updated_at ON public.support_requests;

DROP POLICY support_requests_support_update ON public.support_requests;

DROP POLICY support_requests_support_read ON public.support_requests;

COMMENT ON COLUMN public.support_requests.internal_notes IS NULL;

COMMENT ON COLUMN public.support_requests.user_email IS NULL;

COMMENT ON COLUMN public.support_requests.assigned_to IS NULL;

COMMENT ON COLUMN public.support_requests.ticket_id IS NULL;

COMMENT ON TABLE public.support_requests IS NULL;

REVOKE SELECT ON TABLE public.spark_cache FROM analytics;

DROP POLICY spark_cache_analytics_read ON public.spark_cache;

DROP POLICY spark_cache_read ON public.spark_cache;

CREATE POLICY spark_cache_read ON public.spark_cache FOR SELECT TO authenticated
    USING (expires_at > now());

COMMENT ON COLUMN public.spark_cache.cache_key IS NULL;

COMMENT ON TABLE public.spark_cache IS NULL;

REVOKE SELECT (id, content_type, platform, clicks_generated, conversions_generated, created_at) ON TABLE public.share_logs FROM analytics;

DROP POLICY share_logs_analytics_read ON public.share_logs;

COMMENT ON COLUMN public.share_logs.referral_code IS NULL;

COMMENT ON TABLE public.share_logs IS NULL;

REVOKE SELECT ON TABLE public.session_logs FROM support;

REVOKE SELECT (id, interaction_type, page_context, utm_source, utm_medium, utm_campaign, created_at) ON TABLE public.session_logs FROM analytics;

DROP POLICY session_logs_analytics_read ON public.session_logs;

DROP POLICY session_logs_support_read ON public.session_logs;

COMMENT ON COLUMN public.session_logs.page_context IS NULL;

COMMENT ON COLUMN public.session_logs.session_id IS NULL;

COMMENT ON TABLE public.session_logs IS NULL;

REVOKE SELECT ON TABLE public.pricing FROM analytics;

DROP TRIGGER set_updated_at ON public.pricing;

DROP POLICY pricing_analytics_read ON public.pricing;

DROP POLICY pricing_public_read ON public.pricing;

CREATE POLICY pricing_public_read ON public.pricing FOR SELECT TO anon
    USING (active = true and valid_from <= now() and (valid_until is null or valid_until > now()));

COMMENT ON COLUMN public.pricing.valid_until IS NULL;

COMMENT ON COLUMN public.pricing.word_count_range IS NULL;

COMMENT ON TABLE public.pricing IS NULL;

REVOKE SELECT (id, spark_log_id, amount, currency, product_track, pricing_tier, status, refund_amount, promotional_code, created_at, updated_at) ON TABLE public.payment_logs FROM analytics;

DROP TRIGGER set_updated_at ON public.payment_logs;

DROP POLICY payment_logs_analytics_read ON public.payment_logs;

COMMENT ON COLUMN public.payment_logs.make_webhook_triggered IS NULL;

COMMENT ON COLUMN public.payment_logs.stripe_session_id IS NULL;

COMMENT ON TABLE public.payment_logs IS NULL;

REVOKE SELECT (id, comparison_id, overall_rating, quality_rating, usefulness_rating, emotional_connection_rating, share_consent, referral_willingness, user_sentiment, follow_up_requested, anonymized, created_at, updated_at) ON TABLE public.feedback_logs FROM analytics;

DROP TRIGGER set_updated_at ON public.feedback_logs;

DROP POLICY feedback_logs_analytics_read ON public.feedback_logs;

COMMENT ON COLUMN public.feedback_logs.anonymized IS NULL;

COMMENT ON COLUMN public.feedback_logs.referral_willingness IS NULL;

COMMENT ON TABLE public.feedback_logs IS NULL;

REVOKE SELECT ON TABLE public.error_logs FROM support;

REVOKE SELECT (id, error_type, endpoint, resolved, severity, created_at, resolved_at) ON TABLE public.error_logs FROM analytics;

DROP POLICY error_logs_analytics_read ON public.error_logs;

DROP POLICY error_logs_support_read ON public.error_logs;

COMMENT ON COLUMN public.error_logs.request_id IS NULL;

COMMENT ON TABLE public.error_logs IS NULL;

REVOKE SELECT (id, prompt_log_id, deliverable_metadata, trust_delta, emotional_resonance, generation_time_ms, model_versions, user_preference, preference_recorded_at, revision_count, status, created_at, updated_at) ON TABLE public.comparisons FROM analytics;

DROP TRIGGER set_updated_at ON public.comparisons;

DROP POLICY comparisons_analytics_read ON public.comparisons;

COMMENT ON COLUMN public.comparisons.file_exports IS NULL;

COMMENT ON COLUMN public.comparisons.emotional_resonance IS NULL;

COMMENT ON COLUMN public.comparisons.trust_delta IS NULL;

COMMENT ON COLUMN public.comparisons.deliverable_metadata IS NULL;

COMMENT ON TABLE public.comparisons IS NULL;

REVOKE SELECT (id, spark_log_id, completion_percentage, auto_save_count, total_time_spent_seconds, validation_status, created_at, updated_at) ON TABLE public.prompt_logs FROM analytics;

DROP TRIGGER set_updated_at ON public.prompt_logs;

DROP POLICY prompt_logs_analytics_read ON public.prompt_logs;

COMMENT ON TABLE public.prompt_logs IS NULL;

REVOKE SELECT (id, initial_prompt_id, product_track, generation_metadata, attempt_count, selection_time_ms, trust_score, emotional_resonance, status, expires_at, created_at, updated_at) ON TABLE public.spark_logs FROM analytics;

DROP TRIGGER set_updated_at ON public.spark_logs;

DROP POLICY spark_logs_analytics_read ON public.spark_logs;

COMMENT ON COLUMN public.spark_logs.expires_at IS NULL;

COMMENT ON COLUMN public.spark_logs.emotional_resonance IS NULL;

COMMENT ON COLUMN public.spark_logs.selection_time_ms IS NULL;

COMMENT ON COLUMN public.spark_logs.attempt_count IS NULL;

COMMENT ON COLUMN public.spark_logs.generation_metadata IS NULL;

COMMENT ON COLUMN public.spark_logs.selected_spark IS NULL;

COMMENT ON COLUMN public.spark_logs.generated_sparks IS NULL;

COMMENT ON TABLE public.spark_logs IS NULL;

REVOKE SELECT (id, business_type, preferred_tone, desired_outcome, trust_score, emotional_resonance, created_at, updated_at) ON TABLE public.initial_prompt_logs FROM analytics;

DROP TRIGGER set_updated_at ON public.initial_prompt_logs;

DROP POLICY initial_prompt_logs_analytics_read ON public.initial_prompt_logs;

COMMENT ON COLUMN public.initial_prompt_logs.context_data IS NULL;

COMMENT ON COLUMN public.initial_prompt_logs.emotional_resonance IS NULL;

COMMENT ON COLUMN public.initial_prompt_logs.custom_tone IS NULL;

COMMENT ON COLUMN public.initial_prompt_logs.other_type IS NULL;

COMMENT ON COLUMN public.initial_prompt_logs.payload IS NULL;

COMMENT ON TABLE public.initial_prompt_logs IS NULL;

DROP ROUTINE public.set_updated_at();
