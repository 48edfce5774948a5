-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.initial_prompt_logs.id%TYPE;
    high_1_id public.initial_prompt_logs.id%TYPE;
    low_2_id public.initial_prompt_logs.id%TYPE;
    high_2_id public.initial_prompt_logs.id%TYPE;
    low_3_id public.initial_prompt_logs.id%TYPE;
    high_3_id public.initial_prompt_logs.id%TYPE;
    low_4_id public.spark_logs.id%TYPE;
    high_4_id public.spark_logs.id%TYPE;
    low_5_id public.spark_logs.id%TYPE;
    high_5_id public.spark_logs.id%TYPE;
    low_6_id public.spark_logs.id%TYPE;
    high_6_id public.spark_logs.id%TYPE;
    low_7_id public.spark_logs.id%TYPE;
    high_7_id public.spark_logs.id%TYPE;
    low_8_id public.spark_logs.id%TYPE;
    high_8_id public.spark_logs.id%TYPE;
    low_9_id public.prompt_logs.id%TYPE;
    high_9_id public.prompt_logs.id%TYPE;
    low_10_id public.prompt_logs.id%TYPE;
    high_10_id public.prompt_logs.id%TYPE;
    low_11_id public.prompt_logs.id%TYPE;
    high_11_id public.prompt_logs.id%TYPE;
    low_12_id public.prompt_logs.id%TYPE;
    high_12_id public.prompt_logs.id%TYPE;
    low_13_id public.prompt_logs.id%TYPE;
    high_13_id public.prompt_logs.id%TYPE;
    low_14_id public.prompt_logs.id%TYPE;
    high_14_id public.prompt_logs.id%TYPE;
    low_15_id public.prompt_logs.id%TYPE;
    high_15_id public.prompt_logs.id%TYPE;
    low_16_id public.comparisons.id%TYPE;
    high_16_id public.comparisons.id%TYPE;
    low_17_id public.comparisons.id%TYPE;
    high_17_id public.comparisons.id%TYPE;
    low_18_id public.comparisons.id%TYPE;
    high_18_id public.comparisons.id%TYPE;
    low_19_id public.comparisons.id%TYPE;
    high_19_id public.comparisons.id%TYPE;
    low_20_id public.comparisons.id%TYPE;
    high_20_id public.comparisons.id%TYPE;
    low_21_id public.comparisons.id%TYPE;
    high_21_id public.comparisons.id%TYPE;
    low_22_id public.comparisons.id%TYPE;
    high_22_id public.comparisons.id%TYPE;
    low_23_id public.comparisons.id%TYPE;
    high_23_id public.comparisons.id%TYPE;
    low_24_id public.error_logs.id%TYPE;
    high_24_id public.error_logs.id%TYPE;
    low_25_id public.error_logs.id%TYPE;
    high_25_id public.error_logs.id%TYPE;
    low_26_id public.error_logs.id%TYPE;
    high_26_id public.error_logs.id%TYPE;
    low_27_id public.feedback_logs.id%TYPE;
    high_27_id public.feedback_logs.id%TYPE;
    low_28_id public.feedback_logs.id%TYPE;
    high_28_id public.feedback_logs.id%TYPE;
    low_29_id public.feedback_logs.id%TYPE;
    high_29_id public.feedback_logs.id%TYPE;
    low_30_id public.feedback_logs.id%TYPE;
    high_30_id public.feedback_logs.id%TYPE;
    low_31_id public.feedback_logs.id%TYPE;
    high_31_id public.feedback_logs.id%TYPE;
    low_32_id public.feedback_logs.id%TYPE;
    high_32_id public.feedback_logs.id%TYPE;
    low_33_id public.payment_logs.id%TYPE;
    high_33_id public.payment_logs.id%TYPE;
    low_34_id public.payment_logs.id%TYPE;
    high_34_id public.payment_logs.id%TYPE;
    low_35_id public.payment_logs.id%TYPE;
    high_35_id public.payment_logs.id%TYPE;
    low_36_id public.payment_logs.id%TYPE;
    high_36_id public.payment_logs.id%TYPE;
    low_37_id public.payment_logs.id%TYPE;
    high_37_id public.payment_logs.id%TYPE;
    low_38_id public.payment_logs.id%TYPE;
    high_38_id public.payment_logs.id%TYPE;
    low_39_id public.payment_logs.id%TYPE;
    high_39_id public.payment_logs.id%TYPE;
    low_40_id public.pricing.id%TYPE;
    high_40_id public.pricing.id%TYPE;
    low_41_id public.pricing.id%TYPE;
    high_41_id public.pricing.id%TYPE;
    low_42_id public.pricing.id%TYPE;
    high_42_id public.pricing.id%TYPE;
    low_43_id public.pricing.id%TYPE;
    high_43_id public.pricing.id%TYPE;
    low_44_id public.pricing.id%TYPE;
    high_44_id public.pricing.id%TYPE;
    low_45_id public.pricing.id%TYPE;
    high_45_id public.pricing.id%TYPE;
    low_46_id public.session_logs.id%TYPE;
    high_46_id public.session_logs.id%TYPE;
    low_47_id public.share_logs.id%TYPE;
    high_47_id public.share_logs.id%TYPE;
    low_48_id public.share_logs.id%TYPE;
    high_48_id public.share_logs.id%TYPE;
    low_49_id public.share_logs.id%TYPE;
    high_49_id public.share_logs.id%TYPE;
    low_50_id public.spark_cache.id%TYPE;
    high_50_id public.spark_cache.id%TYPE;
    low_51_id public.spark_cache.id%TYPE;
    high_51_id public.spark_cache.id%TYPE;
    low_52_id public.support_requests.id%TYPE;
    high_52_id public.support_requests.id%TYPE;
    low_53_id public.support_requests.id%TYPE;
    high_53_id public.support_requests.id%TYPE;
    low_54_id public.support_requests.id%TYPE;
    high_54_id public.support_requests.id%TYPE;
    low_55_id public.support_requests.id%TYPE;
    high_55_id public.support_requests.id%TYPE;
    low_56_id public.support_requests.id%TYPE;
    high_56_id public.support_requests.id%TYPE;
    low_57_id public.support_requests.id%TYPE;
    high_57_id public.support_requests.id%TYPE;
    low_58_id public.trust_indicators.id%TYPE;
    high_58_id public.trust_indicators.id%TYPE;
    low_59_id public.trust_indicators.id%TYPE;
    high_59_id public.trust_indicators.id%TYPE;
    low_60_id public.trust_indicators.id%TYPE;
    high_60_id public.trust_indicators.id%TYPE;
    low_61_id public.trust_indicators.id%TYPE;
    high_61_id public.trust_indicators.id%TYPE;
    low_62_id public.usage_logs.id%TYPE;
    high_62_id public.usage_logs.id%TYPE;
    low_63_id public.usage_logs.id%TYPE;
    high_63_id public.usage_logs.id%TYPE;
    low_64_id public.usage_logs.id%TYPE;
    high_64_id public.usage_logs.id%TYPE;
BEGIN
    -- public.initial_prompt_logs.emotional_resonance
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.initial_prompt_logs
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.initial_prompt_logs SET emotional_resonance = '{}'
        WHERE emotional_resonance IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.initial_prompt_logs.context_data
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.initial_prompt_logs
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.initial_prompt_logs SET context_data = '{}'
        WHERE context_data IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;

    -- public.initial_prompt_logs.updated_at
    LOOP
        SELECT id INTO high_3_id
        FROM (
            SELECT id FROM public.initial_prompt_logs
            WHERE low_3_id IS NULL OR id > low_3_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_3_id IS NULL;
        UPDATE public.initial_prompt_logs SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_3_id IS NULL OR id > low_3_id)
            AND id <= high_3_id;
        COMMIT;
        low_3_id := high_3_id;
    END LOOP;

    -- public.spark_logs.generation_metadata
    LOOP
        SELECT id INTO high_4_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_4_id IS NULL OR id > low_4_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_4_id IS NULL;
        UPDATE public.spark_logs SET generation_metadata = '{}'
        WHERE generation_metadata IS NULL
            AND (low_4_id IS NULL OR id > low_4_id)
            AND id <= high_4_id;
        COMMIT;
        low_4_id := high_4_id;
    END LOOP;

    -- public.spark_logs.attempt_count
    LOOP
        SELECT id INTO high_5_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_5_id IS NULL OR id > low_5_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_5_id IS NULL;
        UPDATE public.spark_logs SET attempt_count = 1
        WHERE attempt_count IS NULL
            AND (low_5_id IS NULL OR id > low_5_id)
            AND id <= high_5_id;
        COMMIT;
        low_5_id := high_5_id;
    END LOOP;

    -- public.spark_logs.emotional_resonance
    LOOP
        SELECT id INTO high_6_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_6_id IS NULL OR id > low_6_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_6_id IS NULL;
        UPDATE public.spark_logs SET emotional_resonance = '{}'
        WHERE emotional_resonance IS NULL
            AND (low_6_id IS NULL OR id > low_6_id)
            AND id <= high_6_id;
        COMMIT;
        low_6_id := high_6_id;
    END LOOP;

    -- public.spark_logs.status
    LOOP
        SELECT id INTO high_7_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_7_id IS NULL OR id > low_7_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_7_id IS NULL;
        UPDATE public.spark_logs SET status = 'generated'
        WHERE status IS NULL
            AND (low_7_id IS NULL OR id > low_7_id)
            AND id <= high_7_id;
        COMMIT;
        low_7_id := high_7_id;
    END LOOP;

    -- public.spark_logs.updated_at
    LOOP
        SELECT id INTO high_8_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_8_id IS NULL OR id > low_8_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_8_id IS NULL;
        UPDATE public.spark_logs SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_8_id IS NULL OR id > low_8_id)
            AND id <= high_8_id;
        COMMIT;
        low_8_id := high_8_id;
    END LOOP;

    -- public.prompt_logs.completion_percentage
    LOOP
        SELECT id INTO high_9_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_9_id IS NULL OR id > low_9_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_9_id IS NULL;
        UPDATE public.prompt_logs SET completion_percentage = 0
        WHERE completion_percentage IS NULL
            AND (low_9_id IS NULL OR id > low_9_id)
            AND id <= high_9_id;
        COMMIT;
        low_9_id := high_9_id;
    END LOOP;

    -- public.prompt_logs.auto_save_count
    LOOP
        SELECT id INTO high_10_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_10_id IS NULL OR id > low_10_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_10_id IS NULL;
        UPDATE public.prompt_logs SET auto_save_count = 0
        WHERE auto_save_count IS NULL
            AND (low_10_id IS NULL OR id > low_10_id)
            AND id <= high_10_id;
        COMMIT;
        low_10_id := high_10_id;
    END LOOP;

    -- public.prompt_logs.total_time_spent_seconds
    LOOP
        SELECT id INTO high_11_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_11_id IS NULL OR id > low_11_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_11_id IS NULL;
        UPDATE public.prompt_logs SET total_time_spent_seconds = 0
        WHERE total_time_spent_seconds IS NULL
            AND (low_11_id IS NULL OR id > low_11_id)
            AND id <= high_11_id;
        COMMIT;
        low_11_id := high_11_id;
    END LOOP;

    -- public.prompt_logs.validation_status
    LOOP
        SELECT id INTO high_12_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_12_id IS NULL OR id > low_12_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_12_id IS NULL;
        UPDATE public.prompt_logs SET validation_status = 'draft'
        WHERE validation_status IS NULL
            AND (low_12_id IS NULL OR id > low_12_id)
            AND id <= high_12_id;
        COMMIT;
        low_12_id := high_12_id;
    END LOOP;

    -- public.prompt_logs.emotional_drivers
    LOOP
        SELECT id INTO high_13_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_13_id IS NULL OR id > low_13_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_13_id IS NULL;
        UPDATE public.prompt_logs SET emotional_drivers = '[]'
        WHERE emotional_drivers IS NULL
            AND (low_13_id IS NULL OR id > low_13_id)
            AND id <= high_13_id;
        COMMIT;
        low_13_id := high_13_id;
    END LOOP;

    -- public.prompt_logs.context_analysis
    LOOP
        SELECT id INTO high_14_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_14_id IS NULL OR id > low_14_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_14_id IS NULL;
        UPDATE public.prompt_logs SET context_analysis = '{}'
        WHERE context_analysis IS NULL
            AND (low_14_id IS NULL OR id > low_14_id)
            AND id <= high_14_id;
        COMMIT;
        low_14_id := high_14_id;
    END LOOP;

    -- public.prompt_logs.updated_at
    LOOP
        SELECT id INTO high_15_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_15_id IS NULL OR id > low_15_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_15_id IS NULL;
        UPDATE public.prompt_logs SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_15_id IS NULL OR id > low_15_id)
            AND id <= high_15_id;
        COMMIT;
        low_15_id := high_15_id;
    END LOOP;

    -- public.comparisons.deliverable_metadata
    LOOP
        SELECT id INTO high_16_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_16_id IS NULL OR id > low_16_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_16_id IS NULL;
        UPDATE public.comparisons SET deliverable_metadata = '{}'
        WHERE deliverable_metadata IS NULL
            AND (low_16_id IS NULL OR id > low_16_id)
            AND id <= high_16_id;
        COMMIT;
        low_16_id := high_16_id;
    END LOOP;

    -- public.comparisons.emotional_resonance
    LOOP
        SELECT id INTO high_17_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_17_id IS NULL OR id > low_17_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_17_id IS NULL;
        UPDATE public.comparisons SET emotional_resonance = '{}'
        WHERE emotional_resonance IS NULL
            AND (low_17_id IS NULL OR id > low_17_id)
            AND id <= high_17_id;
        COMMIT;
        low_17_id := high_17_id;
    END LOOP;

    -- public.comparisons.preference_indicators
    LOOP
        SELECT id INTO high_18_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_18_id IS NULL OR id > low_18_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_18_id IS NULL;
        UPDATE public.comparisons SET preference_indicators = '{}'
        WHERE preference_indicators IS NULL
            AND (low_18_id IS NULL OR id > low_18_id)
            AND id <= high_18_id;
        COMMIT;
        low_18_id := high_18_id;
    END LOOP;

    -- public.comparisons.model_versions
    LOOP
        SELECT id INTO high_19_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_19_id IS NULL OR id > low_19_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_19_id IS NULL;
        UPDATE public.comparisons SET model_versions = '{}'
        WHERE model_versions IS NULL
            AND (low_19_id IS NULL OR id > low_19_id)
            AND id <= high_19_id;
        COMMIT;
        low_19_id := high_19_id;
    END LOOP;

    -- public.comparisons.file_exports
    LOOP
        SELECT id INTO high_20_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_20_id IS NULL OR id > low_20_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_20_id IS NULL;
        UPDATE public.comparisons SET file_exports = '{}'
        WHERE file_exports IS NULL
            AND (low_20_id IS NULL OR id > low_20_id)
            AND id <= high_20_id;
        COMMIT;
        low_20_id := high_20_id;
    END LOOP;

    -- public.comparisons.revision_count
    LOOP
        SELECT id INTO high_21_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_21_id IS NULL OR id > low_21_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_21_id IS NULL;
        UPDATE public.comparisons SET revision_count = 0
        WHERE revision_count IS NULL
            AND (low_21_id IS NULL OR id > low_21_id)
            AND id <= high_21_id;
        COMMIT;
        low_21_id := high_21_id;
    END LOOP;

    -- public.comparisons.status
    LOOP
        SELECT id INTO high_22_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_22_id IS NULL OR id > low_22_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_22_id IS NULL;
        UPDATE public.comparisons SET status = 'generated'
        WHERE status IS NULL
            AND (low_22_id IS NULL OR id > low_22_id)
            AND id <= high_22_id;
        COMMIT;
        low_22_id := high_22_id;
    END LOOP;

    -- public.comparisons.updated_at
    LOOP
        SELECT id INTO high_23_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_23_id IS NULL OR id > low_23_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_23_id IS NULL;
        UPDATE public.comparisons SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_23_id IS NULL OR id > low_23_id)
            AND id <= high_23_id;
        COMMIT;
        low_23_id := high_23_id;
    END LOOP;

    -- public.error_logs.details
    LOOP
        SELECT id INTO high_24_id
        FROM (
            SELECT id FROM public.error_logs
            WHERE low_24_id IS NULL OR id > low_24_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_24_id IS NULL;
        UPDATE public.error_logs SET details = '{}'
        WHERE details IS NULL
            AND (low_24_id IS NULL OR id > low_24_id)
            AND id <= high_24_id;
        COMMIT;
        low_24_id := high_24_id;
    END LOOP;

    -- public.error_logs.resolved
    LOOP
        SELECT id INTO high_25_id
        FROM (
            SELECT id FROM public.error_logs
            WHERE low_25_id IS NULL OR id > low_25_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_25_id IS NULL;
        UPDATE public.error_logs SET resolved = false
        WHERE resolved IS NULL
            AND (low_25_id IS NULL OR id > low_25_id)
            AND id <= high_25_id;
        COMMIT;
        low_25_id := high_25_id;
    END LOOP;

    -- public.error_logs.severity
    LOOP
        SELECT id INTO high_26_id
        FROM (
            SELECT id FROM public.error_logs
            WHERE low_26_id IS NULL OR id > low_26_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_26_id IS NULL;
        UPDATE public.error_logs SET severity = 'medium'
        WHERE severity IS NULL
            AND (low_26_id IS NULL OR id > low_26_id)
            AND id <= high_26_id;
        COMMIT;
        low_26_id := high_26_id;
    END LOOP;

    -- public.feedback_logs.share_consent
    LOOP
        SELECT id INTO high_27_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_27_id IS NULL OR id > low_27_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_27_id IS NULL;
        UPDATE public.feedback_logs SET share_consent = false
        WHERE share_consent IS NULL
            AND (low_27_id IS NULL OR id > low_27_id)
            AND id <= high_27_id;
        COMMIT;
        low_27_id := high_27_id;
    END LOOP;

    -- public.feedback_logs.feature_requests
    LOOP
        SELECT id INTO high_28_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_28_id IS NULL OR id > low_28_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_28_id IS NULL;
        UPDATE public.feedback_logs SET feature_requests = '[]'
        WHERE feature_requests IS NULL
            AND (low_28_id IS NULL OR id > low_28_id)
            AND id <= high_28_id;
        COMMIT;
        low_28_id := high_28_id;
    END LOOP;

    -- public.feedback_logs.bugs_reported
    LOOP
        SELECT id INTO high_29_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_29_id IS NULL OR id > low_29_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_29_id IS NULL;
        UPDATE public.feedback_logs SET bugs_reported = '[]'
        WHERE bugs_reported IS NULL
            AND (low_29_id IS NULL OR id > low_29_id)
            AND id <= high_29_id;
        COMMIT;
        low_29_id := high_29_id;
    END LOOP;

    -- public.feedback_logs.follow_up_requested
    LOOP
        SELECT id INTO high_30_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_30_id IS NULL OR id > low_30_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_30_id IS NULL;
        UPDATE public.feedback_logs SET follow_up_requested = false
        WHERE follow_up_requested IS NULL
            AND (low_30_id IS NULL OR id > low_30_id)
            AND id <= high_30_id;
        COMMIT;
        low_30_id := high_30_id;
    END LOOP;

    -- public.feedback_logs.anonymized
    LOOP
        SELECT id INTO high_31_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_31_id IS NULL OR id > low_31_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_31_id IS NULL;
        UPDATE public.feedback_logs SET anonymized = false
        WHERE anonymized IS NULL
            AND (low_31_id IS NULL OR id > low_31_id)
            AND id <= high_31_id;
        COMMIT;
        low_31_id := high_31_id;
    END LOOP;

    -- public.feedback_logs.updated_at
    LOOP
        SELECT id INTO high_32_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_32_id IS NULL OR id > low_32_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_32_id IS NULL;
        UPDATE public.feedback_logs SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_32_id IS NULL OR id > low_32_id)
            AND id <= high_32_id;
        COMMIT;
        low_32_id := high_32_id;
    END LOOP;

    -- public.payment_logs.currency
    LOOP
        SELECT id INTO high_33_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_33_id IS NULL OR id > low_33_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_33_id IS NULL;
        UPDATE public.payment_logs SET currency = 'USD'
        WHERE currency IS NULL
            AND (low_33_id IS NULL OR id > low_33_id)
            AND id <= high_33_id;
        COMMIT;
        low_33_id := high_33_id;
    END LOOP;

    -- public.payment_logs.pricing_tier
    LOOP
        SELECT id INTO high_34_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_34_id IS NULL OR id > low_34_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_34_id IS NULL;
        UPDATE public.payment_logs SET pricing_tier = 'standard'
        WHERE pricing_tier IS NULL
            AND (low_34_id IS NULL OR id > low_34_id)
            AND id <= high_34_id;
        COMMIT;
        low_34_id := high_34_id;
    END LOOP;

    -- public.payment_logs.status
    LOOP
        SELECT id INTO high_35_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_35_id IS NULL OR id > low_35_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_35_id IS NULL;
        UPDATE public.payment_logs SET status = 'pending'
        WHERE status IS NULL
            AND (low_35_id IS NULL OR id > low_35_id)
            AND id <= high_35_id;
        COMMIT;
        low_35_id := high_35_id;
    END LOOP;

    -- public.payment_logs.stripe_webhook_processed
    LOOP
        SELECT id INTO high_36_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_36_id IS NULL OR id > low_36_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_36_id IS NULL;
        UPDATE public.payment_logs SET stripe_webhook_processed = false
        WHERE stripe_webhook_processed IS NULL
            AND (low_36_id IS NULL OR id > low_36_id)
            AND id <= high_36_id;
        COMMIT;
        low_36_id := high_36_id;
    END LOOP;

    -- public.payment_logs.make_webhook_triggered
    LOOP
        SELECT id INTO high_37_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_37_id IS NULL OR id > low_37_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_37_id IS NULL;
        UPDATE public.payment_logs SET make_webhook_triggered = false
        WHERE make_webhook_triggered IS NULL
            AND (low_37_id IS NULL OR id > low_37_id)
            AND id <= high_37_id;
        COMMIT;
        low_37_id := high_37_id;
    END LOOP;

    -- public.payment_logs.metadata
    LOOP
        SELECT id INTO high_38_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_38_id IS NULL OR id > low_38_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_38_id IS NULL;
        UPDATE public.payment_logs SET metadata = '{}'
        WHERE metadata IS NULL
            AND (low_38_id IS NULL OR id > low_38_id)
            AND id <= high_38_id;
        COMMIT;
        low_38_id := high_38_id;
    END LOOP;

    -- public.payment_logs.updated_at
    LOOP
        SELECT id INTO high_39_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_39_id IS NULL OR id > low_39_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_39_id IS NULL;
        UPDATE public.payment_logs SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_39_id IS NULL OR id > low_39_id)
            AND id <= high_39_id;
        COMMIT;
        low_39_id := high_39_id;
    END LOOP;

    -- public.pricing.tier
    LOOP
        SELECT id INTO high_40_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_40_id IS NULL OR id > low_40_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_40_id IS NULL;
        UPDATE public.pricing SET tier = 'standard'
        WHERE tier IS NULL
            AND (low_40_id IS NULL OR id > low_40_id)
            AND id <= high_40_id;
        COMMIT;
        low_40_id := high_40_id;
    END LOOP;

    -- public.pricing.currency
    LOOP
        SELECT id INTO high_41_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_41_id IS NULL OR id > low_41_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_41_id IS NULL;
        UPDATE public.pricing SET currency = 'USD'
        WHERE currency IS NULL
            AND (low_41_id IS NULL OR id > low_41_id)
            AND id <= high_41_id;
        COMMIT;
        low_41_id := high_41_id;
    END LOOP;

    -- public.pricing.emotional_benefits
    LOOP
        SELECT id INTO high_42_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_42_id IS NULL OR id > low_42_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_42_id IS NULL;
        UPDATE public.pricing SET emotional_benefits = '[]'
        WHERE emotional_benefits IS NULL
            AND (low_42_id IS NULL OR id > low_42_id)
            AND id <= high_42_id;
        COMMIT;
        low_42_id := high_42_id;
    END LOOP;

    -- public.pricing.active
    LOOP
        SELECT id INTO high_43_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_43_id IS NULL OR id > low_43_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_43_id IS NULL;
        UPDATE public.pricing SET active = false
        WHERE active IS NULL
            AND (low_43_id IS NULL OR id > low_43_id)
            AND id <= high_43_id;
        COMMIT;
        low_43_id := high_43_id;
    END LOOP;

    -- public.pricing.valid_from
    LOOP
        SELECT id INTO high_44_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_44_id IS NULL OR id > low_44_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_44_id IS NULL;
        UPDATE public.pricing SET valid_from = 'infinity'
        WHERE valid_from IS NULL
            AND (low_44_id IS NULL OR id > low_44_id)
            AND id <= high_44_id;
        COMMIT;
        low_44_id := high_44_id;
    END LOOP;

    -- public.pricing.updated_at
    LOOP
        SELECT id INTO high_45_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_45_id IS NULL OR id > low_45_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_45_id IS NULL;
        UPDATE public.pricing SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_45_id IS NULL OR id > low_45_id)
            AND id <= high_45_id;
        COMMIT;
        low_45_id := high_45_id;
    END LOOP;

    -- public.session_logs.interaction_details
    LOOP
        SELECT id INTO high_46_id
        FROM (
            SELECT id FROM public.session_logs
            WHERE low_46_id IS NULL OR id > low_46_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_46_id IS NULL;
        UPDATE public.session_logs SET interaction_details = '{}'
        WHERE interaction_details IS NULL
            AND (low_46_id IS NULL OR id > low_46_id)
            AND id <= high_46_id;
        COMMIT;
        low_46_id := high_46_id;
    END LOOP;

    -- public.share_logs.clicks_generated
    LOOP
        SELECT id INTO high_47_id
        FROM (
            SELECT id FROM public.share_logs
            WHERE low_47_id IS NULL OR id > low_47_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_47_id IS NULL;
        UPDATE public.share_logs SET clicks_generated = 0
        WHERE clicks_generated IS NULL
            AND (low_47_id IS NULL OR id > low_47_id)
            AND id <= high_47_id;
        COMMIT;
        low_47_id := high_47_id;
    END LOOP;

    -- public.share_logs.conversions_generated
    LOOP
        SELECT id INTO high_48_id
        FROM (
            SELECT id FROM public.share_logs
            WHERE low_48_id IS NULL OR id > low_48_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_48_id IS NULL;
        UPDATE public.share_logs SET conversions_generated = 0
        WHERE conversions_generated IS NULL
            AND (low_48_id IS NULL OR id > low_48_id)
            AND id <= high_48_id;
        COMMIT;
        low_48_id := high_48_id;
    END LOOP;

    -- public.share_logs.metadata
    LOOP
        SELECT id INTO high_49_id
        FROM (
            SELECT id FROM public.share_logs
            WHERE low_49_id IS NULL OR id > low_49_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_49_id IS NULL;
        UPDATE public.share_logs SET metadata = '{}'
        WHERE metadata IS NULL
            AND (low_49_id IS NULL OR id > low_49_id)
            AND id <= high_49_id;
        COMMIT;
        low_49_id := high_49_id;
    END LOOP;

    -- public.spark_cache.usage_count
    LOOP
        SELECT id INTO high_50_id
        FROM (
            SELECT id FROM public.spark_cache
            WHERE low_50_id IS NULL OR id > low_50_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_50_id IS NULL;
        UPDATE public.spark_cache SET usage_count = 0
        WHERE usage_count IS NULL
            AND (low_50_id IS NULL OR id > low_50_id)
            AND id <= high_50_id;
        COMMIT;
        low_50_id := high_50_id;
    END LOOP;

    -- public.spark_cache.last_used_at
    LOOP
        SELECT id INTO high_51_id
        FROM (
            SELECT id FROM public.spark_cache
            WHERE low_51_id IS NULL OR id > low_51_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_51_id IS NULL;
        UPDATE public.spark_cache SET last_used_at = now()
        WHERE last_used_at IS NULL
            AND (low_51_id IS NULL OR id > low_51_id)
            AND id <= high_51_id;
        COMMIT;
        low_51_id := high_51_id;
    END LOOP;

    -- public.support_requests.category
    LOOP
        SELECT id INTO high_52_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_52_id IS NULL OR id > low_52_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_52_id IS NULL;
        UPDATE public.support_requests SET category = 'general'
        WHERE category IS NULL
            AND (low_52_id IS NULL OR id > low_52_id)
            AND id <= high_52_id;
        COMMIT;
        low_52_id := high_52_id;
    END LOOP;

    -- public.support_requests.priority
    LOOP
        SELECT id INTO high_53_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_53_id IS NULL OR id > low_53_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_53_id IS NULL;
        UPDATE public.support_requests SET priority = 'medium'
        WHERE priority IS NULL
            AND (low_53_id IS NULL OR id > low_53_id)
            AND id <= high_53_id;
        COMMIT;
        low_53_id := high_53_id;
    END LOOP;

    -- public.support_requests.status
    LOOP
        SELECT id INTO high_54_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_54_id IS NULL OR id > low_54_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_54_id IS NULL;
        UPDATE public.support_requests SET status = 'open'
        WHERE status IS NULL
            AND (low_54_id IS NULL OR id > low_54_id)
            AND id <= high_54_id;
        COMMIT;
        low_54_id := high_54_id;
    END LOOP;

    -- public.support_requests.internal_notes
    LOOP
        SELECT id INTO high_55_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_55_id IS NULL OR id > low_55_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_55_id IS NULL;
        UPDATE public.support_requests SET internal_notes = '[]'
        WHERE internal_notes IS NULL
            AND (low_55_id IS NULL OR id > low_55_id)
            AND id <= high_55_id;
        COMMIT;
        low_55_id := high_55_id;
    END LOOP;

    -- public.support_requests.attachments
    LOOP
        SELECT id INTO high_56_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_56_id IS NULL OR id > low_56_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_56_id IS NULL;
        UPDATE public.support_requests SET attachments = '[]'
        WHERE attachments IS NULL
            AND (low_56_id IS NULL OR id > low_56_id)
            AND id <= high_56_id;
        COMMIT;
        low_56_id := high_56_id;
    END LOOP;

    -- public.support_requests.updated_at
    LOOP
        SELECT id INTO high_57_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_57_id IS NULL OR id > low_57_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_57_id IS NULL;
        UPDATE public.support_requests SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_57_id IS NULL OR id > low_57_id)
            AND id <= high_57_id;
        COMMIT;
        low_57_id := high_57_id;
    END LOOP;

    -- public.trust_indicators.type
    LOOP
        SELECT id INTO high_58_id
        FROM (
            SELECT id FROM public.trust_indicators
            WHERE low_58_id IS NULL OR id > low_58_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_58_id IS NULL;
        UPDATE public.trust_indicators SET type = 'trust_indicator'
        WHERE type IS NULL
            AND (low_58_id IS NULL OR id > low_58_id)
            AND id <= high_58_id;
        COMMIT;
        low_58_id := high_58_id;
    END LOOP;

    -- public.trust_indicators.display_priority
    LOOP
        SELECT id INTO high_59_id
        FROM (
            SELECT id FROM public.trust_indicators
            WHERE low_59_id IS NULL OR id > low_59_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_59_id IS NULL;
        UPDATE public.trust_indicators SET display_priority = 50
        WHERE display_priority IS NULL
            AND (low_59_id IS NULL OR id > low_59_id)
            AND id <= high_59_id;
        COMMIT;
        low_59_id := high_59_id;
    END LOOP;

    -- public.trust_indicators.active
    LOOP
        SELECT id INTO high_60_id
        FROM (
            SELECT id FROM public.trust_indicators
            WHERE low_60_id IS NULL OR id > low_60_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_60_id IS NULL;
        UPDATE public.trust_indicators SET active = false
        WHERE active IS NULL
            AND (low_60_id IS NULL OR id > low_60_id)
            AND id <= high_60_id;
        COMMIT;
        low_60_id := high_60_id;
    END LOOP;

    -- public.trust_indicators.updated_at
    LOOP
        SELECT id INTO high_61_id
        FROM (
            SELECT id FROM public.trust_indicators
            WHERE low_61_id IS NULL OR id > low_61_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_61_id IS NULL;
        UPDATE public.trust_indicators SET updated_at = now()
        WHERE updated_at IS NULL
            AND (low_61_id IS NULL OR id > low_61_id)
            AND id <= high_61_id;
        COMMIT;
        low_61_id := high_61_id;
    END LOOP;

    -- public.usage_logs.success
    LOOP
        SELECT id INTO high_62_id
        FROM (
            SELECT id FROM public.usage_logs
            WHERE low_62_id IS NULL OR id > low_62_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_62_id IS NULL;
        UPDATE public.usage_logs SET success = true
        WHERE success IS NULL
            AND (low_62_id IS NULL OR id > low_62_id)
            AND id <= high_62_id;
        COMMIT;
        low_62_id := high_62_id;
    END LOOP;

    -- public.usage_logs.performance_metrics
    LOOP
        SELECT id INTO high_63_id
        FROM (
            SELECT id FROM public.usage_logs
            WHERE low_63_id IS NULL OR id > low_63_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_63_id IS NULL;
        UPDATE public.usage_logs SET performance_metrics = '{}'
        WHERE performance_metrics IS NULL
            AND (low_63_id IS NULL OR id > low_63_id)
            AND id <= high_63_id;
        COMMIT;
        low_63_id := high_63_id;
    END LOOP;

    -- public.usage_logs.user_context
    LOOP
        SELECT id INTO high_64_id
        FROM (
            SELECT id FROM public.usage_logs
            WHERE low_64_id IS NULL OR id > low_64_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_64_id IS NULL;
        UPDATE public.usage_logs SET user_context = '{}'
        WHERE user_context IS NULL
            AND (low_64_id IS NULL OR id > low_64_id)
            AND id <= high_64_id;
        COMMIT;
        low_64_id := high_64_id;
    END LOOP;
END
$backfill$;
