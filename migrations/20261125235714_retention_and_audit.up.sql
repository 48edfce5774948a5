-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

-- 9 tables are locked one after the other: none may wait long while the others are held.
SET LOCAL lock_timeout = '333ms';

DO $$ BEGIN
    CREATE ROLE canai_db_audited NOLOGIN;
EXCEPTION WHEN duplicate_object OR unique_violation THEN
    NULL;
END $$;

DO $$ BEGIN
    COMMENT ON ROLE canai_db_audited IS 'What it may read, pgaudit logs (pgaudit.role). It has no members and never logs in.';
EXCEPTION WHEN insufficient_privilege THEN
    NULL;
END $$;

CREATE SCHEMA canai_db_audit;

COMMENT ON SCHEMA canai_db_audit IS 'What `audit` of canai-db writes. Nobody but its owner reads it, and nothing in it is changed.';

CREATE SEQUENCE canai_db_audit.log_id;

CREATE FUNCTION canai_db_audit.difference(old_row jsonb, new_row jsonb, key_columns text[], mask jsonb)
    RETURNS table (key jsonb, changed text[], old_values jsonb, new_values jsonb)
    LANGUAGE sql STABLE
AS $$
select
    (select jsonb_object_agg(k, coalesce(mask -> k, coalesce(old_row, new_row) -> k)) from unnest(key_columns) as k),
    d.changed,
    case when new_row is null then old_row || mask else d.before end,
    case when old_row is null then new_row || mask else d.after end
from (
    select
        array_agg(n.key) as changed,
        jsonb_object_agg(n.key, coalesce(mask -> n.key, old_row -> n.key)) as before,
        jsonb_object_agg(n.key, coalesce(mask -> n.key, n.value)) as after
    from jsonb_each(case when old_row is not null then new_row end) as n
    where n.value is distinct from old_row -> n.key
) as d
$$;

COMMENT ON ROUTINE canai_db_audit.difference(jsonb, jsonb, text[], jsonb) IS 'What a row was and became, as the audit log keeps it. Inlined into the queries that call it.';

REVOKE EXECUTE ON ROUTINE canai_db_audit.difference(jsonb, jsonb, text[], jsonb) FROM PUBLIC;

CREATE FUNCTION canai_db_audit.keep()
    RETURNS trigger
    LANGUAGE plpgsql
    SET search_path = 'pg_catalog', 'pg_temp'
AS $$
begin
    -- For whoever removes old entries and may: the owner, who says so.
    if tg_op <> 'UPDATE' and current_setting('canai_db.audit_retention', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only: % is refused', tg_op using
        errcode = 'insufficient_privilege',
        hint = 'Drop a partition, or set canai_db.audit_retention = on to delete old entries.';
end
$$;

COMMENT ON ROUTINE canai_db_audit.keep() IS 'Trigger that refuses to change or remove entries of the audit log.';

REVOKE EXECUTE ON ROUTINE canai_db_audit.keep() FROM PUBLIC;

CREATE FUNCTION canai_db_audit.record()
    RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = 'pg_catalog', 'pg_temp'
AS $$
-- Arguments: the columns of the primary key, what masked columns show instead of their values, the
-- setting that holds the claims, and the claims that are kept.
declare
    key_columns constant text[] := tg_argv[0];
    mask constant jsonb := tg_argv[1];
    moment constant timestamptz := clock_timestamp();
    -- current_user is the owner of this function.
    acting constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
    said constant text := nullif(current_setting(tg_argv[2], true), '');
    kept jsonb;
begin
    if said is not null then
        begin
            select jsonb_object_agg(c.key, c.value) into kept
            from jsonb_each(said::jsonb) as c where c.key = any (tg_argv[3]::text[]);
        exception when data_exception then
            -- What stands in a setting must not stop a write.
            kept := '"unreadable"';
        end;
    end if;
    if tg_op = 'TRUNCATE' then
        insert into canai_db_audit.log (logged_at, role, claims, table_schema, table_name, operation)
        values (moment, acting, kept, tg_table_schema, tg_table_name, 'truncate');
    elsif tg_level = 'ROW' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, lower(tg_op), d.*
        from canai_db_audit.difference(
            case when tg_op <> 'INSERT' then to_jsonb(old) end,
            case when tg_op <> 'DELETE' then to_jsonb(new) end,
            key_columns, mask
        ) as d;
    elsif tg_op = 'INSERT' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'insert', d.*
        from (select to_jsonb(r.*) as image from new_rows as r offset 0) as n
        cross join lateral canai_db_audit.difference(null, n.image, key_columns, mask) as d;
    elsif tg_op = 'DELETE' then
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'delete', d.*
        from (select to_jsonb(r.*) as image from old_rows as r offset 0) as o
        cross join lateral canai_db_audit.difference(o.image, null, key_columns, mask) as d;
    else
        -- Both tables hold the rows in the order in which they were updated; a key may have changed.
        insert into canai_db_audit.log
            (logged_at, role, claims, table_schema, table_name, operation, key, changed, old_values, new_values)
        select moment, acting, kept, tg_table_schema, tg_table_name, 'update', d.*
        from (select to_jsonb(r.*) as image, row_number() over () as number from old_rows as r) as o
        join (select to_jsonb(r.*) as image, row_number() over () as number from new_rows as r) as n using (number)
        cross join lateral canai_db_audit.difference(o.image, n.image, key_columns, mask) as d;
    end if;
    return null;
end
$$;

COMMENT ON ROUTINE canai_db_audit.record() IS 'Trigger that writes to the audit log what a statement did.';

REVOKE EXECUTE ON ROUTINE canai_db_audit.record() FROM PUBLIC;

CREATE TABLE canai_db_audit.log (
    id             bigint      DEFAULT nextval('canai_db_audit.log_id'::regclass),
    logged_at      timestamptz,
    transaction_id xid8        DEFAULT pg_current_xact_id() NOT NULL,
    login          text        DEFAULT session_user NOT NULL,
    role           text        NOT NULL,
    claims         jsonb,
    application    text        DEFAULT current_setting('application_name'::text),
    table_schema   text        NOT NULL,
    table_name     text        NOT NULL,
    operation      text        NOT NULL,
    key            jsonb,
    changed        text[],
    old_values     jsonb,
    new_values     jsonb,
    CONSTRAINT log_pkey PRIMARY KEY (logged_at, id)
) PARTITION BY RANGE (logged_at);

COMMENT ON TABLE canai_db_audit.log IS 'Who changed which row when. Append-only.';
COMMENT ON COLUMN canai_db_audit.log.logged_at IS 'The moment of the statement.';
COMMENT ON COLUMN canai_db_audit.log.login IS 'The role that logged in.';
COMMENT ON COLUMN canai_db_audit.log.role IS 'The role it had taken on (SET ROLE), or the login.';
COMMENT ON COLUMN canai_db_audit.log.claims IS 'What the request''s token said.';
COMMENT ON COLUMN canai_db_audit.log.operation IS 'insert, update, delete or truncate.';
COMMENT ON COLUMN canai_db_audit.log.key IS 'The row''s primary key (before an update).';
COMMENT ON COLUMN canai_db_audit.log.changed IS 'The columns that an update changed.';
COMMENT ON COLUMN canai_db_audit.log.old_values IS 'Before: of a deleted row all, of an updated one what changed.';
COMMENT ON COLUMN canai_db_audit.log.new_values IS 'After: of an inserted row all, of an updated one what changed.';

CREATE INDEX log_key ON canai_db_audit.log USING hash (key);

ALTER TABLE canai_db_audit.log ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER keep
    BEFORE UPDATE OR DELETE ON canai_db_audit.log
    FOR EACH ROW EXECUTE FUNCTION canai_db_audit.keep();

CREATE TRIGGER keep_truncate
    BEFORE TRUNCATE ON canai_db_audit.log
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.keep();

CREATE TABLE canai_db_audit.log_default PARTITION OF canai_db_audit.log
    DEFAULT;

COMMENT ON TABLE canai_db_audit.log_default IS 'Entries of the months for which there is no partition.';

ALTER TABLE canai_db_audit.log_default ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER keep_truncate
    BEFORE TRUNCATE ON canai_db_audit.log_default
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.keep();

CREATE TRIGGER zz_audit_insert
    AFTER INSERT ON public.feedback_logs
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"bugs_reported":"*** free_text","comments":"*** free_text","feature_requests":"*** free_text","improvement_suggestions":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.feedback_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"bugs_reported":"*** free_text","comments":"*** free_text","feature_requests":"*** free_text","improvement_suggestions":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.feedback_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"bugs_reported":"*** free_text","comments":"*** free_text","feature_requests":"*** free_text","improvement_suggestions":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.feedback_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"bugs_reported":"*** free_text","comments":"*** free_text","feature_requests":"*** free_text","improvement_suggestions":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.initial_prompt_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"context_data":"*** free_text","custom_tone":"*** free_text","other_type":"*** free_text","payload":"*** free_text","primary_challenge":"*** free_text","session_id":"*** identifier","user_id":"*** identifier","validation_feedback":"*** free_text"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.initial_prompt_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"context_data":"*** free_text","custom_tone":"*** free_text","other_type":"*** free_text","payload":"*** free_text","primary_challenge":"*** free_text","session_id":"*** identifier","user_id":"*** identifier","validation_feedback":"*** free_text"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.initial_prompt_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"context_data":"*** free_text","custom_tone":"*** free_text","other_type":"*** free_text","payload":"*** free_text","primary_challenge":"*** free_text","session_id":"*** identifier","user_id":"*** identifier","validation_feedback":"*** free_text"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.spark_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"feedback":"*** free_text","generated_sparks":"*** free_text","selected_spark":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.spark_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"feedback":"*** free_text","generated_sparks":"*** free_text","selected_spark":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.spark_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"feedback":"*** free_text","generated_sparks":"*** free_text","selected_spark":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_insert
    AFTER INSERT ON public.payment_logs
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"amount":"*** financial","metadata":"*** free_text","refund_amount":"*** financial","refund_reason":"*** free_text","stripe_payment_intent_id":"*** identifier","stripe_session_id":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.payment_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"amount":"*** financial","metadata":"*** free_text","refund_amount":"*** financial","refund_reason":"*** free_text","stripe_payment_intent_id":"*** identifier","stripe_session_id":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.payment_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"amount":"*** financial","metadata":"*** free_text","refund_amount":"*** financial","refund_reason":"*** free_text","stripe_payment_intent_id":"*** identifier","stripe_session_id":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.payment_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"amount":"*** financial","metadata":"*** free_text","refund_amount":"*** financial","refund_reason":"*** free_text","stripe_payment_intent_id":"*** identifier","stripe_session_id":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

GRANT SELECT ON TABLE public.payment_logs TO canai_db_audited;

CREATE TRIGGER zz_audit_insert
    AFTER INSERT ON public.pricing
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.pricing
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.pricing
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.pricing
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.prompt_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"business_description":"*** free_text","competitors":"*** free_text","context_analysis":"*** free_text","emotional_drivers":"*** free_text","funding_goal":"*** financial","growth_strategy":"*** free_text","location":"*** free_text","market_research":"*** free_text","revenue_model":"*** free_text","risk_mitigation":"*** free_text","target_market":"*** free_text","team_experience":"*** free_text","timeline":"*** free_text","unique_value_proposition":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.prompt_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"business_description":"*** free_text","competitors":"*** free_text","context_analysis":"*** free_text","emotional_drivers":"*** free_text","funding_goal":"*** financial","growth_strategy":"*** free_text","location":"*** free_text","market_research":"*** free_text","revenue_model":"*** free_text","risk_mitigation":"*** free_text","target_market":"*** free_text","team_experience":"*** free_text","timeline":"*** free_text","unique_value_proposition":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.prompt_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"business_description":"*** free_text","competitors":"*** free_text","context_analysis":"*** free_text","emotional_drivers":"*** free_text","funding_goal":"*** financial","growth_strategy":"*** free_text","location":"*** free_text","market_research":"*** free_text","revenue_model":"*** free_text","risk_mitigation":"*** free_text","target_market":"*** free_text","team_experience":"*** free_text","timeline":"*** free_text","unique_value_proposition":"*** free_text","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TABLE public.session_logs_archive (
    id        bigint      GENERATED ALWAYS AS IDENTITY,
    lower     timestamptz NOT NULL,
    upper     timestamptz NOT NULL,
    row_count integer     NOT NULL,
    rows      jsonb       COMPRESSION lz4 NOT NULL,
    CONSTRAINT session_logs_archive_pkey PRIMARY KEY (id)
);

COMMENT ON TABLE public.session_logs_archive IS 'Old rows of session_logs, many in one compressed value; the job compress-old-logs moves them.';
COMMENT ON COLUMN public.session_logs_archive.lower IS 'The created_at of its oldest row.';
COMMENT ON COLUMN public.session_logs_archive.upper IS 'The created_at of its newest row.';
COMMENT ON COLUMN public.session_logs_archive.rows IS 'Array of the rows as objects.';

CREATE INDEX idx_session_logs_archive_lower ON public.session_logs_archive (lower);

ALTER TABLE public.session_logs_archive ENABLE ROW LEVEL SECURITY;

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.share_logs
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"content_shared":"*** free_text","metadata":"*** free_text","referral_code":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.share_logs
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"content_shared":"*** free_text","metadata":"*** free_text","referral_code":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.share_logs
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"content_shared":"*** free_text","metadata":"*** free_text","referral_code":"*** identifier","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_insert
    AFTER INSERT ON public.support_requests
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"assigned_to":"*** identifier","attachments":"*** free_text","description":"*** free_text","internal_notes":"*** free_text","resolution":"*** free_text","subject":"*** free_text","ticket_id":"*** identifier","user_email":"*** contact","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.support_requests
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"assigned_to":"*** identifier","attachments":"*** free_text","description":"*** free_text","internal_notes":"*** free_text","resolution":"*** free_text","subject":"*** free_text","ticket_id":"*** identifier","user_email":"*** contact","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.support_requests
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"assigned_to":"*** identifier","attachments":"*** free_text","description":"*** free_text","internal_notes":"*** free_text","resolution":"*** free_text","subject":"*** free_text","ticket_id":"*** identifier","user_email":"*** contact","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.support_requests
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"assigned_to":"*** identifier","attachments":"*** free_text","description":"*** free_text","internal_notes":"*** free_text","resolution":"*** free_text","subject":"*** free_text","ticket_id":"*** identifier","user_email":"*** contact","user_id":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

GRANT SELECT ON TABLE public.support_requests TO canai_db_audited;

CREATE TRIGGER zz_audit_insert
    AFTER INSERT ON public.trust_indicators
    REFERENCING NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"author":"*** identifier","location":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_update
    AFTER UPDATE ON public.trust_indicators
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"author":"*** identifier","location":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_delete
    AFTER DELETE ON public.trust_indicators
    REFERENCING OLD TABLE AS old_rows
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"author":"*** identifier","location":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');

CREATE TRIGGER zz_audit_truncate
    AFTER TRUNCATE ON public.trust_indicators
    FOR EACH STATEMENT EXECUTE FUNCTION canai_db_audit.record('{"id"}', '{"author":"*** identifier","location":"*** identifier"}', 'request.jwt.claims', '{"sub","role"}');
