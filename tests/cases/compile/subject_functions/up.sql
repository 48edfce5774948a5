-- ==== create_schema_canai_db.up.sql
-- Compiled by canai-db from schema/. Change the YAML and compile again; once applied, never edit.

CREATE SCHEMA IF NOT EXISTS canai_db;

GRANT USAGE ON SCHEMA canai_db TO server;

CREATE FUNCTION canai_db.erase_subject(person bigint)
    RETURNS jsonb
    LANGUAGE plpgsql STRICT SECURITY DEFINER
    SET search_path = ''
    SET TimeZone = 'UTC'
    SET DateStyle = 'ISO, YMD'
    SET IntervalStyle = 'postgres'
    SET extra_float_digits = '1'
    SET bytea_output = 'hex'
AS $$
#variable_conflict use_column
<<run>>
declare
  request uuid;
  n bigint;
  known boolean;
  counts jsonb := '{}';
  detached jsonb := '{}';
  remaining jsonb;
  of_nobody jsonb := '{}';
begin
  if exists (select from unnest(array['public.letters', 'public.people']::regclass[]) as t(oid) where row_security_active(t.oid)) then
    raise exception 'row security hides rows from %, the owner of this function', current_user
      using errcode = 'insufficient_privilege', hint = 'make a role with BYPASSRLS, or the tables'' owner, its owner';
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['people', 'letters']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
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
  insert into canai_db.subject_requests as s (kind, plan_hash) values ('erase', '8d7c000199e17e2ded1d8dd949eff523141d43877f64f24a8ba2e939cacd9254') returning s.id into run.request;
  run.n := (
    SELECT count(*) FROM public.people AS t WHERE t.id = $1
  );
  if run.n = 0 then
    run.of_nobody := (
      select coalesce(jsonb_object_agg(f.place, f.n), '{}') from (
        SELECT l.place, l.n FROM (
            SELECT 'letters' AS place, count(*) AS n FROM public.letters AS t WHERE t.person IS NULL
        ) AS l
        WHERE l.n > 0
      ) as f
    );
  end if;
  run.known := run.n > 0;
  INSERT INTO canai_db.subject_queue (request, table_name, key)
  WITH "keys of people" AS (SELECT t.id FROM public.people AS t WHERE t.id = $1),
  "keys of letters" AS (
      SELECT t.id FROM public.letters AS t WHERE t.person = $1
  )
  SELECT run.request, 'letters', ARRAY[k.id::text] FROM "keys of letters" AS k
  ON CONFLICT DO NOTHING;
  WITH batch AS (DELETE FROM canai_db.subject_queue AS q WHERE q.request = run.request AND q.table_name = 'letters' RETURNING q.key)
  DELETE FROM public.letters AS t USING batch AS b WHERE t.id = b.key[1]::bigint;
  get diagnostics n = row_count;
  run.counts := run.counts || jsonb_build_object('letters', coalesce((run.counts ->> 'letters')::bigint, 0) + run.n);
  run.remaining := (
    select coalesce(jsonb_object_agg(f.place, f.n), '{}') from (
      WITH "keys of people" AS (SELECT t.id FROM public.people AS t WHERE t.id = $1),
      "keys of letters" AS (
          SELECT t.id FROM public.letters AS t WHERE t.person = $1
      ),
      identifiers AS MATERIALIZED (
          SELECT i.*, CASE WHEN strpos(i.n0, '@') > 0 THEN '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]._%+-]|(^|[^[:alnum:]])[._%+-])' || regexp_replace(i.n0, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]._-]|[._-]+([^[:alnum:]._-]|$))' ELSE '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]])' || regexp_replace(i.n0, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])' END AS p0, CASE WHEN strpos(i.n1, '@') > 0 THEN '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]._%+-]|(^|[^[:alnum:]])[._%+-])' || regexp_replace(i.n1, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]._-]|[._-]+([^[:alnum:]._-]|$))' ELSE '(^|\\[bfnrt]|\\u[0-9a-f]{4}|%[0-9a-f]{2}|[^[:alnum:]])' || regexp_replace(i.n1, '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])' END AS p1
          FROM (SELECT CASE WHEN length(($1)::text) >= 5 THEN lower(($1)::text) END AS n0, (SELECT lower(r.mail::text) FROM public.people AS r WHERE r.id = $1 AND length(btrim(r.mail::text)) >= 5) AS n1) AS i
      )
      SELECT l.place, l.n FROM (
          SELECT 'letters' AS place, count(*) AS n FROM "keys of letters"
          UNION ALL SELECT v.place, v.n FROM (SELECT count(*) FILTER (WHERE strpos(lower(t.id::text), w.n1) > 0 AND lower(t.id::text) ~ w.p1) AS c0, count(*) FILTER (WHERE strpos(lower(t.person::text), w.n1) > 0 AND lower(t.person::text) ~ w.p1) AS c1, count(*) FILTER (WHERE strpos(lower(t.text::text), w.n1) > 0 AND lower(t.text::text) ~ w.p1) AS c2 FROM public.letters AS t CROSS JOIN identifiers AS w) AS s CROSS JOIN LATERAL (VALUES ('letters.id', s.c0), ('letters.person', s.c1), ('letters.text', s.c2)) AS v(place, n)
      ) AS l
      WHERE l.n > 0
    ) as f
  );
  if run.remaining = '{}' then
    perform count(*) FROM (SELECT 1 FROM public.people AS t WHERE t.id = $1 FOR UPDATE OF t) AS locked;
    UPDATE public.letters AS t SET person = NULL
    FROM public.people AS p
    WHERE p.id = $1 AND t.person = p.id
      AND NOT EXISTS (SELECT FROM canai_db.subject_queue AS o WHERE o.request = run.request AND o.table_name = 'letters' AND t.id = o.key[1]::bigint);
    get diagnostics n = row_count;
    run.detached := run.detached || jsonb_build_object('letters.person', coalesce((run.detached ->> 'letters.person')::bigint, 0) + run.n);
    DELETE FROM public.people AS t WHERE t.id = $1;
    get diagnostics n = row_count;
    run.counts := run.counts || jsonb_build_object('people', coalesce((run.counts ->> 'people')::bigint, 0) + run.n);
    run.remaining := (
      select coalesce(jsonb_object_agg(f.place, f.n), '{}') from (
        SELECT l.place, l.n FROM (
            SELECT 'people' AS place, count(*) AS n FROM public.people AS t WHERE t.id = $1 AND (true)
        ) AS l
        WHERE l.n > 0
      ) as f
    );
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['people', 'letters']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
      raise exception 'files of an archive hold rows that may be the person''s, and a function cannot read them'
        using errcode = 'object_not_in_prerequisite_state', hint = 'canai-db subject export and canai-db subject erase do';
    end if;
  end if;
  delete from canai_db.subject_queue as q where q.request = run.request;
  update canai_db.subject_requests as s set finished_at = now(), left_over = run.remaining,
    counts = jsonb_build_object('rows', run.counts, 'detached', run.detached)
  where s.id = run.request;
  return jsonb_build_object('request', run.request, 'rows', run.counts, 'detached', run.detached, 'left', run.remaining,
    'found', run.known, 'of_nobody', run.of_nobody);
end
$$;

COMMENT ON ROUTINE canai_db.erase_subject(IN bigint) IS 'Erases one person of people. Generated by canai-db from schema/.';

REVOKE EXECUTE ON ROUTINE canai_db.erase_subject(IN bigint) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE canai_db.erase_subject(IN bigint) TO server;

CREATE FUNCTION canai_db.export_subject(person bigint)
    RETURNS jsonb
    LANGUAGE plpgsql STABLE STRICT SECURITY DEFINER
    SET search_path = ''
    SET TimeZone = 'UTC'
    SET DateStyle = 'ISO, YMD'
    SET IntervalStyle = 'postgres'
    SET extra_float_digits = '1'
    SET bytea_output = 'hex'
AS $$
begin
  if exists (select from unnest(array['public.letters', 'public.people']::regclass[]) as t(oid) where row_security_active(t.oid)) then
    raise exception 'row security hides rows from %, the owner of this function', current_user
      using errcode = 'insufficient_privilege', hint = 'make a role with BYPASSRLS, or the tables'' owner, its owner';
  end if;
  if to_regclass('canai_db.archive_files') is not null then
    if exists (select from canai_db.archive_files as f where f.gone_at is null and (f.table_name = any (array['people', 'letters']) or to_regclass(CASE WHEN f.table_name ~ '^("([^"]|"")+"|[^".]+)$' THEN 'public.' || f.table_name ELSE f.table_name END) is null)) then
      raise exception 'files of an archive hold rows that may be the person''s, and a function cannot read them'
        using errcode = 'object_not_in_prerequisite_state', hint = 'canai-db subject export and canai-db subject erase do';
    end if;
  end if;
  return (
    WITH "keys of people" AS (SELECT t.id FROM public.people AS t WHERE t.id = $1),
    "keys of letters" AS (
        SELECT t.id FROM public.letters AS t WHERE t.person = $1
    )
    SELECT jsonb_build_object(
        'subject', $1,
        'exported_at', now(),
        'tables', jsonb_object_agg(d.name, d.rows),
        'manifest', '{"sources":{"letters":{"text":"provided"},"people":{"id":"provided","mail":"provided"}},"left_out":{},"legal_grounds":{},"external":{}}'::jsonb || jsonb_build_object('rows', jsonb_object_agg(d.name, jsonb_array_length(d.rows)))
    )
    FROM (
        SELECT 'people' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.mail) AS r) ORDER BY t.id), '[]') FROM public.people AS t JOIN "keys of people" AS k ON t.id = k.id) AS rows
        UNION ALL SELECT 'letters' AS name, (SELECT coalesce(jsonb_agg((SELECT to_jsonb(r) FROM (SELECT t.id, t.person, t.text) AS r) ORDER BY t.id), '[]') FROM public.letters AS t JOIN "keys of letters" AS k ON t.id = k.id) AS rows
    ) AS d
  );
end
$$;

COMMENT ON ROUTINE canai_db.export_subject(IN bigint) IS 'Everything about one person of people. Generated by canai-db from schema/.';

REVOKE EXECUTE ON ROUTINE canai_db.export_subject(IN bigint) FROM PUBLIC;
GRANT EXECUTE ON ROUTINE canai_db.export_subject(IN bigint) TO server;

