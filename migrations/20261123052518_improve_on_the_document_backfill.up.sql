-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.initial_prompt_logs.id%TYPE;
    high_1_id public.initial_prompt_logs.id%TYPE;
    low_2_id public.spark_logs.id%TYPE;
    high_2_id public.spark_logs.id%TYPE;
    low_3_id public.prompt_logs.id%TYPE;
    high_3_id public.prompt_logs.id%TYPE;
    low_4_id public.comparisons.id%TYPE;
    high_4_id public.comparisons.id%TYPE;
    low_5_id public.error_logs.id%TYPE;
    high_5_id public.error_logs.id%TYPE;
    low_6_id public.feedback_logs.id%TYPE;
    high_6_id public.feedback_logs.id%TYPE;
    low_7_id public.payment_logs.id%TYPE;
    high_7_id public.payment_logs.id%TYPE;
    low_8_id public.pricing.id%TYPE;
    high_8_id public.pricing.id%TYPE;
    low_9_id public.session_logs.id%TYPE;
    high_9_id public.session_logs.id%TYPE;
    low_10_id public.share_logs.id%TYPE;
    high_10_id public.share_logs.id%TYPE;
    low_11_id public.spark_cache.id%TYPE;
    high_11_id public.spark_cache.id%TYPE;
    low_12_id public.support_requests.id%TYPE;
    high_12_id public.support_requests.id%TYPE;
    low_13_id public.trust_indicators.id%TYPE;
    high_13_id public.trust_indicators.id%TYPE;
    low_14_id public.usage_logs.id%TYPE;
    high_14_id public.usage_logs.id%TYPE;
BEGIN
    -- public.initial_prompt_logs.created_at
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.initial_prompt_logs
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.initial_prompt_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.spark_logs.created_at
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.spark_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;

    -- public.prompt_logs.created_at
    LOOP
        SELECT id INTO high_3_id
        FROM (
            SELECT id FROM public.prompt_logs
            WHERE low_3_id IS NULL OR id > low_3_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_3_id IS NULL;
        UPDATE public.prompt_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_3_id IS NULL OR id > low_3_id)
            AND id <= high_3_id;
        COMMIT;
        low_3_id := high_3_id;
    END LOOP;

    -- public.comparisons.created_at
    LOOP
        SELECT id INTO high_4_id
        FROM (
            SELECT id FROM public.comparisons
            WHERE low_4_id IS NULL OR id > low_4_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_4_id IS NULL;
        UPDATE public.comparisons SET created_at = now()
        WHERE created_at IS NULL
            AND (low_4_id IS NULL OR id > low_4_id)
            AND id <= high_4_id;
        COMMIT;
        low_4_id := high_4_id;
    END LOOP;

    -- public.error_logs.created_at
    LOOP
        SELECT id INTO high_5_id
        FROM (
            SELECT id FROM public.error_logs
            WHERE low_5_id IS NULL OR id > low_5_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_5_id IS NULL;
        UPDATE public.error_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_5_id IS NULL OR id > low_5_id)
            AND id <= high_5_id;
        COMMIT;
        low_5_id := high_5_id;
    END LOOP;

    -- public.feedback_logs.created_at
    LOOP
        SELECT id INTO high_6_id
        FROM (
            SELECT id FROM public.feedback_logs
            WHERE low_6_id IS NULL OR id > low_6_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_6_id IS NULL;
        UPDATE public.feedback_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_6_id IS NULL OR id > low_6_id)
            AND id <= high_6_id;
        COMMIT;
        low_6_id := high_6_id;
    END LOOP;

    -- public.payment_logs.created_at
    LOOP
        SELECT id INTO high_7_id
        FROM (
            SELECT id FROM public.payment_logs
            WHERE low_7_id IS NULL OR id > low_7_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_7_id IS NULL;
        UPDATE public.payment_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_7_id IS NULL OR id > low_7_id)
            AND id <= high_7_id;
        COMMIT;
        low_7_id := high_7_id;
    END LOOP;

    -- public.pricing.created_at
    LOOP
        SELECT id INTO high_8_id
        FROM (
            SELECT id FROM public.pricing
            WHERE low_8_id IS NULL OR id > low_8_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_8_id IS NULL;
        UPDATE public.pricing SET created_at = now()
        WHERE created_at IS NULL
            AND (low_8_id IS NULL OR id > low_8_id)
            AND id <= high_8_id;
        COMMIT;
        low_8_id := high_8_id;
    END LOOP;

    -- public.session_logs.created_at
    LOOP
        SELECT id INTO high_9_id
        FROM (
            SELECT id FROM public.session_logs
            WHERE low_9_id IS NULL OR id > low_9_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_9_id IS NULL;
        UPDATE public.session_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_9_id IS NULL OR id > low_9_id)
            AND id <= high_9_id;
        COMMIT;
        low_9_id := high_9_id;
    END LOOP;

    -- public.share_logs.created_at
    LOOP
        SELECT id INTO high_10_id
        FROM (
            SELECT id FROM public.share_logs
            WHERE low_10_id IS NULL OR id > low_10_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_10_id IS NULL;
        UPDATE public.share_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_10_id IS NULL OR id > low_10_id)
            AND id <= high_10_id;
        COMMIT;
        low_10_id := high_10_id;
    END LOOP;

    -- public.spark_cache.created_at
    LOOP
        SELECT id INTO high_11_id
        FROM (
            SELECT id FROM public.spark_cache
            WHERE low_11_id IS NULL OR id > low_11_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_11_id IS NULL;
        UPDATE public.spark_cache SET created_at = now()
        WHERE created_at IS NULL
            AND (low_11_id IS NULL OR id > low_11_id)
            AND id <= high_11_id;
        COMMIT;
        low_11_id := high_11_id;
    END LOOP;

    -- public.support_requests.created_at
    LOOP
        SELECT id INTO high_12_id
        FROM (
            SELECT id FROM public.support_requests
            WHERE low_12_id IS NULL OR id > low_12_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_12_id IS NULL;
        UPDATE public.support_requests SET created_at = now()
        WHERE created_at IS NULL
            AND (low_12_id IS NULL OR id > low_12_id)
            AND id <= high_12_id;
        COMMIT;
        low_12_id := high_12_id;
    END LOOP;

    -- public.trust_indicators.created_at
    LOOP
        SELECT id INTO high_13_id
        FROM (
            SELECT id FROM public.trust_indicators
            WHERE low_13_id IS NULL OR id > low_13_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_13_id IS NULL;
        UPDATE public.trust_indicators SET created_at = now()
        WHERE created_at IS NULL
            AND (low_13_id IS NULL OR id > low_13_id)
            AND id <= high_13_id;
        COMMIT;
        low_13_id := high_13_id;
    END LOOP;

    -- public.usage_logs.created_at
    LOOP
        SELECT id INTO high_14_id
        FROM (
            SELECT id FROM public.usage_logs
            WHERE low_14_id IS NULL OR id > low_14_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_14_id IS NULL;
        UPDATE public.usage_logs SET created_at = now()
        WHERE created_at IS NULL
            AND (low_14_id IS NULL OR id > low_14_id)
            AND id <= high_14_id;
        COMMIT;
        low_14_id := high_14_id;
    END LOOP;
END
$backfill$;
