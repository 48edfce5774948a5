-- no-transaction
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

DO $backfill$
DECLARE
    low_1_id public.spark_logs.id%TYPE;
    high_1_id public.spark_logs.id%TYPE;
    low_2_id public.spark_cache.id%TYPE;
    high_2_id public.spark_cache.id%TYPE;
BEGIN
    -- public.spark_logs.expires_at
    LOOP
        SELECT id INTO high_1_id
        FROM (
            SELECT id FROM public.spark_logs
            WHERE low_1_id IS NULL OR id > low_1_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_1_id IS NULL;
        UPDATE public.spark_logs SET expires_at = now()
        WHERE expires_at IS NULL
            AND (low_1_id IS NULL OR id > low_1_id)
            AND id <= high_1_id;
        COMMIT;
        low_1_id := high_1_id;
    END LOOP;

    -- public.spark_cache.expires_at
    LOOP
        SELECT id INTO high_2_id
        FROM (
            SELECT id FROM public.spark_cache
            WHERE low_2_id IS NULL OR id > low_2_id
            ORDER BY id LIMIT 5000
        ) AS batch
        ORDER BY id DESC LIMIT 1;
        EXIT WHEN high_2_id IS NULL;
        UPDATE public.spark_cache SET expires_at = now()
        WHERE expires_at IS NULL
            AND (low_2_id IS NULL OR id > low_2_id)
            AND id <= high_2_id;
        COMMIT;
        low_2_id := high_2_id;
    END LOOP;
END
$backfill$;
