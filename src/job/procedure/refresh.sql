
-- Written by canai-db from @file@; `canai-db jobs schedule --pg-cron` writes it anew.
-- It does what `canai-db jobs run @job@` does, and takes the same locks.
#variable_conflict use_column
<<run>>
DECLARE
    job CONSTANT text := @job_text@;
    policy CONSTANT text := @policy@;
    lock_class CONSTANT integer := @lock_class@;
    -- Each view after those that it reads: its name in the ledger, its name as SQL, its lock, and whether its
    -- rows can be told apart.
    names CONSTANT text[] := @names@;
    relations CONSTANT text[] := @relations@;
    view_locks CONSTANT integer[] := @view_locks@;
    are_keyed CONSTANT boolean[] := @are_keyed@;
    locks integer[] := '@job_lock@';
    counted timestamptz;
    until timestamptz;
    id bigint;
    -- NULL while it goes on.
    outcome text;
    reason text;
    -- Of a view.
    is_done boolean;
    is_concurrent boolean;
    attempts integer;
    pause float8;
    since timestamptz;
    took float8;
    rows bigint;
BEGIN
    @settings@
    IF NOT pg_try_advisory_lock(lock_class, locks[1]) THEN
        RAISE NOTICE 'job %: another run is at it; nothing was done', job;
        RETURN;
    END IF;
    BEGIN
        -- statement_timeout is for the CALL as a whole, and nothing in here can change that.
        SELECT statement_timestamp()
                + least(longest, nullif(setting::bigint, 0) * 0.9 * interval '1 millisecond')
            INTO until FROM pg_settings WHERE name = 'statement_timeout';
        counted := coalesce(counted_from, now());
        -- Whoever had the job's lock is gone.
        UPDATE canai_db.job_runs
            SET outcome = 'lost', reason = 'the process ended without a word', ended_at = clock_timestamp()
            WHERE job = run.job AND outcome = 'running';
        INSERT INTO canai_db.job_runs (job, kind, policy, counted_from, cutoff)
            VALUES (run.job, 'refresh', run.policy, run.counted, run.counted)
            RETURNING job_runs.id INTO run.id;
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        PERFORM pg_advisory_unlock(lock_class, locks[1]);
        RAISE;
    END;
    COMMIT;

    <<views>>
    FOR place IN 1 .. cardinality(names) LOOP
        is_done := false;
        attempts := 0;
        pause := 0;
        LOOP
            -- What fails in here is undone; a COMMIT has to stand outside of it.
            BEGIN
                @settings@
                PERFORM pg_sleep(pause);
                pause := 0;
                IF clock_timestamp() >= until THEN
                    outcome := 'limit';
                    reason := format('its time was up, %s after it began',
                        date_trunc('second', clock_timestamp() - statement_timestamp()));
                ELSIF view_locks[place] <> ALL (locks) AND NOT pg_try_advisory_lock(lock_class, view_locks[place]) THEN
                    pause := 0.5;
                ELSE
                    IF view_locks[place] <> ALL (locks) THEN
                        locks := locks || view_locks[place];
                    END IF;
                    SELECT are_keyed[place] AND relispopulated INTO is_concurrent
                        FROM pg_class WHERE oid = relations[place]::regclass;
                    since := clock_timestamp();
                    EXECUTE format('REFRESH MATERIALIZED VIEW %s%s',
                        CASE WHEN is_concurrent THEN 'CONCURRENTLY ' END, relations[place]);
                    took := extract(epoch FROM clock_timestamp() - since);
                    EXECUTE format('SELECT count(*) FROM %s', relations[place]) INTO rows;
                    INSERT INTO canai_db.job_batches (run_id, number, table_name, action, rows, milliseconds)
                        VALUES (run.id, place, names[place],
                            CASE WHEN run.is_concurrent THEN 'refresh concurrently' ELSE 'refresh' END,
                            run.rows, run.took * 1000);
                    is_done := true;
                END IF;
            EXCEPTION
                WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
                    attempts := attempts + 1;
                    pause := least(0.1 * 2 ^ attempts, 5) * (0.5 + random());
                    IF attempts >= @attempts@ THEN
                        outcome := 'failed';
                        reason := format('%s: gave up after %s attempts: %s (SQLSTATE %s)',
                            names[place], attempts, SQLERRM, SQLSTATE);
                    END IF;
                WHEN query_canceled THEN
                    outcome := 'interrupted';
                    reason := SQLERRM;
                WHEN OTHERS THEN
                    outcome := 'failed';
                    -- A message about a value quotes it, and one of a function may.
                    reason := format('cannot refresh %s: %s (SQLSTATE %s)', names[place],
                        CASE WHEN SQLSTATE LIKE '22%' THEN 'a value was refused'
                            WHEN SQLSTATE LIKE 'P0%' THEN 'a function raised an exception'
                            ELSE SQLERRM END, SQLSTATE);
            END;
            COMMIT;
            EXIT views WHEN outcome IS NOT NULL;
            EXIT WHEN is_done;
        END LOOP;
    END LOOP;

    UPDATE canai_db.job_runs
        SET outcome = coalesce(run.outcome, 'done'), reason = run.reason, ended_at = clock_timestamp()
        WHERE id = run.id;
    COMMIT;
    PERFORM pg_advisory_unlock(lock_class, held) FROM unnest(locks) AS held;
    IF outcome IN ('failed', 'interrupted') THEN
        RAISE EXCEPTION 'job %: %', job, reason
            USING HINT = 'views that were refreshed before stay so';
    END IF;
END
