-- Undo

CREATE OR REPLACE FUNCTION canai_db.export_subject(person uuid)
    RETURNS jsonb
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER
    SET search_path = ''
    SET TimeZone = 'UTC'
    SET DateStyle = 'ISO', 'YMD'
    SET IntervalStyle = 'postgres'
    SET extra_float_digits = '1'
    SET bytea_output = 'hex'
AS $$
begin
  if exists (select from unnest(array['auth.users', 'public.comparisons', 'public.error_logs', 'public.feedback_logs', 'public.initial_prompt_logs', 'public.payment_logs', 'public.prompt_logs', 'public.session_logs', 'public.session_logs_archive', 'public.share_logs', 'public.spark_logs', 'public.support_requests', 'public.trust_indicators', 'public.usage_logs']::regclass[]) as t(oid) where row_security_active(t.oid)) then
    raise exception 'row security hides rows from %, the owner of this function', current_user
      using errcode = 'insufficient_privilege', hint = 'make a role with BYPASSRLS, or the tables'' owner, its owner';
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['auth.users', 'initial_prompt_logs', 'spark_logs', 'prompt_logs', 'comparisons', 'error_logs', 'feedback_logs', 'payment_logs', 'session_logs', 'session_logs_archive', 'share_logs', 'support_requests', 'usage_logs']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
      raise exception 'files of an archive hold rows that may be the person''s, and a function cannot read them'
        using errcode = 'object_not_in_prerequisite_state', hint = 'canai-db subject export and canai-db subject erase do';
    end if;
  end if;
  return (
    WITH "values of session_id" AS (
        SELECT v.value FROM (
            SELECT t.session_id AS value FROM public.initial_prompt_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
            UNION SELECT t.session_id AS value FROM public.error_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
            UNION SELECT t.session_id AS value FROM public.session_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
            UNION SELECT (e.item ->> 'session_id')::text AS value FROM public.session_logs_archive AS t CROSS JOIN LATERAL jsonb_array_elements(t.rows) AS e(item) WHERE (e.item ->> 'user_id')::uuid = $1 AND ((e.item ->> 'session_id')::text)::text ~ '[^[:space:]]'
        ) AS v
        WHERE NOT EXISTS (SELECT FROM public.initial_prompt_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
          AND NOT EXISTS (SELECT FROM public.error_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
          AND NOT EXISTS (SELECT FROM public.session_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
          AND NOT EXISTS (SELECT FROM public.session_logs_archive AS t CROSS JOIN LATERAL jsonb_array_elements(t.rows) AS e(item) WHERE (e.item ->> 'session_id')::text = v.value AND (e.item ->> 'user_id')::uuid <> $1)
    ),
    "keys of auth.users" AS (SELECT t.id FROM auth.users AS t WHERE t.id = $1),
    "keys of initial_prompt_logs" AS (
        SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
    ),
    "keys of spark_logs" AS (
        SELECT t.id FROM public.spark_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.spark_logs AS t WHERE t.initial_prompt_id IN (SELECT k.id FROM "keys of initial_prompt_logs" AS k) AND t.user_id IS NULL
    ),
    "keys of prompt_logs" AS (
        SELECT t.id FROM public.prompt_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.prompt_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
    ),
    "keys of comparisons" AS (
        SELECT t.id FROM public.comparisons AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.comparisons AS t WHERE t.prompt_log_id IN (SELECT k.id FROM "keys of prompt_logs" AS k) AND t.user_id IS NULL
    ),
    "keys of error_logs" AS (
        SELECT t.id FROM public.error_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.error_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
    ),
    "keys of feedback_logs" AS (
        SELECT t.id FROM public.feedback_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.feedback_logs AS t WHERE t.comparison_id IN (SELECT k.id FROM "keys of comparisons" AS k) AND t.user_id IS NULL
    ),
    "keys of payment_logs" AS (
        SELECT t.id FROM public.payment_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.payment_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
    ),
    "keys of session_logs" AS (
        SELECT t.id FROM public.session_logs AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.session_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
    ),
    "keys of session_logs_archive" AS (
        SELECT t.id FROM public.session_logs_archive AS t WHERE EXISTS (
            SELECT FROM jsonb_array_elements(t.rows) AS e(item) WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL))
        )
    ),
    "keys of share_logs" AS (
        SELECT t.id FROM public.share_logs AS t WHERE t.user_id = $1
    ),
    "keys of support_requests" AS (
        SELECT t.id FROM public.support_requests AS t WHERE t.user_id = $1
        UNION SELECT t.id FROM public.support_requests AS t WHERE lower(t.user_email) = (SELECT lower(r.email) FROM auth.users AS r WHERE r.id = $1 AND r.email::text ~ '[^[:space:]]') AND t.user_id IS NULL
    ),
    "keys of usage_logs" AS (
        SELECT t.id FROM public.usage_logs AS t WHERE t.user_id = $1
    )
    SELECT jsonb_build_object(
        'subject', $1,
        'exported_at', now(),
        'tables', jsonb_object_agg(d.name, d.rows),
        'manifest', '{"sources":{"auth.users":{"email":"provided","id":"provided"},"comparisons":{"canai_output":"derived","emotional_resonance":"derived","file_exports":"derived","generic_output":"derived","trust_delta":"derived","user_id":"provided"},"error_logs":{"details":"observed","error_message":"observed","ip_address":"observed","request_id":"observed","resolution_notes":"derived","session_id":"observed","user_agent":"observed","user_id":"provided"},"feedback_logs":{"bugs_reported":"provided","comments":"provided","feature_requests":"provided","improvement_suggestions":"provided","user_id":"provided","user_sentiment":"derived"},"initial_prompt_logs":{"context_data":"provided","custom_tone":"provided","emotional_resonance":"derived","other_type":"provided","payload":"provided","primary_challenge":"provided","session_id":"observed","trust_score":"derived","user_id":"provided","validation_feedback":"derived"},"payment_logs":{"amount":"provided","metadata":"provided","refund_amount":"provided","refund_reason":"provided","stripe_payment_intent_id":"observed","stripe_session_id":"observed","user_id":"provided"},"prompt_logs":{"business_description":"provided","competitors":"provided","context_analysis":"derived","emotional_drivers":"derived","funding_goal":"provided","growth_strategy":"provided","location":"provided","market_research":"provided","revenue_model":"provided","risk_mitigation":"provided","target_market":"provided","team_experience":"provided","timeline":"provided","unique_value_proposition":"provided","user_id":"provided"},"session_logs":{"interaction_details":"observed","ip_address":"observed","referrer":"observed","session_id":"observed","user_agent":"observed","user_id":"provided"},"session_logs_archive":{"interaction_details":"observed","ip_address":"observed","referrer":"observed","session_id":"observed","user_agent":"observed","user_id":"provided"},"share_logs":{"content_shared":"provided","metadata":"provided","referral_code":"derived","user_id":"provided"},"spark_logs":{"emotional_resonance":"derived","feedback":"provided","generated_sparks":"derived","selected_spark":"derived","trust_score":"derived","user_id":"provided"},"support_requests":{"attachments":"provided","description":"provided","internal_notes":"derived","resolution":"derived","subject":"provided","ticket_id":"derived","user_email":"provided","user_id":"provided"},"usage_logs":{"user_context":"observed","user_id":"provided"}},"left_out":{"error_logs":{"stack_trace":"Inner workings of the service, recital 63 GDPR"},"support_requests":{"assigned_to":"Tells about a member of staff, not the customer, Art. 15(4) GDPR"}},"legal_grounds":{"payment_logs":{"*":"Art. 17(3)(b) GDPR: tax and commercial law, 10 years"}},"external":{"Hume AI":"What was sent to be measured, as far as it is kept there.","Make":"The history of scenarios that the webhooks triggered.","Stripe":"The customer with payment methods and invoices; kept by law.","Supabase Auth":"Sessions, identities and the account itself: deleted through its admin API, last."}}'::jsonb || jsonb_build_object('rows', jsonb_object_agg(d.name, jsonb_array_length(d.rows)))
    )
    FROM (
        SELECT 'auth.users' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.email) AS r) ORDER BY t.id), '[]') FROM auth.users AS t JOIN "keys of auth.users" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'initial_prompt_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.session_id, t.payload, t.business_type, t.other_type, t.primary_challenge, t.preferred_tone, t.custom_tone, t.desired_outcome, t.trust_score, t.emotional_resonance, t.validation_feedback, t.context_data, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.initial_prompt_logs AS t JOIN "keys of initial_prompt_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'spark_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.initial_prompt_id, t.user_id, t.generated_sparks, t.selected_spark, t.product_track, t.generation_metadata, t.feedback, t.attempt_count, t.selection_time_ms, t.trust_score, t.emotional_resonance, t.status, t.expires_at, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.spark_logs AS t JOIN "keys of spark_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'prompt_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.spark_log_id, t.user_id, t.business_description, t.target_market, t.revenue_model, t.competitors, t.unique_value_proposition, t.location, t.funding_goal, t.timeline, t.team_experience, t.market_research, t.risk_mitigation, t.growth_strategy, t.completion_percentage, t.auto_save_count, t.total_time_spent_seconds, t.validation_status, t.emotional_drivers, t.context_analysis, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.prompt_logs AS t JOIN "keys of prompt_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'comparisons' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.prompt_log_id, t.user_id, t.canai_output, t.generic_output, t.deliverable_metadata, t.trust_delta, t.emotional_resonance, t.preference_indicators, t.generation_time_ms, t.model_versions, t.file_exports, t.user_preference, t.preference_recorded_at, t.revision_count, t.status, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.comparisons AS t JOIN "keys of comparisons" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'error_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.session_id, t.error_type, t.error_message, t.endpoint, t.request_id, t.user_agent, t.ip_address, t.details, t.resolved, t.resolution_notes, t.severity, t.created_at, t.resolved_at) AS r) ORDER BY t.id), '[]') FROM public.error_logs AS t JOIN "keys of error_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'feedback_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.comparison_id, t.user_id, t.overall_rating, t.quality_rating, t.usefulness_rating, t.emotional_connection_rating, t.comments, t.improvement_suggestions, t.share_consent, t.referral_willingness, t.feature_requests, t.bugs_reported, t.user_sentiment, t.follow_up_requested, t.anonymized, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.feedback_logs AS t JOIN "keys of feedback_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'payment_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.spark_log_id, t.user_id, t.stripe_session_id, t.stripe_payment_intent_id, t.amount, t.currency, t.product_track, t.pricing_tier, t.status, t.stripe_webhook_processed, t.make_webhook_triggered, t.refund_amount, t.refund_reason, t.promotional_code, t.metadata, t.created_at, t.updated_at) AS r) ORDER BY t.id), '[]') FROM public.payment_logs AS t JOIN "keys of payment_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'session_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.session_id, t.interaction_type, t.interaction_details, t.page_context, t.user_agent, t.ip_address, t.referrer, t.utm_source, t.utm_medium, t.utm_campaign, t.created_at) AS r) ORDER BY t.id), '[]') FROM public.session_logs AS t JOIN "keys of session_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'session_logs_archive' AS name, (SELECT coalesce(jsonb_agg((e.item - ARRAY[]::text[]) ORDER BY t.id, e.n), '[]') FROM public.session_logs_archive AS t JOIN "keys of session_logs_archive" AS k ON t.id = k.id CROSS JOIN LATERAL jsonb_array_elements(t.rows) WITH ORDINALITY AS e(item, n) WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL))) AS rows
        UNION ALL SELECT 'share_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.content_type, t.platform, t.referral_code, t.clicks_generated, t.conversions_generated, t.content_shared, t.metadata, t.created_at) AS r) ORDER BY t.id), '[]') FROM public.share_logs AS t JOIN "keys of share_logs" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'support_requests' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.ticket_id, t.subject, t.description, t.category, t.priority, t.status, t.resolution, t.user_email, t.user_satisfaction, t.internal_notes, t.attachments, t.created_at, t.updated_at, t.resolved_at) AS r) ORDER BY t.id), '[]') FROM public.support_requests AS t JOIN "keys of support_requests" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'usage_logs' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.user_id, t.feature_used, t.usage_duration_seconds, t.success, t.performance_metrics, t.user_context, t.created_at) AS r) ORDER BY t.id), '[]') FROM public.usage_logs AS t JOIN "keys of usage_logs" AS k ON t.id = k.id) AS rows
    ) AS d
  );
end
$$;

CREATE OR REPLACE FUNCTION canai_db.erase_subject(person uuid)
    RETURNS jsonb
    LANGUAGE plpgsql STRICT SECURITY DEFINER
    SET search_path = ''
    SET TimeZone = 'UTC'
    SET DateStyle = 'ISO', 'YMD'
    SET IntervalStyle = 'postgres'
    SET extra_float_digits = '1'
    SET bytea_output = 'hex'
AS $$
#variable_conflict use_column
<<run>>
declare
  request uuid;
  n bigint;
  counts jsonb := '{}';
  detached jsonb := '{}';
  remaining jsonb;
begin
  if exists (select from unnest(array['auth.users', 'public.comparisons', 'public.error_logs', 'public.feedback_logs', 'public.initial_prompt_logs', 'public.payment_logs', 'public.prompt_logs', 'public.session_logs', 'public.session_logs_archive', 'public.share_logs', 'public.spark_logs', 'public.support_requests', 'public.trust_indicators', 'public.usage_logs']::regclass[]) as t(oid) where row_security_active(t.oid)) then
    raise exception 'row security hides rows from %, the owner of this function', current_user
      using errcode = 'insufficient_privilege', hint = 'make a role with BYPASSRLS, or the tables'' owner, its owner';
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['auth.users', 'initial_prompt_logs', 'spark_logs', 'prompt_logs', 'comparisons', 'error_logs', 'feedback_logs', 'payment_logs', 'session_logs', 'session_logs_archive', 'share_logs', 'support_requests', 'usage_logs']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
      raise exception 'files of an archive hold rows that may be the person''s, and a function cannot read them'
        using errcode = 'object_not_in_prerequisite_state', hint = 'canai-db subject export and canai-db subject erase do';
    end if;
  end if;
  if to_regclass('canai_db.subject_requests') is null then
    CREATE SCHEMA IF NOT EXISTS canai_db;
    -- Who asked is not in it: a keyed hash tells whether it was the same person, to whoever has the key.
    CREATE TABLE canai_db.subject_requests (
        id           uuid PRIMARY KEY DEFAULT gen_random_uuid(),
        kind         text NOT NULL CHECK (kind IN ('erase')),
        subject_hmac bytea,
        plan_hash    text NOT NULL,
        counts       jsonb NOT NULL DEFAULT '{}',
        left_over    jsonb,
        started_at   timestamptz NOT NULL DEFAULT now(),
        finished_at  timestamptz
    );
    CREATE UNIQUE INDEX subject_requests_open ON canai_db.subject_requests (kind, subject_hmac) WHERE finished_at IS NULL;
    -- What is still to be erased. A row leaves it in the transaction that erases what it names.
    CREATE TABLE canai_db.subject_queue (
        request    uuid NOT NULL REFERENCES canai_db.subject_requests (id) ON DELETE CASCADE,
        table_name text NOT NULL,
        key        text[] NOT NULL,
        PRIMARY KEY (request, table_name, key)
    );
    ALTER TABLE canai_db.subject_requests ENABLE ROW LEVEL SECURITY;
    ALTER TABLE canai_db.subject_queue ENABLE ROW LEVEL SECURITY;
    REVOKE ALL ON canai_db.subject_requests, canai_db.subject_queue FROM PUBLIC;
  end if;
  insert into canai_db.subject_requests as s (kind, plan_hash) values ('erase', 'd2e2b1cd21dcd83e4fce8c35f61d7619f33cccfbb6f4269c45df6a69839a4f2c') returning s.id into run.request;
  INSERT INTO canai_db.subject_queue (request, table_name, key)
  WITH "values of session_id" AS (
      SELECT v.value FROM (
          SELECT t.session_id AS value FROM public.initial_prompt_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
          UNION SELECT t.session_id AS value FROM public.error_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
          UNION SELECT t.session_id AS value FROM public.session_logs AS t WHERE t.user_id = $1 AND t.session_id::text ~ '[^[:space:]]'
          UNION SELECT (e.item ->> 'session_id')::text AS value FROM public.session_logs_archive AS t CROSS JOIN LATERAL jsonb_array_elements(t.rows) AS e(item) WHERE (e.item ->> 'user_id')::uuid = $1 AND ((e.item ->> 'session_id')::text)::text ~ '[^[:space:]]'
      ) AS v
      WHERE NOT EXISTS (SELECT FROM public.initial_prompt_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
        AND NOT EXISTS (SELECT FROM public.error_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
        AND NOT EXISTS (SELECT FROM public.session_logs AS t WHERE t.session_id = v.value AND t.user_id <> $1)
        AND NOT EXISTS (SELECT FROM public.session_logs_archive AS t CROSS JOIN LATERAL jsonb_array_elements(t.rows) AS e(item) WHERE (e.item ->> 'session_id')::text = v.value AND (e.item ->> 'user_id')::uuid <> $1)
  )
  SELECT run.request, 'same session_id', ARRAY[v.value::text] FROM "values of session_id" AS v
  ON CONFLICT DO NOTHING;
  INSERT INTO canai_db.subject_queue (request, table_name, key)
  WITH "values of session_id" AS (
      SELECT q.key[1]::text AS value FROM canai_db.subject_queue AS q
      WHERE q.request = run.request AND q.table_name = 'same session_id'
  ),
  "keys of auth.users" AS (SELECT t.id FROM auth.users AS t WHERE t.id = $1),
  "keys of initial_prompt_logs" AS (
      SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of spark_logs" AS (
      SELECT t.id FROM public.spark_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.spark_logs AS t WHERE t.initial_prompt_id IN (SELECT k.id FROM "keys of initial_prompt_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of prompt_logs" AS (
      SELECT t.id FROM public.prompt_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.prompt_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of comparisons" AS (
      SELECT t.id FROM public.comparisons AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.comparisons AS t WHERE t.prompt_log_id IN (SELECT k.id FROM "keys of prompt_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of error_logs" AS (
      SELECT t.id FROM public.error_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.error_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of feedback_logs" AS (
      SELECT t.id FROM public.feedback_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.feedback_logs AS t WHERE t.comparison_id IN (SELECT k.id FROM "keys of comparisons" AS k) AND t.user_id IS NULL
  ),
  "keys of payment_logs" AS (
      SELECT t.id FROM public.payment_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.payment_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of session_logs" AS (
      SELECT t.id FROM public.session_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.session_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of session_logs_archive" AS (
      SELECT t.id FROM public.session_logs_archive AS t WHERE EXISTS (
          SELECT FROM jsonb_array_elements(t.rows) AS e(item) WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL))
      )
  ),
  "keys of share_logs" AS (
      SELECT t.id FROM public.share_logs AS t WHERE t.user_id = $1
  ),
  "keys of support_requests" AS (
      SELECT t.id FROM public.support_requests AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.support_requests AS t WHERE lower(t.user_email) = (SELECT lower(r.email) FROM auth.users AS r WHERE r.id = $1 AND r.email::text ~ '[^[:space:]]') AND t.user_id IS NULL
  ),
  "keys of usage_logs" AS (
      SELECT t.id FROM public.usage_logs AS t WHERE t.user_id = $1
  )
  SELECT run.request, 'initial_prompt_logs', ARRAY[k.id::text] FROM "keys of initial_prompt_logs" AS k
  UNION ALL SELECT run.request, 'spark_logs', ARRAY[k.id::text] FROM "keys of spark_logs" AS k
  UNION ALL SELECT run.request, 'prompt_logs', ARRAY[k.id::text] FROM "keys of prompt_logs" AS k
  UNION ALL SELECT run.request, 'comparisons', ARRAY[k.id::text] FROM "keys of comparisons" AS k
  UNION ALL SELECT run.request, 'error_logs', ARRAY[k.id::text] FROM "keys of error_logs" AS k
  UNION ALL SELECT run.request, 'feedback_logs', ARRAY[k.id::text] FROM "keys of feedback_logs" AS k
  UNION ALL SELECT run.request, 'payment_logs', ARRAY[k.id::text] FROM "keys of payment_logs" AS k
  UNION ALL SELECT run.request, 'kept payment_logs', ARRAY[k.id::text] FROM "keys of payment_logs" AS k
  UNION ALL SELECT run.request, 'session_logs', ARRAY[k.id::text] FROM "keys of session_logs" AS k
  UNION ALL SELECT run.request, 'session_logs_archive', ARRAY[k.id::text] FROM "keys of session_logs_archive" AS k
  UNION ALL SELECT run.request, 'share_logs', ARRAY[k.id::text] FROM "keys of share_logs" AS k
  UNION ALL SELECT run.request, 'support_requests', ARRAY[k.id::text] FROM "keys of support_requests" AS k
  UNION ALL SELECT run.request, 'usage_logs', ARRAY[k.id::text] FROM "keys of usage_logs" AS k
  ON CONFLICT DO NOTHING;
  WITH "values of session_id" AS (
      SELECT q.key[1]::text AS value FROM canai_db.subject_queue AS q
      WHERE q.request = run.request AND q.table_name = 'same session_id'
  ),
  "keys of auth.users" AS (SELECT t.id FROM auth.users AS t WHERE t.id = $1),
  "keys of initial_prompt_logs" AS (
      SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of spark_logs" AS (
      SELECT t.id FROM public.spark_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.spark_logs AS t WHERE t.initial_prompt_id IN (SELECT k.id FROM "keys of initial_prompt_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of prompt_logs" AS (
      SELECT t.id FROM public.prompt_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.prompt_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of comparisons" AS (
      SELECT t.id FROM public.comparisons AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.comparisons AS t WHERE t.prompt_log_id IN (SELECT k.id FROM "keys of prompt_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of error_logs" AS (
      SELECT t.id FROM public.error_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.error_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of feedback_logs" AS (
      SELECT t.id FROM public.feedback_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.feedback_logs AS t WHERE t.comparison_id IN (SELECT k.id FROM "keys of comparisons" AS k) AND t.user_id IS NULL
  ),
  "keys of payment_logs" AS (
      SELECT t.id FROM public.payment_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.payment_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
  ),
  "keys of session_logs" AS (
      SELECT t.id FROM public.session_logs AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.session_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
  ),
  "keys of session_logs_archive" AS (
      SELECT t.id FROM public.session_logs_archive AS t WHERE EXISTS (
          SELECT FROM jsonb_array_elements(t.rows) AS e(item) WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL))
      )
  ),
  "keys of share_logs" AS (
      SELECT t.id FROM public.share_logs AS t WHERE t.user_id = $1
  ),
  "keys of support_requests" AS (
      SELECT t.id FROM public.support_requests AS t WHERE t.user_id = $1
      UNION SELECT t.id FROM public.support_requests AS t WHERE lower(t.user_email) = (SELECT lower(r.email) FROM auth.users AS r WHERE r.id = $1 AND r.email::text ~ '[^[:space:]]') AND t.user_id IS NULL
  ),
  "keys of usage_logs" AS (
      SELECT t.id FROM public.usage_logs AS t WHERE t.user_id = $1
  ),
  batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'session_logs_archive' RETURNING q.key)
  UPDATE public.session_logs_archive AS t SET (rows, row_count) = (
      SELECT coalesce(jsonb_agg(e.item ORDER BY e.n), '[]'), count(*)::integer FROM jsonb_array_elements(t.rows) WITH ORDINALITY AS e(item, n)
      WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL)) IS NOT TRUE
  ) FROM batch AS b WHERE t.id = b.key[1]::bigint;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('session_logs_archive', coalesce((run.counts ->> 'session_logs_archive')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'payment_logs' RETURNING q.key)
  UPDATE public.payment_logs AS t SET spark_log_id = NULL, user_id = NULL, refund_reason = NULL, metadata = DEFAULT FROM batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('payment_logs', coalesce((run.counts ->> 'payment_logs')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'usage_logs' RETURNING q.key)
  DELETE FROM public.usage_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('usage_logs', coalesce((run.counts ->> 'usage_logs')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'support_requests' RETURNING q.key)
  DELETE FROM public.support_requests AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('support_requests', coalesce((run.counts ->> 'support_requests')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'share_logs' RETURNING q.key)
  DELETE FROM public.share_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('share_logs', coalesce((run.counts ->> 'share_logs')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'session_logs' RETURNING q.key)
  DELETE FROM public.session_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('session_logs', coalesce((run.counts ->> 'session_logs')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'feedback_logs' RETURNING q.key)
  DELETE FROM public.feedback_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('feedback_logs', coalesce((run.counts ->> 'feedback_logs')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'error_logs' RETURNING q.key)
  DELETE FROM public.error_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('error_logs', coalesce((run.counts ->> 'error_logs')::bigint, 0) + run.n);
  perform count(*) FROM (SELECT 1 FROM public.comparisons AS t, canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'comparisons' AND t.id = q.key[1]::uuid FOR UPDATE OF t) AS locked;
  UPDATE public.feedback_logs AS t SET comparison_id = NULL
  FROM public.comparisons AS p, canai_db.subject_queue AS q
  WHERE q.request = run.request AND q.table_name = 'comparisons' AND p.id = q.key[1]::uuid AND t.comparison_id = p.id
    AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = run.request AND o.table_name = 'feedback_logs' AND t.id = o.key[1]::uuid);
  get diagnostics n = row_count;
  run.detached := run.detached || jsonb_build_object('feedback_logs.comparison_id', coalesce((run.detached ->> 'feedback_logs.comparison_id')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'comparisons' RETURNING q.key)
  DELETE FROM public.comparisons AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('comparisons', coalesce((run.counts ->> 'comparisons')::bigint, 0) + run.n);
  perform count(*) FROM (SELECT 1 FROM public.prompt_logs AS t, canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'prompt_logs' AND t.id = q.key[1]::uuid FOR UPDATE OF t) AS locked;
  UPDATE public.comparisons AS t SET prompt_log_id = NULL
  FROM public.prompt_logs AS p, canai_db.subject_queue AS q
  WHERE q.request = run.request AND q.table_name = 'prompt_logs' AND p.id = q.key[1]::uuid AND t.prompt_log_id = p.id
    AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = run.request AND o.table_name = 'comparisons' AND t.id = o.key[1]::uuid);
  get diagnostics n = row_count;
  run.detached := run.detached || jsonb_build_object('comparisons.prompt_log_id', coalesce((run.detached ->> 'comparisons.prompt_log_id')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'prompt_logs' RETURNING q.key)
  DELETE FROM public.prompt_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('prompt_logs', coalesce((run.counts ->> 'prompt_logs')::bigint, 0) + run.n);
  perform count(*) FROM (SELECT 1 FROM public.spark_logs AS t, canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'spark_logs' AND t.id = q.key[1]::uuid FOR UPDATE OF t) AS locked;
  UPDATE public.payment_logs AS t SET spark_log_id = NULL
  FROM public.spark_logs AS p, canai_db.subject_queue AS q
  WHERE q.request = run.request AND q.table_name = 'spark_logs' AND p.id = q.key[1]::uuid AND t.spark_log_id = p.id;
  get diagnostics n = row_count;
  run.detached := run.detached || jsonb_build_object('payment_logs.spark_log_id', coalesce((run.detached ->> 'payment_logs.spark_log_id')::bigint, 0) + run.n);
  UPDATE public.prompt_logs AS t SET spark_log_id = NULL
  FROM public.spark_logs AS p, canai_db.subject_queue AS q
  WHERE q.request = run.request AND q.table_name = 'spark_logs' AND p.id = q.key[1]::uuid AND t.spark_log_id = p.id
    AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = run.request AND o.table_name = 'prompt_logs' AND t.id = o.key[1]::uuid);
  get diagnostics n = row_count;
  run.detached := run.detached || jsonb_build_object('prompt_logs.spark_log_id', coalesce((run.detached ->> 'prompt_logs.spark_log_id')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'spark_logs' RETURNING q.key)
  DELETE FROM public.spark_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('spark_logs', coalesce((run.counts ->> 'spark_logs')::bigint, 0) + run.n);
  perform count(*) FROM (SELECT 1 FROM public.initial_prompt_logs AS t, canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'initial_prompt_logs' AND t.id = q.key[1]::uuid FOR UPDATE OF t) AS locked;
  UPDATE public.spark_logs AS t SET initial_prompt_id = NULL
  FROM public.initial_prompt_logs AS p, canai_db.subject_queue AS q
  WHERE q.request = run.request AND q.table_name = 'initial_prompt_logs' AND p.id = q.key[1]::uuid AND t.initial_prompt_id = p.id
    AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = run.request AND o.table_name = 'spark_logs' AND t.id = o.key[1]::uuid);
  get diagnostics n = row_count;
  run.detached := run.detached || jsonb_build_object('spark_logs.initial_prompt_id', coalesce((run.detached ->> 'spark_logs.initial_prompt_id')::bigint, 0) + run.n);
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'initial_prompt_logs' RETURNING q.key)
  DELETE FROM public.initial_prompt_logs AS t USING batch AS b WHERE t.id = b.key[1]::uuid;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('initial_prompt_logs', coalesce((run.counts ->> 'initial_prompt_logs')::bigint, 0) + run.n);
  run.remaining := (
    select coalesce(jsonb_object_agg(f.place, f.n), '{}') from (
      WITH "values of session_id" AS (
          SELECT q.key[1]::text AS value FROM canai_db.subject_queue AS q
          WHERE q.request = run.request AND q.table_name = 'same session_id'
      ),
      "keys of auth.users" AS (SELECT t.id FROM auth.users AS t WHERE t.id = $1),
      "keys of initial_prompt_logs" AS (
          SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.initial_prompt_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
      ),
      "keys of spark_logs" AS (
          SELECT t.id FROM public.spark_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.spark_logs AS t WHERE t.initial_prompt_id IN (SELECT k.id FROM "keys of initial_prompt_logs" AS k) AND t.user_id IS NULL
      ),
      "keys of prompt_logs" AS (
          SELECT t.id FROM public.prompt_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.prompt_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
      ),
      "keys of comparisons" AS (
          SELECT t.id FROM public.comparisons AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.comparisons AS t WHERE t.prompt_log_id IN (SELECT k.id FROM "keys of prompt_logs" AS k) AND t.user_id IS NULL
      ),
      "keys of error_logs" AS (
          SELECT t.id FROM public.error_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.error_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
      ),
      "keys of feedback_logs" AS (
          SELECT t.id FROM public.feedback_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.feedback_logs AS t WHERE t.comparison_id IN (SELECT k.id FROM "keys of comparisons" AS k) AND t.user_id IS NULL
      ),
      "keys of payment_logs" AS (
          SELECT t.id FROM public.payment_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.payment_logs AS t WHERE t.spark_log_id IN (SELECT k.id FROM "keys of spark_logs" AS k) AND t.user_id IS NULL
      ),
      "keys of session_logs" AS (
          SELECT t.id FROM public.session_logs AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.session_logs AS t WHERE t.session_id IN (SELECT v.value FROM "values of session_id" AS v) AND t.user_id IS NULL
      ),
      "keys of session_logs_archive" AS (
          SELECT t.id FROM public.session_logs_archive AS t WHERE EXISTS (
              SELECT FROM jsonb_array_elements(t.rows) AS e(item) WHERE (((e.item ->> 'user_id')::uuid = $1) OR ((e.item ->> 'session_id')::text IN (SELECT v.value FROM "values of session_id" AS v) AND e.item ->> 'user_id' IS NULL))
          )
      ),
      "keys of share_logs" AS (
          SELECT t.id FROM public.share_logs AS t WHERE t.user_id = $1
      ),
      "keys of support_requests" AS (
          SELECT t.id FROM public.support_requests AS t WHERE t.user_id = $1
          UNION SELECT t.id FROM public.support_requests AS t WHERE lower(t.user_email) = (SELECT lower(r.email) FROM auth.users AS r WHERE r.id = $1 AND r.email::text ~ '[^[:space:]]') AND t.user_id IS NULL
      ),
      "keys of usage_logs" AS (
          SELECT t.id FROM public.usage_logs AS t WHERE t.user_id = $1
      ),
      identifiers AS MATERIALIZED (
          SELECT i.*, CASE WHEN strpos(i.n0, '@') > 0 THEN '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]._%+-]|(^|[^[:alnum:]])[._%+-])' || regexp_replace(i.n0, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]._-]|[._-]+([^[:alnum:]._-]|$))' ELSE '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]])' || regexp_replace(i.n0, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])' END AS p0, CASE WHEN strpos(i.n1, '@') > 0 THEN '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]._%+-]|(^|[^[:alnum:]])[._%+-])' || regexp_replace(i.n1, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]._-]|[._-]+([^[:alnum:]._-]|$))' ELSE '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]])' || regexp_replace(i.n1, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])' END AS p1
          FROM (SELECT lower(($1)::text) AS n0, (SELECT lower(r.email::text) FROM auth.users AS r WHERE r.id = $1 AND length(btrim(r.email::text)) >= 5) AS n1) AS i
      )
      SELECT l.place, l.n FROM (
          SELECT 'initial_prompt_logs' AS place, count(*) AS n FROM "keys of initial_prompt_logs"
          UNION ALL SELECT 'spark_logs' AS place, count(*) AS n FROM "keys of spark_logs"
          UNION ALL SELECT 'prompt_logs' AS place, count(*) AS n FROM "keys of prompt_logs"
          UNION ALL SELECT 'comparisons' AS place, count(*) AS n FROM "keys of comparisons"
          UNION ALL SELECT 'error_logs' AS place, count(*) AS n FROM "keys of error_logs"
          UNION ALL SELECT 'feedback_logs' AS place, count(*) AS n FROM "keys of feedback_logs"
          UNION ALL SELECT 'payment_logs' AS place, count(*) AS n FROM "keys of payment_logs"
          UNION ALL SELECT 'session_logs' AS place, count(*) AS n FROM "keys of session_logs"
          UNION ALL SELECT 'session_logs_archive' AS place, count(*) AS n FROM "keys of session_logs_archive"
          UNION ALL SELECT 'share_logs' AS place, count(*) AS n FROM "keys of share_logs"
          UNION ALL SELECT 'support_requests' AS place, count(*) AS n FROM "keys of support_requests"
          UNION ALL SELECT 'usage_logs' AS place, count(*) AS n FROM "keys of usage_logs"
          UNION ALL SELECT 'payment_logs' AS place, count(*) AS n FROM public.payment_logs AS t, canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'kept payment_logs' AND t.id = q.key[1]::uuid AND (t.spark_log_id IS NOT NULL OR t.user_id IS NOT NULL OR t.refund_reason IS NOT NULL)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.prompt_log_id::text), w.n0) > 0 OR strpos(lower(t.prompt_log_id::text), w.n1) > 0 AND lower(t.prompt_log_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.canai_output::text), w.n0) > 0 OR strpos(lower(t.canai_output::text), w.n1) > 0 AND lower(t.canai_output::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.generic_output::text), w.n0) > 0 OR strpos(lower(t.generic_output::text), w.n1) > 0 AND lower(t.generic_output::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.deliverable_metadata::text), w.n0) > 0 OR strpos(lower(t.deliverable_metadata::text), w.n1) > 0 AND lower(t.deliverable_metadata::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.emotional_resonance::text), w.n0) > 0 OR strpos(lower(t.emotional_resonance::text), w.n1) > 0 AND lower(t.emotional_resonance::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.preference_indicators::text), w.n0) > 0 OR strpos(lower(t.preference_indicators::text), w.n1) > 0 AND lower(t.preference_indicators::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.model_versions::text), w.n0) > 0 OR strpos(lower(t.model_versions::text), w.n1) > 0 AND lower(t.model_versions::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.file_exports::text), w.n0) > 0 OR strpos(lower(t.file_exports::text), w.n1) > 0 AND lower(t.file_exports::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.user_preference::text), w.n0) > 0 OR strpos(lower(t.user_preference::text), w.n1) > 0 AND lower(t.user_preference::text) ~ w.p1) AS c10, count(*) FILTER (WHERE strpos(lower(t.status::text), w.n0) > 0 OR strpos(lower(t.status::text), w.n1) > 0 AND lower(t.status::text) ~ w.p1) AS c11 FROM public.comparisons AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('comparisons.id', s.c0), ('comparisons.prompt_log_id', s.c1), ('comparisons.user_id', s.c2), ('comparisons.canai_output', s.c3), ('comparisons.generic_output', s.c4), ('comparisons.deliverable_metadata', s.c5), ('comparisons.emotional_resonance', s.c6), ('comparisons.preference_indicators', s.c7), ('comparisons.model_versions', s.c8), ('comparisons.file_exports', s.c9), ('comparisons.user_preference', s.c10), ('comparisons.status', s.c11)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.session_id::text), w.n0) > 0 OR strpos(lower(t.session_id::text), w.n1) > 0 AND lower(t.session_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.error_type::text), w.n0) > 0 OR strpos(lower(t.error_type::text), w.n1) > 0 AND lower(t.error_type::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.error_message::text), w.n0) > 0 OR strpos(lower(t.error_message::text), w.n1) > 0 AND lower(t.error_message::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.endpoint::text), w.n0) > 0 OR strpos(lower(t.endpoint::text), w.n1) > 0 AND lower(t.endpoint::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.request_id::text), w.n0) > 0 OR strpos(lower(t.request_id::text), w.n1) > 0 AND lower(t.request_id::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.stack_trace::text), w.n0) > 0 OR strpos(lower(t.stack_trace::text), w.n1) > 0 AND lower(t.stack_trace::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.user_agent::text), w.n0) > 0 OR strpos(lower(t.user_agent::text), w.n1) > 0 AND lower(t.user_agent::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.details::text), w.n0) > 0 OR strpos(lower(t.details::text), w.n1) > 0 AND lower(t.details::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.resolution_notes::text), w.n0) > 0 OR strpos(lower(t.resolution_notes::text), w.n1) > 0 AND lower(t.resolution_notes::text) ~ w.p1) AS c10, count(*) FILTER (WHERE strpos(lower(t.severity::text), w.n0) > 0 OR strpos(lower(t.severity::text), w.n1) > 0 AND lower(t.severity::text) ~ w.p1) AS c11 FROM public.error_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('error_logs.id', s.c0), ('error_logs.user_id', s.c1), ('error_logs.session_id', s.c2), ('error_logs.error_type', s.c3), ('error_logs.error_message', s.c4), ('error_logs.endpoint', s.c5), ('error_logs.request_id', s.c6), ('error_logs.stack_trace', s.c7), ('error_logs.user_agent', s.c8), ('error_logs.details', s.c9), ('error_logs.resolution_notes', s.c10), ('error_logs.severity', s.c11)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.comparison_id::text), w.n0) > 0 OR strpos(lower(t.comparison_id::text), w.n1) > 0 AND lower(t.comparison_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.comments::text), w.n0) > 0 OR strpos(lower(t.comments::text), w.n1) > 0 AND lower(t.comments::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.improvement_suggestions::text), w.n0) > 0 OR strpos(lower(t.improvement_suggestions::text), w.n1) > 0 AND lower(t.improvement_suggestions::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.feature_requests::text), w.n0) > 0 OR strpos(lower(t.feature_requests::text), w.n1) > 0 AND lower(t.feature_requests::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.bugs_reported::text), w.n0) > 0 OR strpos(lower(t.bugs_reported::text), w.n1) > 0 AND lower(t.bugs_reported::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.user_sentiment::text), w.n0) > 0 OR strpos(lower(t.user_sentiment::text), w.n1) > 0 AND lower(t.user_sentiment::text) ~ w.p1) AS c7 FROM public.feedback_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('feedback_logs.id', s.c0), ('feedback_logs.comparison_id', s.c1), ('feedback_logs.user_id', s.c2), ('feedback_logs.comments', s.c3), ('feedback_logs.improvement_suggestions', s.c4), ('feedback_logs.feature_requests', s.c5), ('feedback_logs.bugs_reported', s.c6), ('feedback_logs.user_sentiment', s.c7)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.session_id::text), w.n0) > 0 OR strpos(lower(t.session_id::text), w.n1) > 0 AND lower(t.session_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.payload::text), w.n0) > 0 OR strpos(lower(t.payload::text), w.n1) > 0 AND lower(t.payload::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.business_type::text), w.n0) > 0 OR strpos(lower(t.business_type::text), w.n1) > 0 AND lower(t.business_type::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.other_type::text), w.n0) > 0 OR strpos(lower(t.other_type::text), w.n1) > 0 AND lower(t.other_type::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.primary_challenge::text), w.n0) > 0 OR strpos(lower(t.primary_challenge::text), w.n1) > 0 AND lower(t.primary_challenge::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.preferred_tone::text), w.n0) > 0 OR strpos(lower(t.preferred_tone::text), w.n1) > 0 AND lower(t.preferred_tone::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.custom_tone::text), w.n0) > 0 OR strpos(lower(t.custom_tone::text), w.n1) > 0 AND lower(t.custom_tone::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.desired_outcome::text), w.n0) > 0 OR strpos(lower(t.desired_outcome::text), w.n1) > 0 AND lower(t.desired_outcome::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.emotional_resonance::text), w.n0) > 0 OR strpos(lower(t.emotional_resonance::text), w.n1) > 0 AND lower(t.emotional_resonance::text) ~ w.p1) AS c10, count(*) FILTER (WHERE strpos(lower(t.validation_feedback::text), w.n0) > 0 OR strpos(lower(t.validation_feedback::text), w.n1) > 0 AND lower(t.validation_feedback::text) ~ w.p1) AS c11, count(*) FILTER (WHERE strpos(lower(t.context_data::text), w.n0) > 0 OR strpos(lower(t.context_data::text), w.n1) > 0 AND lower(t.context_data::text) ~ w.p1) AS c12 FROM public.initial_prompt_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('initial_prompt_logs.id', s.c0), ('initial_prompt_logs.user_id', s.c1), ('initial_prompt_logs.session_id', s.c2), ('initial_prompt_logs.payload', s.c3), ('initial_prompt_logs.business_type', s.c4), ('initial_prompt_logs.other_type', s.c5), ('initial_prompt_logs.primary_challenge', s.c6), ('initial_prompt_logs.preferred_tone', s.c7), ('initial_prompt_logs.custom_tone', s.c8), ('initial_prompt_logs.desired_outcome', s.c9), ('initial_prompt_logs.emotional_resonance', s.c10), ('initial_prompt_logs.validation_feedback', s.c11), ('initial_prompt_logs.context_data', s.c12)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.spark_log_id::text), w.n0) > 0 OR strpos(lower(t.spark_log_id::text), w.n1) > 0 AND lower(t.spark_log_id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.refund_reason::text), w.n0) > 0 OR strpos(lower(t.refund_reason::text), w.n1) > 0 AND lower(t.refund_reason::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.metadata::text), w.n0) > 0 OR strpos(lower(t.metadata::text), w.n1) > 0 AND lower(t.metadata::text) ~ w.p1) AS c3 FROM public.payment_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('payment_logs.spark_log_id', s.c0), ('payment_logs.user_id', s.c1), ('payment_logs.refund_reason', s.c2), ('payment_logs.metadata', s.c3)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.spark_log_id::text), w.n0) > 0 OR strpos(lower(t.spark_log_id::text), w.n1) > 0 AND lower(t.spark_log_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.business_description::text), w.n0) > 0 OR strpos(lower(t.business_description::text), w.n1) > 0 AND lower(t.business_description::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.target_market::text), w.n0) > 0 OR strpos(lower(t.target_market::text), w.n1) > 0 AND lower(t.target_market::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.revenue_model::text), w.n0) > 0 OR strpos(lower(t.revenue_model::text), w.n1) > 0 AND lower(t.revenue_model::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.competitors::text), w.n0) > 0 OR strpos(lower(t.competitors::text), w.n1) > 0 AND lower(t.competitors::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.unique_value_proposition::text), w.n0) > 0 OR strpos(lower(t.unique_value_proposition::text), w.n1) > 0 AND lower(t.unique_value_proposition::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.location::text), w.n0) > 0 OR strpos(lower(t.location::text), w.n1) > 0 AND lower(t.location::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.timeline::text), w.n0) > 0 OR strpos(lower(t.timeline::text), w.n1) > 0 AND lower(t.timeline::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.team_experience::text), w.n0) > 0 OR strpos(lower(t.team_experience::text), w.n1) > 0 AND lower(t.team_experience::text) ~ w.p1) AS c10, count(*) FILTER (WHERE strpos(lower(t.market_research::text), w.n0) > 0 OR strpos(lower(t.market_research::text), w.n1) > 0 AND lower(t.market_research::text) ~ w.p1) AS c11, count(*) FILTER (WHERE strpos(lower(t.risk_mitigation::text), w.n0) > 0 OR strpos(lower(t.risk_mitigation::text), w.n1) > 0 AND lower(t.risk_mitigation::text) ~ w.p1) AS c12, count(*) FILTER (WHERE strpos(lower(t.growth_strategy::text), w.n0) > 0 OR strpos(lower(t.growth_strategy::text), w.n1) > 0 AND lower(t.growth_strategy::text) ~ w.p1) AS c13, count(*) FILTER (WHERE strpos(lower(t.validation_status::text), w.n0) > 0 OR strpos(lower(t.validation_status::text), w.n1) > 0 AND lower(t.validation_status::text) ~ w.p1) AS c14, count(*) FILTER (WHERE strpos(lower(t.emotional_drivers::text), w.n0) > 0 OR strpos(lower(t.emotional_drivers::text), w.n1) > 0 AND lower(t.emotional_drivers::text) ~ w.p1) AS c15, count(*) FILTER (WHERE strpos(lower(t.context_analysis::text), w.n0) > 0 OR strpos(lower(t.context_analysis::text), w.n1) > 0 AND lower(t.context_analysis::text) ~ w.p1) AS c16 FROM public.prompt_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('prompt_logs.id', s.c0), ('prompt_logs.spark_log_id', s.c1), ('prompt_logs.user_id', s.c2), ('prompt_logs.business_description', s.c3), ('prompt_logs.target_market', s.c4), ('prompt_logs.revenue_model', s.c5), ('prompt_logs.competitors', s.c6), ('prompt_logs.unique_value_proposition', s.c7), ('prompt_logs.location', s.c8), ('prompt_logs.timeline', s.c9), ('prompt_logs.team_experience', s.c10), ('prompt_logs.market_research', s.c11), ('prompt_logs.risk_mitigation', s.c12), ('prompt_logs.growth_strategy', s.c13), ('prompt_logs.validation_status', s.c14), ('prompt_logs.emotional_drivers', s.c15), ('prompt_logs.context_analysis', s.c16)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.session_id::text), w.n0) > 0 OR strpos(lower(t.session_id::text), w.n1) > 0 AND lower(t.session_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.interaction_type::text), w.n0) > 0 OR strpos(lower(t.interaction_type::text), w.n1) > 0 AND lower(t.interaction_type::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.interaction_details::text), w.n0) > 0 OR strpos(lower(t.interaction_details::text), w.n1) > 0 AND lower(t.interaction_details::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.page_context::text), w.n0) > 0 OR strpos(lower(t.page_context::text), w.n1) > 0 AND lower(t.page_context::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.user_agent::text), w.n0) > 0 OR strpos(lower(t.user_agent::text), w.n1) > 0 AND lower(t.user_agent::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.referrer::text), w.n0) > 0 OR strpos(lower(t.referrer::text), w.n1) > 0 AND lower(t.referrer::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.utm_source::text), w.n0) > 0 OR strpos(lower(t.utm_source::text), w.n1) > 0 AND lower(t.utm_source::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.utm_medium::text), w.n0) > 0 OR strpos(lower(t.utm_medium::text), w.n1) > 0 AND lower(t.utm_medium::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.utm_campaign::text), w.n0) > 0 OR strpos(lower(t.utm_campaign::text), w.n1) > 0 AND lower(t.utm_campaign::text) ~ w.p1) AS c10 FROM public.session_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('session_logs.id', s.c0), ('session_logs.user_id', s.c1), ('session_logs.session_id', s.c2), ('session_logs.interaction_type', s.c3), ('session_logs.interaction_details', s.c4), ('session_logs.page_context', s.c5), ('session_logs.user_agent', s.c6), ('session_logs.referrer', s.c7), ('session_logs.utm_source', s.c8), ('session_logs.utm_medium', s.c9), ('session_logs.utm_campaign', s.c10)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.rows::text), w.n0) > 0 OR strpos(lower(t.rows::text), w.n1) > 0 AND lower(t.rows::text) ~ w.p1) AS c0 FROM public.session_logs_archive AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('session_logs_archive.rows', s.c0)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.content_type::text), w.n0) > 0 OR strpos(lower(t.content_type::text), w.n1) > 0 AND lower(t.content_type::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.platform::text), w.n0) > 0 OR strpos(lower(t.platform::text), w.n1) > 0 AND lower(t.platform::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.referral_code::text), w.n0) > 0 OR strpos(lower(t.referral_code::text), w.n1) > 0 AND lower(t.referral_code::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.content_shared::text), w.n0) > 0 OR strpos(lower(t.content_shared::text), w.n1) > 0 AND lower(t.content_shared::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.metadata::text), w.n0) > 0 OR strpos(lower(t.metadata::text), w.n1) > 0 AND lower(t.metadata::text) ~ w.p1) AS c6 FROM public.share_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('share_logs.id', s.c0), ('share_logs.user_id', s.c1), ('share_logs.content_type', s.c2), ('share_logs.platform', s.c3), ('share_logs.referral_code', s.c4), ('share_logs.content_shared', s.c5), ('share_logs.metadata', s.c6)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.initial_prompt_id::text), w.n0) > 0 OR strpos(lower(t.initial_prompt_id::text), w.n1) > 0 AND lower(t.initial_prompt_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.generated_sparks::text), w.n0) > 0 OR strpos(lower(t.generated_sparks::text), w.n1) > 0 AND lower(t.generated_sparks::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.selected_spark::text), w.n0) > 0 OR strpos(lower(t.selected_spark::text), w.n1) > 0 AND lower(t.selected_spark::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.product_track::text), w.n0) > 0 OR strpos(lower(t.product_track::text), w.n1) > 0 AND lower(t.product_track::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.generation_metadata::text), w.n0) > 0 OR strpos(lower(t.generation_metadata::text), w.n1) > 0 AND lower(t.generation_metadata::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.feedback::text), w.n0) > 0 OR strpos(lower(t.feedback::text), w.n1) > 0 AND lower(t.feedback::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.emotional_resonance::text), w.n0) > 0 OR strpos(lower(t.emotional_resonance::text), w.n1) > 0 AND lower(t.emotional_resonance::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.status::text), w.n0) > 0 OR strpos(lower(t.status::text), w.n1) > 0 AND lower(t.status::text) ~ w.p1) AS c9 FROM public.spark_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('spark_logs.id', s.c0), ('spark_logs.initial_prompt_id', s.c1), ('spark_logs.user_id', s.c2), ('spark_logs.generated_sparks', s.c3), ('spark_logs.selected_spark', s.c4), ('spark_logs.product_track', s.c5), ('spark_logs.generation_metadata', s.c6), ('spark_logs.feedback', s.c7), ('spark_logs.emotional_resonance', s.c8), ('spark_logs.status', s.c9)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.ticket_id::text), w.n0) > 0 OR strpos(lower(t.ticket_id::text), w.n1) > 0 AND lower(t.ticket_id::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.subject::text), w.n0) > 0 OR strpos(lower(t.subject::text), w.n1) > 0 AND lower(t.subject::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.description::text), w.n0) > 0 OR strpos(lower(t.description::text), w.n1) > 0 AND lower(t.description::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.category::text), w.n0) > 0 OR strpos(lower(t.category::text), w.n1) > 0 AND lower(t.category::text) ~ w.p1) AS c5, count(*) FILTER (WHERE strpos(lower(t.priority::text), w.n0) > 0 OR strpos(lower(t.priority::text), w.n1) > 0 AND lower(t.priority::text) ~ w.p1) AS c6, count(*) FILTER (WHERE strpos(lower(t.status::text), w.n0) > 0 OR strpos(lower(t.status::text), w.n1) > 0 AND lower(t.status::text) ~ w.p1) AS c7, count(*) FILTER (WHERE strpos(lower(t.assigned_to::text), w.n0) > 0 OR strpos(lower(t.assigned_to::text), w.n1) > 0 AND lower(t.assigned_to::text) ~ w.p1) AS c8, count(*) FILTER (WHERE strpos(lower(t.resolution::text), w.n0) > 0 OR strpos(lower(t.resolution::text), w.n1) > 0 AND lower(t.resolution::text) ~ w.p1) AS c9, count(*) FILTER (WHERE strpos(lower(t.user_email::text), w.n0) > 0 OR strpos(lower(t.user_email::text), w.n1) > 0 AND lower(t.user_email::text) ~ w.p1) AS c10, count(*) FILTER (WHERE strpos(lower(t.internal_notes::text), w.n0) > 0 OR strpos(lower(t.internal_notes::text), w.n1) > 0 AND lower(t.internal_notes::text) ~ w.p1) AS c11, count(*) FILTER (WHERE strpos(lower(t.attachments::text), w.n0) > 0 OR strpos(lower(t.attachments::text), w.n1) > 0 AND lower(t.attachments::text) ~ w.p1) AS c12 FROM public.support_requests AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('support_requests.id', s.c0), ('support_requests.user_id', s.c1), ('support_requests.ticket_id', s.c2), ('support_requests.subject', s.c3), ('support_requests.description', s.c4), ('support_requests.category', s.c5), ('support_requests.priority', s.c6), ('support_requests.status', s.c7), ('support_requests.assigned_to', s.c8), ('support_requests.resolution', s.c9), ('support_requests.user_email', s.c10), ('support_requests.internal_notes', s.c11), ('support_requests.attachments', s.c12)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.text::text), w.n0) > 0 OR strpos(lower(t.text::text), w.n1) > 0 AND lower(t.text::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.author::text), w.n0) > 0 OR strpos(lower(t.author::text), w.n1) > 0 AND lower(t.author::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.type::text), w.n0) > 0 OR strpos(lower(t.type::text), w.n1) > 0 AND lower(t.type::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.emotional_tone::text), w.n0) > 0 OR strpos(lower(t.emotional_tone::text), w.n1) > 0 AND lower(t.emotional_tone::text) ~ w.p1) AS c4, count(*) FILTER (WHERE strpos(lower(t.location::text), w.n0) > 0 OR strpos(lower(t.location::text), w.n1) > 0 AND lower(t.location::text) ~ w.p1) AS c5 FROM public.trust_indicators AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('trust_indicators.id', s.c0), ('trust_indicators.text', s.c1), ('trust_indicators.author', s.c2), ('trust_indicators.type', s.c3), ('trust_indicators.emotional_tone', s.c4), ('trust_indicators.location', s.c5)) AS v(place, n)
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n0) > 0 OR strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.user_id::text), w.n0) > 0 OR strpos(lower(t.user_id::text), w.n1) > 0 AND lower(t.user_id::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.feature_used::text), w.n0) > 0 OR strpos(lower(t.feature_used::text), w.n1) > 0 AND lower(t.feature_used::text) ~ w.p1) AS c2, count(*) FILTER (WHERE strpos(lower(t.performance_metrics::text), w.n0) > 0 OR strpos(lower(t.performance_metrics::text), w.n1) > 0 AND lower(t.performance_metrics::text) ~ w.p1) AS c3, count(*) FILTER (WHERE strpos(lower(t.user_context::text), w.n0) > 0 OR strpos(lower(t.user_context::text), w.n1) > 0 AND lower(t.user_context::text) ~ w.p1) AS c4 FROM public.usage_logs AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('usage_logs.id', s.c0), ('usage_logs.user_id', s.c1), ('usage_logs.feature_used', s.c2), ('usage_logs.performance_metrics', s.c3), ('usage_logs.user_context', s.c4)) AS v(place, n)
      ) AS l
      WHERE l.n > 0
    ) as f
  );
  if run.remaining = '{}' then
    run.remaining := (
      select coalesce(jsonb_object_agg(f.place, f.n), '{}') from (
        SELECT l.place, l.n FROM (
            SELECT 'auth.users' AS place, count(*) AS n FROM auth.users AS t WHERE t.id = $1 AND (false)
        ) AS l
        WHERE l.n > 0
      ) as f
    );
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['auth.users', 'initial_prompt_logs', 'spark_logs', 'prompt_logs', 'comparisons', 'error_logs', 'feedback_logs', 'payment_logs', 'session_logs', 'session_logs_archive', 'share_logs', 'support_requests', 'usage_logs']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
      raise exception 'files of an archive hold rows that may be the person''s, and a function cannot read them'
        using errcode = 'object_not_in_prerequisite_state', hint = 'canai-db subject export and canai-db subject erase do';
    end if;
  end if;
  delete from canai_db.subject_queue as q where q.request = run.request;
  update canai_db.subject_requests as s set finished_at = now(), left_over = run.remaining,
    counts = jsonb_build_object('rows', run.counts, 'detached', run.detached)
  where s.id = run.request;
  return jsonb_build_object('request', run.request, 'rows', run.counts, 'detached', run.detached, 'left', run.remaining);
end
$$;
