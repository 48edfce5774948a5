-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE TABLE public.initial_prompt_logs (
    id                  uuid         DEFAULT gen_random_uuid(),
    user_id             uuid,
    session_id          text         NOT NULL,
    payload             jsonb        NOT NULL,
    business_type       text         NOT NULL,
    other_type          text,
    primary_challenge   text         NOT NULL,
    preferred_tone      text         NOT NULL,
    custom_tone         text,
    desired_outcome     text         NOT NULL,
    trust_score         numeric(5,2),
    emotional_resonance jsonb        DEFAULT '{}',
    validation_feedback text,
    context_data        jsonb        DEFAULT '{}',
    created_at          timestamptz  DEFAULT now(),
    updated_at          timestamptz  DEFAULT now(),
    CONSTRAINT initial_prompt_logs_pkey PRIMARY KEY (id),
    CONSTRAINT initial_prompt_logs_business_type_check CHECK (business_type IN (
        'retail', 'service', 'tech', 'creative', 'healthcare', 'food_beverage',
        'consulting', 'other'
    )),
    CONSTRAINT initial_prompt_logs_other_type_check CHECK (other_type ~ '^[a-zA-Z0-9\s,.]{1,100}$'),
    CONSTRAINT initial_prompt_logs_primary_challenge_check CHECK (char_length(primary_challenge) BETWEEN 5 AND 500),
    CONSTRAINT initial_prompt_logs_preferred_tone_check CHECK (preferred_tone IN (
        'warm', 'bold', 'optimistic', 'professional', 'playful',
        'inspirational', 'custom'
    )),
    CONSTRAINT initial_prompt_logs_custom_tone_check CHECK (custom_tone ~ '^[a-zA-Z0-9\s]{1,50}$'),
    CONSTRAINT initial_prompt_logs_desired_outcome_check CHECK (desired_outcome IN (
        'secure_funding', 'grow_customers', 'improve_operations',
        'boost_online_presence', 'launch_product', 'scale_business'
    )),
    CONSTRAINT initial_prompt_logs_trust_score_check CHECK (trust_score BETWEEN 0 AND 100),
    CONSTRAINT initial_prompt_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_initial_prompt_logs_user_id ON public.initial_prompt_logs (user_id, created_at DESC);
CREATE INDEX idx_initial_prompt_logs_trust_score ON public.initial_prompt_logs (trust_score DESC, created_at DESC);
CREATE INDEX idx_initial_prompt_logs_business_type ON public.initial_prompt_logs (business_type, created_at DESC);
CREATE INDEX idx_initial_prompt_logs_session_id ON public.initial_prompt_logs (session_id);

ALTER TABLE public.initial_prompt_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY initial_prompt_logs_rls ON public.initial_prompt_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.spark_logs (
    id                  uuid         DEFAULT gen_random_uuid(),
    initial_prompt_id   uuid,
    user_id             uuid,
    generated_sparks    jsonb        DEFAULT '[]' NOT NULL,
    selected_spark      jsonb,
    product_track       text,
    generation_metadata jsonb        DEFAULT '{}',
    feedback            text,
    attempt_count       integer      DEFAULT 1,
    selection_time_ms   integer,
    trust_score         numeric(5,2),
    emotional_resonance jsonb        DEFAULT '{}',
    status              text         DEFAULT 'generated',
    expires_at          timestamptz  DEFAULT now() + interval '24 hours',
    created_at          timestamptz  DEFAULT now(),
    updated_at          timestamptz  DEFAULT now(),
    CONSTRAINT spark_logs_pkey PRIMARY KEY (id),
    CONSTRAINT spark_logs_product_track_check CHECK (product_track IN ('business_builder', 'social_email', 'site_audit')),
    CONSTRAINT spark_logs_attempt_count_check CHECK (attempt_count BETWEEN 1 AND 4),
    CONSTRAINT spark_logs_trust_score_check CHECK (trust_score BETWEEN 0 AND 100),
    CONSTRAINT spark_logs_status_check CHECK (status IN ('generated', 'selected', 'expired')),
    CONSTRAINT spark_logs_initial_prompt_id_fkey FOREIGN KEY (initial_prompt_id) REFERENCES public.initial_prompt_logs (id) ON DELETE CASCADE,
    CONSTRAINT spark_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_spark_logs_initial_prompt_id ON public.spark_logs (initial_prompt_id, created_at DESC);
CREATE INDEX idx_spark_logs_user_id ON public.spark_logs (user_id, created_at DESC);
CREATE INDEX idx_spark_logs_product_track ON public.spark_logs (product_track, status, created_at DESC);
CREATE INDEX idx_spark_logs_status ON public.spark_logs (status, expires_at);
CREATE INDEX idx_spark_logs_attempt_count ON public.spark_logs (attempt_count, created_at DESC);

ALTER TABLE public.spark_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY spark_logs_rls ON public.spark_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.prompt_logs (
    id                       uuid          DEFAULT gen_random_uuid(),
    spark_log_id             uuid,
    user_id                  uuid,
    business_description     text,
    target_market            text,
    revenue_model            text,
    competitors              text,
    unique_value_proposition text,
    location                 text,
    funding_goal             numeric(12,2),
    timeline                 text,
    team_experience          text,
    market_research          text,
    risk_mitigation          text,
    growth_strategy          text,
    completion_percentage    numeric(5,2)  DEFAULT 0,
    auto_save_count          integer       DEFAULT 0,
    total_time_spent_seconds integer       DEFAULT 0,
    validation_status        text          DEFAULT 'draft',
    emotional_drivers        jsonb         DEFAULT '[]',
    context_analysis         jsonb         DEFAULT '{}',
    created_at               timestamptz   DEFAULT now(),
    updated_at               timestamptz   DEFAULT now(),
    CONSTRAINT prompt_logs_pkey PRIMARY KEY (id),
    CONSTRAINT prompt_logs_business_description_check CHECK (char_length(business_description) BETWEEN 10 AND 1000),
    CONSTRAINT prompt_logs_completion_percentage_check CHECK (completion_percentage BETWEEN 0 AND 100),
    CONSTRAINT prompt_logs_validation_status_check CHECK (validation_status IN ('draft', 'validated', 'ready_for_generation')),
    CONSTRAINT prompt_logs_spark_log_id_fkey FOREIGN KEY (spark_log_id) REFERENCES public.spark_logs (id) ON DELETE CASCADE,
    CONSTRAINT prompt_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_prompt_logs_spark_log_id ON public.prompt_logs (spark_log_id);
CREATE INDEX idx_prompt_logs_user_id ON public.prompt_logs (user_id, updated_at DESC);
CREATE INDEX idx_prompt_logs_completion ON public.prompt_logs (completion_percentage DESC, updated_at DESC);
CREATE INDEX idx_prompt_logs_validation_status ON public.prompt_logs (validation_status, updated_at DESC);

ALTER TABLE public.prompt_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY prompt_logs_rls ON public.prompt_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.comparisons (
    id                     uuid         DEFAULT gen_random_uuid(),
    prompt_log_id          uuid,
    user_id                uuid,
    canai_output           text         NOT NULL,
    generic_output         text         NOT NULL,
    deliverable_metadata   jsonb        DEFAULT '{}',
    trust_delta            numeric(3,2),
    emotional_resonance    jsonb        DEFAULT '{}',
    preference_indicators  jsonb        DEFAULT '{}',
    generation_time_ms     integer,
    model_versions         jsonb        DEFAULT '{}',
    file_exports           jsonb        DEFAULT '{}',
    user_preference        text,
    preference_recorded_at timestamptz,
    revision_count         integer      DEFAULT 0,
    status                 text         DEFAULT 'generated',
    created_at             timestamptz  DEFAULT now(),
    updated_at             timestamptz  DEFAULT now(),
    CONSTRAINT comparisons_pkey PRIMARY KEY (id),
    CONSTRAINT comparisons_trust_delta_check CHECK (trust_delta BETWEEN 0 AND 5),
    CONSTRAINT comparisons_user_preference_check CHECK (user_preference IN ('canai', 'generic', 'undecided')),
    CONSTRAINT comparisons_revision_count_check CHECK (revision_count >= 0),
    CONSTRAINT comparisons_status_check CHECK (status IN ('generated', 'delivered', 'revised', 'finalized')),
    CONSTRAINT comparisons_prompt_log_id_fkey FOREIGN KEY (prompt_log_id) REFERENCES public.prompt_logs (id) ON DELETE CASCADE,
    CONSTRAINT comparisons_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_comparisons_prompt_log_id ON public.comparisons (prompt_log_id);
CREATE INDEX idx_comparisons_user_id ON public.comparisons (user_id, created_at DESC);
CREATE INDEX idx_comparisons_trust_delta ON public.comparisons (trust_delta DESC, created_at DESC);
CREATE INDEX idx_comparisons_user_preference ON public.comparisons (user_preference, created_at DESC);
CREATE INDEX idx_comparisons_status ON public.comparisons (status, updated_at DESC);

ALTER TABLE public.comparisons ENABLE ROW LEVEL SECURITY;
CREATE POLICY comparisons_rls ON public.comparisons FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.error_logs (
    id               uuid        DEFAULT gen_random_uuid(),
    user_id          uuid,
    session_id       text,
    error_type       text        NOT NULL,
    error_message    text        NOT NULL,
    endpoint         text,
    request_id       text,
    stack_trace      text,
    user_agent       text,
    ip_address       inet,
    details          jsonb       DEFAULT '{}',
    resolved         boolean     DEFAULT false,
    resolution_notes text,
    severity         text        DEFAULT 'medium',
    created_at       timestamptz DEFAULT now(),
    resolved_at      timestamptz,
    CONSTRAINT error_logs_pkey PRIMARY KEY (id),
    CONSTRAINT error_logs_error_type_check CHECK (error_type IN (
        'api_timeout', 'validation_error', 'stripe_failure', 'low_confidence',
        'contradiction', 'nsfw_content', 'token_limit', 'webhook_failure',
        'rate_limit', 'network_error', 'auth_failure', 'model_output_drift',
        'hume_fallback', 'generation_failure', 'database_error'
    )),
    CONSTRAINT error_logs_severity_check CHECK (severity IN ('low', 'medium', 'high', 'critical')),
    CONSTRAINT error_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_error_logs_error_type ON public.error_logs (error_type, created_at DESC);
CREATE INDEX idx_error_logs_user_id ON public.error_logs (user_id, created_at DESC);
CREATE INDEX idx_error_logs_severity ON public.error_logs (severity, resolved, created_at DESC);
CREATE INDEX idx_error_logs_endpoint ON public.error_logs (endpoint, created_at DESC);
CREATE INDEX idx_error_logs_created_at ON public.error_logs (created_at DESC);

ALTER TABLE public.error_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY error_logs_rls ON public.error_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.feedback_logs (
    id                          uuid        DEFAULT gen_random_uuid(),
    comparison_id               uuid,
    user_id                     uuid,
    overall_rating              integer,
    quality_rating              integer,
    usefulness_rating           integer,
    emotional_connection_rating integer,
    comments                    text,
    improvement_suggestions     text,
    share_consent               boolean     DEFAULT false,
    referral_willingness        integer,
    feature_requests            jsonb       DEFAULT '[]',
    bugs_reported               jsonb       DEFAULT '[]',
    user_sentiment              text,
    follow_up_requested         boolean     DEFAULT false,
    anonymized                  boolean     DEFAULT false,
    created_at                  timestamptz DEFAULT now(),
    updated_at                  timestamptz DEFAULT now(),
    CONSTRAINT feedback_logs_pkey PRIMARY KEY (id),
    CONSTRAINT feedback_logs_overall_rating_check CHECK (overall_rating BETWEEN 1 AND 5),
    CONSTRAINT feedback_logs_quality_rating_check CHECK (quality_rating BETWEEN 1 AND 5),
    CONSTRAINT feedback_logs_usefulness_rating_check CHECK (usefulness_rating BETWEEN 1 AND 5),
    CONSTRAINT feedback_logs_emotional_connection_rating_check CHECK (emotional_connection_rating BETWEEN 1 AND 5),
    CONSTRAINT feedback_logs_comments_check CHECK (char_length(comments) <= 1000),
    CONSTRAINT feedback_logs_referral_willingness_check CHECK (referral_willingness BETWEEN 1 AND 10),
    CONSTRAINT feedback_logs_user_sentiment_check CHECK (user_sentiment IN ('positive', 'neutral', 'negative')),
    CONSTRAINT feedback_logs_comparison_id_fkey FOREIGN KEY (comparison_id) REFERENCES public.comparisons (id) ON DELETE CASCADE,
    CONSTRAINT feedback_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_feedback_logs_comparison_id ON public.feedback_logs (comparison_id);
CREATE INDEX idx_feedback_logs_user_id ON public.feedback_logs (user_id, created_at DESC);
CREATE INDEX idx_feedback_logs_overall_rating ON public.feedback_logs (overall_rating, created_at DESC);
CREATE INDEX idx_feedback_logs_referral_willingness ON public.feedback_logs (referral_willingness DESC, created_at DESC);
CREATE INDEX idx_feedback_logs_share_consent ON public.feedback_logs (share_consent, created_at DESC);

ALTER TABLE public.feedback_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY feedback_logs_rls ON public.feedback_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.payment_logs (
    id                       uuid          DEFAULT gen_random_uuid(),
    spark_log_id             uuid,
    user_id                  uuid,
    stripe_session_id        text          NOT NULL,
    stripe_payment_intent_id text,
    amount                   numeric(10,2) NOT NULL,
    currency                 text          DEFAULT 'USD',
    product_track            text          NOT NULL,
    pricing_tier             text          DEFAULT 'standard',
    status                   text          DEFAULT 'pending',
    stripe_webhook_processed boolean       DEFAULT false,
    make_webhook_triggered   boolean       DEFAULT false,
    refund_amount            numeric(10,2),
    refund_reason            text,
    promotional_code         text,
    metadata                 jsonb         DEFAULT '{}',
    created_at               timestamptz   DEFAULT now(),
    updated_at               timestamptz   DEFAULT now(),
    CONSTRAINT payment_logs_pkey PRIMARY KEY (id),
    CONSTRAINT payment_logs_stripe_session_id_key UNIQUE (stripe_session_id),
    CONSTRAINT payment_logs_amount_check CHECK (amount > 0),
    CONSTRAINT payment_logs_product_track_check CHECK (product_track IN ('business_builder', 'social_email', 'site_audit')),
    CONSTRAINT payment_logs_pricing_tier_check CHECK (pricing_tier IN ('standard', 'premium')),
    CONSTRAINT payment_logs_status_check CHECK (status IN (
        'pending', 'processing', 'completed', 'failed', 'cancelled', 'refunded'
    )),
    CONSTRAINT payment_logs_refund_amount_check CHECK (refund_amount >= 0),
    CONSTRAINT payment_logs_spark_log_id_fkey FOREIGN KEY (spark_log_id) REFERENCES public.spark_logs (id) ON DELETE CASCADE,
    CONSTRAINT payment_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_payment_logs_spark_log_id ON public.payment_logs (spark_log_id);
CREATE INDEX idx_payment_logs_user_id ON public.payment_logs (user_id, created_at DESC);
CREATE INDEX idx_payment_logs_status ON public.payment_logs (status, created_at DESC);
CREATE INDEX idx_payment_logs_stripe_session_id ON public.payment_logs (stripe_session_id);
CREATE INDEX idx_payment_logs_created_at ON public.payment_logs (created_at DESC);

ALTER TABLE public.payment_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY payment_logs_rls ON public.payment_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.pricing (
    id                 uuid          DEFAULT gen_random_uuid(),
    product_track      text          NOT NULL,
    tier               text          DEFAULT 'standard',
    price              numeric(10,2) NOT NULL,
    currency           text          DEFAULT 'USD',
    description        text          NOT NULL,
    features           jsonb         DEFAULT '[]' NOT NULL,
    word_count_range   text,
    emotional_benefits jsonb         DEFAULT '[]',
    active             boolean       DEFAULT true,
    valid_from         timestamptz   DEFAULT now(),
    valid_until        timestamptz,
    created_at         timestamptz   DEFAULT now(),
    updated_at         timestamptz   DEFAULT now(),
    CONSTRAINT pricing_pkey PRIMARY KEY (id),
    CONSTRAINT pricing_product_track_check CHECK (product_track IN ('business_builder', 'social_email', 'site_audit')),
    CONSTRAINT pricing_tier_check CHECK (tier IN ('standard', 'premium')),
    CONSTRAINT pricing_price_check CHECK (price >= 0),
    CONSTRAINT pricing_currency_check CHECK (currency IN ('USD'))
);

CREATE INDEX idx_pricing_product_track_active ON public.pricing (product_track, active, valid_from);
CREATE INDEX idx_pricing_tier ON public.pricing (tier, active);

ALTER TABLE public.pricing ENABLE ROW LEVEL SECURITY;
CREATE POLICY pricing_public_read ON public.pricing FOR SELECT TO anon
    USING (active = true and valid_from <= now() and (valid_until is null or valid_until > now()));

CREATE TABLE public.session_logs (
    id                  uuid        DEFAULT gen_random_uuid(),
    user_id             uuid,
    session_id          text        NOT NULL,
    interaction_type    text        NOT NULL,
    interaction_details jsonb       DEFAULT '{}',
    page_context        text,
    user_agent          text,
    ip_address          inet,
    referrer            text,
    utm_source          text,
    utm_medium          text,
    utm_campaign        text,
    created_at          timestamptz DEFAULT now(),
    CONSTRAINT session_logs_pkey PRIMARY KEY (id),
    CONSTRAINT session_logs_interaction_type_check CHECK (interaction_type IN (
        'page_view', 'modal_open', 'modal_close', 'card_click', 'button_click',
        'form_submit', 'tooltip_view', 'sample_view', 'preview_view',
        'reset_click', 'pricing_view', 'feature_explore', 'error_encountered'
    )),
    CONSTRAINT session_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_session_logs_user_id ON public.session_logs (user_id, created_at DESC);
CREATE INDEX idx_session_logs_session_id ON public.session_logs (session_id, created_at DESC);
CREATE INDEX idx_session_logs_interaction_type ON public.session_logs (interaction_type, created_at DESC);
CREATE INDEX idx_session_logs_created_at ON public.session_logs (created_at DESC);

ALTER TABLE public.session_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY session_logs_rls ON public.session_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);
CREATE POLICY session_logs_insert_anon ON public.session_logs FOR INSERT TO anon
    WITH CHECK (user_id is null);

CREATE TABLE public.share_logs (
    id                    uuid        DEFAULT gen_random_uuid(),
    user_id               uuid,
    content_type          text,
    platform              text,
    referral_code         text,
    clicks_generated      integer     DEFAULT 0,
    conversions_generated integer     DEFAULT 0,
    content_shared        text,
    metadata              jsonb       DEFAULT '{}',
    created_at            timestamptz DEFAULT now(),
    CONSTRAINT share_logs_pkey PRIMARY KEY (id),
    CONSTRAINT share_logs_content_type_check CHECK (content_type IN (
        'referral_link', 'testimonial', 'success_story', 'social_post'
    )),
    CONSTRAINT share_logs_platform_check CHECK (platform IN (
        'email', 'facebook', 'twitter', 'linkedin', 'whatsapp', 'copy_link'
    )),
    CONSTRAINT share_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_share_logs_user_id ON public.share_logs (user_id, created_at DESC);
CREATE INDEX idx_share_logs_platform ON public.share_logs (platform, created_at DESC);
CREATE INDEX idx_share_logs_referral_code ON public.share_logs (referral_code);

ALTER TABLE public.share_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY share_logs_rls ON public.share_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.spark_cache (
    id            uuid        DEFAULT gen_random_uuid(),
    cache_key     text        NOT NULL,
    business_type text        NOT NULL,
    tone          text        NOT NULL,
    outcome       text        NOT NULL,
    cached_sparks jsonb       NOT NULL,
    usage_count   integer     DEFAULT 0,
    last_used_at  timestamptz DEFAULT now(),
    expires_at    timestamptz DEFAULT now() + interval '7 days',
    created_at    timestamptz DEFAULT now(),
    CONSTRAINT spark_cache_pkey PRIMARY KEY (id),
    CONSTRAINT spark_cache_cache_key_key UNIQUE (cache_key)
);

CREATE INDEX idx_spark_cache_key ON public.spark_cache (cache_key);
CREATE INDEX idx_spark_cache_expires_at ON public.spark_cache (expires_at);
CREATE INDEX idx_spark_cache_parameters ON public.spark_cache (business_type, tone, outcome);

ALTER TABLE public.spark_cache ENABLE ROW LEVEL SECURITY;
CREATE POLICY spark_cache_read ON public.spark_cache FOR SELECT TO authenticated
    USING (expires_at > now());

CREATE TABLE public.support_requests (
    id                uuid        DEFAULT gen_random_uuid(),
    user_id           uuid,
    ticket_id         text        DEFAULT 'TICKET-' || extract(epoch from now())::text NOT NULL,
    subject           text        NOT NULL,
    description       text        NOT NULL,
    category          text        DEFAULT 'general',
    priority          text        DEFAULT 'medium',
    status            text        DEFAULT 'open',
    assigned_to       text,
    resolution        text,
    user_email        text,
    user_satisfaction integer,
    internal_notes    jsonb       DEFAULT '[]',
    attachments       jsonb       DEFAULT '[]',
    created_at        timestamptz DEFAULT now(),
    updated_at        timestamptz DEFAULT now(),
    resolved_at       timestamptz,
    CONSTRAINT support_requests_pkey PRIMARY KEY (id),
    CONSTRAINT support_requests_ticket_id_key UNIQUE (ticket_id),
    CONSTRAINT support_requests_subject_check CHECK (char_length(subject) BETWEEN 5 AND 200),
    CONSTRAINT support_requests_description_check CHECK (char_length(description) BETWEEN 10 AND 2000),
    CONSTRAINT support_requests_category_check CHECK (category IN (
        'technical', 'billing', 'feature_request', 'bug_report', 'general'
    )),
    CONSTRAINT support_requests_priority_check CHECK (priority IN ('low', 'medium', 'high', 'urgent')),
    CONSTRAINT support_requests_status_check CHECK (status IN ('open', 'in_progress', 'waiting_user', 'resolved', 'closed')),
    CONSTRAINT support_requests_user_satisfaction_check CHECK (user_satisfaction BETWEEN 1 AND 5),
    CONSTRAINT support_requests_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_support_requests_user_id ON public.support_requests (user_id, created_at DESC);
CREATE INDEX idx_support_requests_status ON public.support_requests (status, priority, created_at DESC);
CREATE INDEX idx_support_requests_ticket_id ON public.support_requests (ticket_id);
CREATE INDEX idx_support_requests_category ON public.support_requests (category, status, created_at DESC);

ALTER TABLE public.support_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY support_requests_rls ON public.support_requests FOR ALL TO authenticated
    USING (auth.uid() = user_id);

CREATE TABLE public.trust_indicators (
    id                  uuid        DEFAULT gen_random_uuid(),
    text                text        NOT NULL,
    author              text,
    type                text        DEFAULT 'trust_indicator',
    emotional_tone      text,
    trust_score_context integer,
    location            text,
    display_priority    integer     DEFAULT 50,
    active              boolean     DEFAULT true,
    created_at          timestamptz DEFAULT now(),
    updated_at          timestamptz DEFAULT now(),
    CONSTRAINT trust_indicators_pkey PRIMARY KEY (id),
    CONSTRAINT trust_indicators_text_check CHECK (char_length(text) BETWEEN 5 AND 200),
    CONSTRAINT trust_indicators_type_check CHECK (type IN (
        'testimonial', 'trust_indicator', 'sample_preview', 'success_story'
    )),
    CONSTRAINT trust_indicators_emotional_tone_check CHECK (emotional_tone IN ('warm', 'bold', 'optimistic', 'inspirational')),
    CONSTRAINT trust_indicators_trust_score_context_check CHECK (trust_score_context BETWEEN 0 AND 100)
);

CREATE INDEX idx_trust_indicators_active ON public.trust_indicators (active, display_priority DESC);
CREATE INDEX idx_trust_indicators_type ON public.trust_indicators (type, active);
CREATE INDEX idx_trust_indicators_text_search ON public.trust_indicators USING gin ((to_tsvector('english', text)));

ALTER TABLE public.trust_indicators ENABLE ROW LEVEL SECURITY;
CREATE POLICY trust_indicators_public_read ON public.trust_indicators FOR SELECT TO anon
    USING (active = true);

CREATE TABLE public.usage_logs (
    id                     uuid        DEFAULT gen_random_uuid(),
    user_id                uuid,
    feature_used           text        NOT NULL,
    usage_duration_seconds integer,
    success                boolean     DEFAULT true,
    performance_metrics    jsonb       DEFAULT '{}',
    user_context           jsonb       DEFAULT '{}',
    created_at             timestamptz DEFAULT now(),
    CONSTRAINT usage_logs_pkey PRIMARY KEY (id),
    CONSTRAINT usage_logs_user_id_fkey FOREIGN KEY (user_id) REFERENCES auth.users (id) ON DELETE SET NULL
);

CREATE INDEX idx_usage_logs_user_id ON public.usage_logs (user_id, created_at DESC);
CREATE INDEX idx_usage_logs_feature ON public.usage_logs (feature_used, created_at DESC);
CREATE INDEX idx_usage_logs_success ON public.usage_logs (success, created_at DESC);

ALTER TABLE public.usage_logs ENABLE ROW LEVEL SECURITY;
CREATE POLICY usage_logs_rls ON public.usage_logs FOR ALL TO authenticated
    USING (auth.uid() = user_id);
