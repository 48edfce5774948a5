-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 14 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '214ms';

DO $$ BEGIN
    CREATE ROLE analytics NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

COMMENT ON ROLE analytics IS 'Reads what happened and never who it was.';

DO $$ BEGIN
    CREATE ROLE support NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

COMMENT ON ROLE support IS 'Reads sessions and errors and works on support requests.';

CREATE FUNCTION public.set_updated_at()
    RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = ''
AS $$
begin
  new.updated_at := now();
  return new;
end
$$;

COMMENT ON ROUTINE public.set_updated_at() IS 'Trigger that sets updated_at to the time of the transaction.';
COMMENT ON TABLE public.initial_prompt_logs IS 'The first, short input of a visitor: the business, its challenge, the tone and outcome wanted.';
COMMENT ON COLUMN public.initial_prompt_logs.payload IS 'The whole form as it was sent.';
COMMENT ON COLUMN public.initial_prompt_logs.other_type IS 'The business in words, where business_type is `other`.';
COMMENT ON COLUMN public.initial_prompt_logs.custom_tone IS 'The tone in words, where preferred_tone is `custom`.';
COMMENT ON COLUMN public.initial_prompt_logs.emotional_resonance IS 'Emotional resonance as measured by Hume AI.';
COMMENT ON COLUMN public.initial_prompt_logs.context_data IS 'Location, experience, budget range.';

CREATE POLICY initial_prompt_logs_analytics_read ON public.initial_prompt_logs FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.initial_prompt_logs
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, business_type, preferred_tone, desired_outcome, trust_score, emotional_resonance, created_at, updated_at) ON TABLE public.initial_prompt_logs TO analytics;

COMMENT ON TABLE public.spark_logs IS 'The sparks (product concepts) generated from an initial prompt, and the one chosen.';
COMMENT ON COLUMN public.spark_logs.generated_sparks IS 'Array of three spark objects.';
COMMENT ON COLUMN public.spark_logs.selected_spark IS 'The spark chosen; NULL until then.';
COMMENT ON COLUMN public.spark_logs.generation_metadata IS 'Model version and the like.';
COMMENT ON COLUMN public.spark_logs.attempt_count IS 'How often sparks were generated for this prompt.';
COMMENT ON COLUMN public.spark_logs.selection_time_ms IS 'Time the visitor took to choose.';
COMMENT ON COLUMN public.spark_logs.emotional_resonance IS 'Emotional resonance as measured by Hume AI.';
COMMENT ON COLUMN public.spark_logs.expires_at IS 'Not to be chosen after this.';

CREATE POLICY spark_logs_analytics_read ON public.spark_logs FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.spark_logs
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, initial_prompt_id, product_track, generation_metadata, attempt_count, selection_time_ms, trust_score, emotional_resonance, status, expires_at, created_at, updated_at) ON TABLE public.spark_logs TO analytics;

COMMENT ON TABLE public.prompt_logs IS 'The detailed input (12 fields) from which the deliverable is generated.';

CREATE POLICY prompt_logs_analytics_read ON public.prompt_logs FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.prompt_logs
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, spark_log_id, completion_percentage, auto_save_count, total_time_spent_seconds, validation_status, created_at, updated_at) ON TABLE public.prompt_logs TO analytics;

COMMENT ON TABLE public.comparisons IS 'The platform''s output beside a generic model''s for the same input, and which one was preferred.';
COMMENT ON COLUMN public.comparisons.deliverable_metadata IS 'Word count, readability and the like.';
COMMENT ON COLUMN public.comparisons.trust_delta IS 'How far our output is ahead of the generic one in trust; the aim is 4.2.';
COMMENT ON COLUMN public.comparisons.emotional_resonance IS 'Emotional resonance as measured by Hume AI.';
COMMENT ON COLUMN public.comparisons.file_exports IS 'URLs of the exported PDF and DOCX.';

CREATE POLICY comparisons_analytics_read ON public.comparisons FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.comparisons
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, prompt_log_id, deliverable_metadata, trust_delta, emotional_resonance, generation_time_ms, model_versions, user_preference, preference_recorded_at, revision_count, status, created_at, updated_at) ON TABLE public.comparisons TO analytics;

COMMENT ON TABLE public.error_logs IS 'Errors that visitors or the servers ran into, and how they were resolved.';
COMMENT ON COLUMN public.error_logs.request_id IS 'The same in the logs of all services.';

CREATE POLICY error_logs_support_read ON public.error_logs FOR SELECT TO support
    USING (true);
CREATE POLICY error_logs_analytics_read ON public.error_logs FOR SELECT TO analytics
    USING (true);

GRANT SELECT (id, error_type, endpoint, resolved, severity, created_at, resolved_at) ON TABLE public.error_logs TO analytics;
GRANT SELECT ON TABLE public.error_logs TO support;

COMMENT ON TABLE public.feedback_logs IS 'What customers say about a deliverable: ratings, comments, wishes.';
COMMENT ON COLUMN public.feedback_logs.referral_willingness IS 'Would recommend us, 1 to 10 (the scale of the Net Promoter Score).';
COMMENT ON COLUMN public.feedback_logs.anonymized IS 'Set by the job that blanks the texts.';

CREATE POLICY feedback_logs_analytics_read ON public.feedback_logs FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.feedback_logs
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, comparison_id, overall_rating, quality_rating, usefulness_rating, emotional_connection_rating, share_consent, referral_willingness, user_sentiment, follow_up_requested, anonymized, created_at, updated_at) ON TABLE public.feedback_logs TO analytics;

COMMENT ON TABLE public.payment_logs IS 'Payments through Stripe for a chosen spark, with their state and refunds.';
COMMENT ON COLUMN public.payment_logs.stripe_session_id IS 'Stripe''s checkout session; unique, so that a webhook sent twice is recognised.';
COMMENT ON COLUMN public.payment_logs.make_webhook_triggered IS 'Whether the webhook of Make was triggered.';

CREATE POLICY payment_logs_analytics_read ON public.payment_logs FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.payment_logs
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT (id, spark_log_id, amount, currency, product_track, pricing_tier, status, refund_amount, promotional_code, created_at, updated_at) ON TABLE public.payment_logs TO analytics;

COMMENT ON TABLE public.pricing IS 'What each product costs, by tier and period of validity.';
COMMENT ON COLUMN public.pricing.word_count_range IS 'As shown to customers: `700-800 words`.';
COMMENT ON COLUMN public.pricing.valid_until IS 'NULL: until further notice.';

DROP POLICY pricing_public_read ON public.pricing;

CREATE POLICY pricing_public_read ON public.pricing FOR SELECT TO anon, authenticated
    USING (active = true and valid_from <= now() and (valid_until is null or valid_until > now()));
CREATE POLICY pricing_analytics_read ON public.pricing FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.pricing
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT ON TABLE public.pricing TO analytics;

COMMENT ON TABLE public.session_logs IS 'One row per interaction of a visitor, signed in or not.';
COMMENT ON COLUMN public.session_logs.session_id IS 'Ties the rows of one visit together.';
COMMENT ON COLUMN public.session_logs.page_context IS 'The page or stage the visitor was at.';

CREATE POLICY session_logs_support_read ON public.session_logs FOR SELECT TO support
    USING (true);
CREATE POLICY session_logs_analytics_read ON public.session_logs FOR SELECT TO analytics
    USING (true);

GRANT SELECT (id, interaction_type, page_context, utm_source, utm_medium, utm_campaign, created_at) ON TABLE public.session_logs TO analytics;
GRANT SELECT ON TABLE public.session_logs TO support;

COMMENT ON TABLE public.share_logs IS 'What customers shared where, and what came of it.';
COMMENT ON COLUMN public.share_logs.referral_code IS 'The sharer''s own code; new customers bring it along.';

CREATE POLICY share_logs_analytics_read ON public.share_logs FOR SELECT TO analytics
    USING (true);

GRANT SELECT (id, content_type, platform, clicks_generated, conversions_generated, created_at) ON TABLE public.share_logs TO analytics;

COMMENT ON TABLE public.spark_cache IS 'Sparks generated before, by the parameters they depend on; rows go when they expire.';
COMMENT ON COLUMN public.spark_cache.cache_key IS 'Hash of the parameters: business_type, tone, outcome.';

DROP POLICY spark_cache_read ON public.spark_cache;

CREATE POLICY spark_cache_read ON public.spark_cache FOR SELECT TO anon, authenticated
    USING (expires_at > now());
CREATE POLICY spark_cache_analytics_read ON public.spark_cache FOR SELECT TO analytics
    USING (true);

GRANT SELECT ON TABLE public.spark_cache TO analytics;

COMMENT ON TABLE public.support_requests IS 'Tickets of customers and how support dealt with them.';
COMMENT ON COLUMN public.support_requests.ticket_id IS 'The number that customers are told.';
COMMENT ON COLUMN public.support_requests.assigned_to IS 'The support agent''s ID.';
COMMENT ON COLUMN public.support_requests.user_email IS 'Where to answer those who have no account.';
COMMENT ON COLUMN public.support_requests.internal_notes IS 'The agents'' notes; not meant for the customer.';

CREATE POLICY support_requests_support_read ON public.support_requests FOR SELECT TO support
    USING (true);
CREATE POLICY support_requests_support_update ON public.support_requests FOR UPDATE TO support
    USING (true)
    WITH CHECK (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.support_requests
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT, UPDATE (category, priority, status, assigned_to, resolution, internal_notes, resolved_at) ON TABLE public.support_requests TO support;

COMMENT ON TABLE public.trust_indicators IS 'Testimonials and figures that the site shows to build trust.';
COMMENT ON COLUMN public.trust_indicators.author IS 'Name of the person quoted, as published.';
COMMENT ON COLUMN public.trust_indicators.trust_score_context IS 'Trust score (0 to 100) of the surroundings it is meant for.';
COMMENT ON COLUMN public.trust_indicators.location IS 'Where the person quoted lives, as published.';
COMMENT ON COLUMN public.trust_indicators.display_priority IS 'Higher comes first.';

DROP POLICY trust_indicators_public_read ON public.trust_indicators;

CREATE POLICY trust_indicators_public_read ON public.trust_indicators FOR SELECT TO anon, authenticated
    USING (active = true);
CREATE POLICY trust_indicators_analytics_read ON public.trust_indicators FOR SELECT TO analytics
    USING (true);

CREATE TRIGGER set_updated_at
    BEFORE UPDATE ON public.trust_indicators
    FOR EACH ROW EXECUTE FUNCTION public.set_updated_at();

GRANT SELECT ON TABLE public.trust_indicators TO analytics;

COMMENT ON TABLE public.usage_logs IS 'One row per use of a feature, with its duration and outcome.';
COMMENT ON COLUMN public.usage_logs.performance_metrics IS 'Response times and the like.';

CREATE POLICY usage_logs_analytics_read ON public.usage_logs FOR SELECT TO analytics
    USING (true);

GRANT SELECT (id, feature_used, usage_duration_seconds, success, performance_metrics, created_at) ON TABLE public.usage_logs TO analytics;
