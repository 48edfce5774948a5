
-- Written by canai-db from @file@; `canai-db jobs schedule --pg-cron` writes it anew.
-- It does what `canai-db jobs run @job@` does, and takes the same locks.
#variable_conflict use_column
<<run>>
DECLARE
    job CONSTANT text := @job_text@;
    kind CONSTANT text := @kind@;
    policy CONSTANT text := @policy@;
    lock_class CONSTANT integer := @lock_class@;
    locks integer[] := '@job_lock@';
    counted timestamptz;
    cutoff text;
    until timestamptz;
    id bigint;
    sizes jsonb;
    -- NULL while it goes on.
    outcome text;
    reason text;
    -- Of the last batch.
    number integer := 0;
    -- Long ago: standbys are looked at before the first batch.
    lag_asked timestamptz := clock_timestamp() - interval '1 day';
    lag float8;
    -- Of a table: its name in the ledger and its name as SQL.
    table_name text;
    relation text;
    table_lock integer;
    action text;
    -- What may be wrong with rows of a batch, where its statement counts them in a second column.
    doubt text;
    wrong bigint;
    -- Whether a row may have to wait for others.
    waits boolean;
    -- What becomes of partitions that are old as a whole; NULL: they are emptied.
    partitions text;
    -- The tables whose rows may go along, with what the statistics counted before a batch.
    other_names text[];
    other_relations text[];
    other_oids oid[];
    -- The tables of which a row may be detached more than once, with what counts them.
    once_names text[];
    once_between text[];
    once_from text[];
    once jsonb;
    deleted bigint[];
    updated bigint[];
    find_first text;
    find_next text;
    count_some text;
    detach_between text[];
    detach_from text[];
    act_between text;
    act_from text;
    statement text;
    -- Of a step.
    step text;
    attempts integer;
    passes integer;
    pass_rows bigint;
    pause float8;
    batch_rows bigint;
    from_age text;
    lower_bound text[];
    upper_bound text[];
    since timestamptz;
    took float8;
    affected bigint;
    cascaded jsonb;
    detached jsonb;
    usual record;
    most bigint;
    part_schema text;
    part_name text;
    part_rows bigint;
    part_upper text;
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
        IF NOT isfinite(counted) OR counted > clock_timestamp() + interval '1 day' THEN
            RAISE EXCEPTION 'job %: ages cannot be counted from %, which never comes or is yet to come', job, counted;
        END IF;
        -- Its statements are those for the tables as they were when it was made.
        PERFORM FROM (
@facts@
            ) AS facts (text), LATERAL (SELECT text::jsonb AS table_facts) AS parsed
            WHERE table_facts ->> 'name' IN (@involved@)
                OR EXISTS (
                    SELECT FROM jsonb_array_elements(table_facts -> 'foreign_keys') AS k
                    WHERE k ->> 'to' IN (@involved@))
            HAVING string_agg(table_facts ->> 'shape', ' ' ORDER BY table_facts ->> 'shape' COLLATE "C") IS DISTINCT FROM @shape@;
        IF FOUND THEN
            RAISE EXCEPTION 'job %: its tables, or what refers to them, are not as they were when it was scheduled; nothing was done', job
                USING HINT = 'canai-db jobs schedule --pg-cron makes its procedure anew';
        END IF;
        cutoff := (counted - interval @age@)::text;
        sizes := '{}';
        FOR table_name, relation IN VALUES @tables@ LOOP
            EXECUTE @size@ INTO affected USING relation;
            IF affected > 0 THEN
                sizes := sizes || jsonb_build_object(table_name, affected);
            END IF;
        END LOOP;
        -- Whoever had the job's lock is gone.
        UPDATE canai_db.job_runs
            SET outcome = 'lost', reason = 'the process ended without a word', ended_at = clock_timestamp()
            WHERE job = run.job AND outcome = 'running';
        INSERT INTO canai_db.job_runs (job, kind, policy, counted_from, cutoff, sizes)
            VALUES (run.job, run.kind, run.policy, run.counted, run.cutoff::timestamptz, run.sizes)
            RETURNING job_runs.id INTO run.id;
    EXCEPTION WHEN OTHERS OR query_canceled THEN
        PERFORM pg_advisory_unlock(lock_class, locks[1]);
        RAISE;
    END;
    COMMIT;

    -- First every table is looked at, then each is worked on.
    <<rounds>>
    FOR round IN 1 .. 2 LOOP
        FOR place IN 1 .. @count@ LOOP
            CASE place
@cases@
            END CASE;
            step := CASE round WHEN 1 THEN 'look' ELSE 'lock' END;
            attempts := 0;
            passes := 0;
            pause := 0;
            batch_rows := @first_batch@;
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
                    ELSIF step = 'look' THEN
                        EXECUTE @usual@ INTO usual USING job, table_name;
                        IF usual.runs >= 3 AND usual.share > 0 AND usual.share < 0.1 AND sizes ? table_name THEN
                            most := greatest(trunc(usual.share * (sizes ->> table_name)::bigint * 10)::bigint, 1000);
                            EXECUTE count_some INTO affected USING cutoff, most + 1;
                            IF affected > most THEN
                                outcome := 'failed';
                                reason := format('it would take more than %s rows of %s, 10 times what is usual; nothing '
                                    'was done. If that is meant: canai-db jobs run %s --allow-unusual', most, table_name, job);
                            END IF;
                        END IF;
                        step := 'end';
                    ELSIF step = 'lock' THEN
                        IF pg_try_advisory_lock(lock_class, table_lock) THEN
                            locks := locks || table_lock;
                            SELECT array_agg(others.name), array_agg(parts.part) INTO other_names, other_oids
                                FROM unnest(other_names, other_relations) AS others (name, relation),
                                    LATERAL (
                                        SELECT others.relation::regclass::oid
                                        UNION SELECT relid FROM pg_partition_tree(others.relation::regclass)
                                    ) AS parts (part);
                            step := 'partitions';
                        ELSE
                            pause := 0.5;
                        END IF;
                    ELSIF step = 'partitions' THEN
                        IF partitions IS NOT NULL THEN
                            EXECUTE @old_partitions@ INTO part_schema, part_name, part_upper
                                USING relation, cutoff;
                        END IF;
                        IF partitions IS NULL OR part_name IS NULL THEN
                            EXECUTE @resume@ INTO from_age USING job, table_name, policy, id;
                            step := 'first';
                        ELSE
                            EXECUTE format('SELECT count(*) FROM %I.%I', part_schema, part_name) INTO part_rows;
                            since := clock_timestamp();
                            IF partitions = 'detach' THEN
                                EXECUTE format('ALTER TABLE %s DETACH PARTITION %I.%I',
                                    relation, part_schema, part_name);
                            ELSE
                                EXECUTE format('DROP TABLE %I.%I', part_schema, part_name);
                            END IF;
                            INSERT INTO canai_db.job_batches
                                (run_id, number, table_name, action, upper, rows, milliseconds)
                                VALUES (run.id, run.number + 1, run.table_name, format('%s partition %s',
                                        run.partitions, CASE WHEN run.part_schema = 'public' THEN quote_ident(run.part_name)
                                            ELSE format('%I.%I', run.part_schema, run.part_name) END),
                                    run.part_upper::timestamptz, run.part_rows,
                                    extract(epoch FROM clock_timestamp() - since) * 1000);
                            number := number + 1;
                        END IF;
                        attempts := 0;
                    ELSIF step = 'first' THEN
                        IF passes = @passes@ THEN
                            RAISE EXCEPTION '%: the rows of a batch are still there after it; a trigger or a rule of the '
                                'table keeps them', table_name;
                        END IF;
                        EXECUTE find_first INTO lower_bound USING cutoff, from_age;
                        step := CASE
                            WHEN waits AND passes > 0 AND pass_rows = 0 THEN 'end'
                            WHEN lower_bound IS NOT NULL THEN 'batch'
                            -- Where the run before ended, there is nothing more; before that there may be.
                            WHEN from_age IS NOT NULL THEN 'first'
                            ELSE 'end' END;
                        passes := passes + 1;
                        -- Where the run before ended, it is not over yet.
                        pass_rows := CASE WHEN from_age IS NULL THEN 0 ELSE 1 END;
                        from_age := NULL;
                    ELSIF clock_timestamp() - lag_asked >= interval '1 second' THEN
                        EXECUTE @lag@ INTO lag;
                        IF lag > 10 THEN
                            pause := 1;
                        ELSE
                            lag_asked := clock_timestamp();
                        END IF;
                    ELSE
                        EXECUTE find_next INTO upper_bound USING cutoff, lower_bound, batch_rows;
                        since := clock_timestamp();
                        -- These count on through all transactions of a CALL.
                        deleted := ARRAY(SELECT pg_stat_get_xact_tuples_deleted(other) FROM unnest(other_oids) AS other);
                        updated := ARRAY(SELECT pg_stat_get_xact_tuples_updated(other) FROM unnest(other_oids) AS other);
                        once := '{}';
                        FOR at IN 1 .. cardinality(once_names) LOOP
                            EXECUTE CASE WHEN upper_bound IS NULL THEN once_from[at] ELSE once_between[at] END
                                INTO affected USING cutoff, lower_bound, upper_bound;
                            once := once || jsonb_build_object(once_names[at], affected);
                        END LOOP;
                        FOREACH statement IN ARRAY
                            CASE WHEN upper_bound IS NULL THEN detach_from ELSE detach_between END
                        LOOP
                            EXECUTE statement USING cutoff, lower_bound, upper_bound;
                        END LOOP;
                        statement := CASE WHEN upper_bound IS NULL THEN act_from ELSE act_between END;
                        IF doubt IS NOT NULL THEN
                            EXECUTE statement INTO affected, wrong USING cutoff, lower_bound, upper_bound;
                            IF wrong > 0 THEN
                                -- A class of our own, of which the text is known.
                                RAISE EXCEPTION '% rows of a batch %; the batch was undone', wrong, doubt
                                    USING ERRCODE = 'CDB01';
                            END IF;
                        ELSE
                            EXECUTE statement USING cutoff, lower_bound, upper_bound;
                            GET DIAGNOSTICS affected = ROW_COUNT;
                        END IF;
                        SET CONSTRAINTS ALL IMMEDIATE;
                        SELECT coalesce(jsonb_object_agg(name, gone) FILTER (WHERE gone > 0), '{}'),
                                coalesce(jsonb_object_agg(name, changed) FILTER (WHERE changed > 0), '{}')
                            INTO cascaded, detached
                            FROM (
                                SELECT name, sum(gone) - CASE WHEN name = table_name THEN affected ELSE 0 END AS gone,
                                    coalesce((once ->> name)::bigint, sum(changed)) AS changed
                                FROM (
                                    SELECT other_names[other] AS name,
                                        pg_stat_get_xact_tuples_deleted(other_oids[other]) - deleted[other] AS gone,
                                        pg_stat_get_xact_tuples_updated(other_oids[other]) - updated[other] AS changed
                                    FROM generate_subscripts(other_oids, 1) AS other
                                ) AS parts
                                GROUP BY name
                            ) AS counts;
                        pass_rows := pass_rows + affected;
                        took := extract(epoch FROM clock_timestamp() - since);
                        INSERT INTO canai_db.job_batches
                            (run_id, number, table_name, action, lower, upper, rows, cascaded, detached, milliseconds)
                            VALUES (run.id, run.number + 1, run.table_name, run.action, run.lower_bound[1]::timestamptz,
                                run.upper_bound[1]::timestamptz, run.affected, run.cascaded, run.detached,
                                run.took * 1000);
                        number := number + 1;
                        attempts := 0;
                        pause := CASE WHEN upper_bound IS NULL THEN 0 ELSE took END;
                        batch_rows := least(greatest(CASE
                            WHEN took > 1.2 * @target@ THEN batch_rows / 2
                            WHEN took < 0.8 * @target@ THEN batch_rows + batch_rows / 2
                            ELSE batch_rows END, @least@), @most@);
                        lower_bound := upper_bound;
                        IF upper_bound IS NULL THEN
                            step := 'first';
                        END IF;
                    END IF;
                EXCEPTION
                    WHEN lock_not_available OR deadlock_detected OR serialization_failure THEN
                        attempts := attempts + 1;
                        batch_rows := greatest(batch_rows / 2, @least@);
                        pause := least(0.1 * 2 ^ attempts, 5) * (0.5 + random());
                        IF attempts >= @attempts@ THEN
                            outcome := 'failed';
                            reason := format('%s: gave up after %s attempts at a batch: %s (SQLSTATE %s)',
                                table_name, attempts, SQLERRM, SQLSTATE);
                        END IF;
                    WHEN query_canceled THEN
                        outcome := 'interrupted';
                        reason := SQLERRM;
                    WHEN OTHERS THEN
                        outcome := 'failed';
                        -- A message about a value quotes it, and one of a function may.
                        reason := format('cannot %s rows of %s: %s (SQLSTATE %s)', kind, table_name,
                            CASE WHEN SQLSTATE LIKE '22%' THEN 'a value was refused'
                                WHEN SQLSTATE LIKE 'P0%' THEN 'a function raised an exception'
                                ELSE SQLERRM END, SQLSTATE);
                END;
                COMMIT;
                EXIT rounds WHEN outcome IS NOT NULL;
                EXIT WHEN step = 'end';
            END LOOP;
        END LOOP;
    END LOOP;

    UPDATE canai_db.job_runs
        SET outcome = coalesce(run.outcome, 'done'), reason = run.reason, ended_at = clock_timestamp()
        WHERE id = run.id;
    COMMIT;
    PERFORM pg_advisory_unlock(lock_class, held) FROM unnest(locks) AS held;
    IF outcome IN ('failed', 'interrupted') THEN
        RAISE EXCEPTION 'job %: %', job, reason
            USING HINT = 'what is done is done, and the next run goes on from there';
    END IF;
END
