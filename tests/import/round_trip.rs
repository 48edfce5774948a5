//! What is imported builds the same database again, which is imported as the same.

use std::fmt::Write as _;

use canai_db::compile::Refusal;
use canai_db::model::constraint::{ConstraintKind, RuleKind};
use canai_db::model::table::ColumnValue;
use canai_db::model::{DataType, Object, ObjectId, QualifiedName, Sql};
use canai_db::pg::catalog;
use canai_db::yaml;

use super::{built, compile_from, compiled, read, table, unsupported};
use crate::harness::{TestDatabase, block_on};

#[track_caller]
fn check(sql: &str) -> TestDatabase {
    let database = TestDatabase::create();
    database.execute(sql);
    let imported = read(&database);
    assert_eq!(unsupported(&imported), Vec::<String>::new());
    let again = built(&imported.schema);
    let catalog_of =
        |database: &TestDatabase| block_on(async { catalog::read(&database.client().await).await.unwrap() });
    let (wanted, found) = (catalog_of(&database), catalog_of(&again));
    let differences: Vec<String> =
        catalog::compare(&wanted, &found).iter().map(ToString::to_string).collect();
    assert!(differences.is_empty(), "{}", differences.join("\n"));
    assert_eq!(read(&again).schema, imported.schema);
    assert!(compiled(&imported.schema, &imported.schema).migrations.is_empty());
    database
}

#[test]
fn names_of_any_kind() {
    check(
        r#"CREATE SCHEMA "We.ird ""one"; CREATE TYPE "We.ird ""one"."Mood :)" AS ENUM ('it''s', 'a,b');
        CREATE TABLE "We.ird ""one"."select" (
            "ID" int PRIMARY KEY, "a b" "We.ird ""one"."Mood :)" DEFAULT 'it''s', "größe" text DEFAULT 'ü',
            CONSTRAINT "c ""1" CHECK ("größe" <> '' AND "ID" > 0), "order" int[] DEFAULT '{1,2}'
        );
        CREATE INDEX "I (x)" ON "We.ird ""one"."select" (lower("größe"), "ID" DESC) WHERE "a b" IS NOT NULL;
        CREATE VIEW "We.ird ""one"."V" AS SELECT "ID" AS "User", "größe" || ')' AS "select" FROM "We.ird ""one"."select";
        CREATE FUNCTION "We.ird ""one"."F"("A" int, "select" text DEFAULT 'x') RETURNS TABLE ("T" text, n int)
            LANGUAGE sql AS $$ select "select", "A" $$;"#,
    );
}

#[test]
fn operators_that_only_the_search_path_finds() {
    let sql = "CREATE SCHEMA ext; CREATE EXTENSION citext SCHEMA ext; SET search_path = public, ext;
        CREATE TABLE t (id int PRIMARY KEY, mail citext, old citext, CHECK (mail IS DISTINCT FROM old));
        CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
        CREATE TRIGGER moved BEFORE UPDATE ON t FOR EACH ROW
            WHEN (old.mail IS DISTINCT FROM new.mail) EXECUTE FUNCTION f();
        CREATE POLICY p ON t USING (CASE mail WHEN old THEN true END);
        CREATE VIEW v AS SELECT a.id FROM t a JOIN t b USING (mail) WHERE nullif(a.mail, b.old) IS NULL;
        CREATE INDEX ON t ((mail IS DISTINCT FROM old));";
    let database = check(sql);
    let (schema, mut to) = (read(&database).schema, read(&database).schema);
    for object in to.objects.values_mut() {
        if let Object::Table(table) = object {
            table.indexes[0].predicate = Some(Sql::new("nullif(mail, old) is null"));
        }
    }
    let Err(Refusal::Impossible(found)) = compile_from(&schema, &to) else { panic!("not refused") };
    assert!(found[0].message.contains("CONCURRENTLY"), "{found:?}");
}

#[test]
fn partitions_of_every_kind() {
    check(
        "CREATE TABLE events (id int NOT NULL, at timestamptz NOT NULL, kind text, PRIMARY KEY (id, at))
            PARTITION BY RANGE (at);
        CREATE INDEX ON events (kind);
        CREATE TABLE events_2026 PARTITION OF events FOR VALUES FROM ('2026-01-01 00:00+00') TO ('2027-01-01 00:00+00');
        CREATE TABLE events_later PARTITION OF events FOR VALUES FROM ('2027-01-01 00:00+00') TO (MAXVALUE)
            PARTITION BY RANGE (id);
        CREATE TABLE events_later_a PARTITION OF events_later FOR VALUES FROM (MINVALUE) TO (5);
        CREATE TABLE words (word text) PARTITION BY LIST (lower(word));
        CREATE TABLE words_a PARTITION OF words FOR VALUES IN ('a', 'it''s', NULL);
        CREATE TABLE events_rest PARTITION OF events DEFAULT;
        CREATE TABLE spread (id int) PARTITION BY HASH (id);
        CREATE TABLE spread_0 PARTITION OF spread FOR VALUES WITH (modulus 2, remainder 0);
        ALTER TABLE spread_0 ALTER id SET DEFAULT 7;",
    );
}

#[test]
fn types_views_and_functions() {
    check(
        "CREATE COLLATION ci (provider = icu, locale = 'und-u-ks-level2', deterministic = false); CREATE COLLATION c FROM \"C\";
        COMMENT ON COLLATION ci IS 'Any case.'; CREATE COLLATION mixed (provider = libc, lc_collate = 'C', lc_ctype = 'POSIX');
        CREATE TABLE sorted (id int, v text COLLATE ci); CREATE VIEW of_sorted AS SELECT v, lower(v COLLATE c) AS l FROM sorted;
        CREATE TABLE indexed (id int, v text); CREATE INDEX indexed_v ON indexed (v COLLATE c);
        CREATE DOMAIN sorted_text AS text COLLATE c; CREATE FUNCTION takes_sorted(sorted_text) RETURNS int LANGUAGE sql RETURN 1;
        CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE DOMAIN share AS numeric(5,2) DEFAULT 0 CHECK (value BETWEEN 0 AND 100);
        CREATE TYPE place AS (street text COLLATE \"C\", moods mood[]); CREATE TYPE span AS RANGE (subtype = float8);
        CREATE SEQUENCE numbers START 1000 INCREMENT 5 CYCLE MAXVALUE 9000;
        CREATE TABLE t (
            id serial PRIMARY KEY, always bigint GENERATED ALWAYS AS IDENTITY (START 5), m mood DEFAULT 'ok', p place,
            s span, part share, total numeric GENERATED ALWAYS AS (part * 2) STORED, at timestamp DEFAULT (now() AT TIME ZONE 'utc'),
            status varchar(10) CHECK (status IN ('new', 'old')), tags text[] DEFAULT '{}' NOT NULL
        );
        ALTER TABLE t ALTER tags SET STORAGE EXTERNAL; ALTER TABLE t REPLICA IDENTITY FULL;
        ALTER TABLE t ADD CONSTRAINT later CHECK (id > 5) NOT VALID;
        CREATE STATISTICS both_of ON m, part FROM t; COMMENT ON COLUMN t.part IS 'Of all.';
        CREATE VIEW v WITH (security_barrier) AS SELECT id, status FROM t WHERE status IN ('new', 'old') WITH CHECK OPTION;
        CREATE MATERIALIZED VIEW mv AS SELECT m, count(*) AS n FROM t GROUP BY m WITH NO DATA; CREATE UNIQUE INDEX ON mv (m);
        CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'begin return new; end';
        CREATE TRIGGER touch BEFORE INSERT OR UPDATE OF status ON t FOR EACH ROW WHEN (new.status <> 'x') EXECUTE FUNCTION touch('a', '');
        CREATE FUNCTION add(a int, VARIADIC rest int[]) RETURNS int IMMUTABLE STRICT PARALLEL SAFE COST 7 LANGUAGE sql
            BEGIN ATOMIC SELECT a; END;
        CREATE FUNCTION hidden() RETURNS int LANGUAGE sql SET work_mem = '8MB' SET search_path = \"a,b\", '', public
            SET app.claims = '{\"a\": 1, ''b'': 2}' AS 'select 1'; REVOKE ALL ON FUNCTION hidden FROM public;
        CREATE PROCEDURE go(INOUT n int DEFAULT 3) LANGUAGE plpgsql AS $$ begin n := n + 1; end $$;
        CREATE FUNCTION pick(jsonb, key text, int DEFAULT 3, OUT found text) LANGUAGE sql AS 'select $1 ->> key';
        CREATE TABLE key (a int, b int, during int4range, PRIMARY KEY (a, b) INCLUDE (during) WITH (fillfactor = 70),
            UNIQUE (b) WITH (fillfactor = 60), CONSTRAINT apart EXCLUDE USING gist (during WITH &&) WITH (buffering = on) WHERE (a > 1));
        CREATE TABLE refers (a int PRIMARY KEY, b int, one int REFERENCES key (b) ON DELETE SET DEFAULT (one),
            CONSTRAINT partly FOREIGN KEY (a, b) REFERENCES key ON UPDATE CASCADE ON DELETE SET NULL (b));
        COMMENT ON INDEX key_pkey IS 'Of the index.'; COMMENT ON CONSTRAINT key_pkey ON key IS 'Of the key.';
        COMMENT ON INDEX apart IS 'No two.'; COMMENT ON COLUMN place.street IS 'With the number.';
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM public;",
    );
}

/// By way of the YAML, too.
#[test]
fn the_source_of_a_function_to_the_byte() {
    let bodies = [
        "select 1",
        " select 1 ",
        "\nselect 1\n",
        "\n  select 1\n",
        "\n\tselect 1\n\t",
        "\n\n\nselect 1\n\n\n",
        " \n  select 1\n",
        "select 1\n  as n",
        "\r\n  select 1\r\n",
        "\nselect 1  \n    ",
        "\nselect 1 -- '\"\\: #",
        "select 1 as \"$\" --$",
        "\nselect 1 --$body$ $$\n--$",
        "select 1 --$body",
        "",
        " ",
        "\n",
        "\n\n",
        "\n \n",
    ];
    let mut sql = String::new();
    for (at, body) in bodies.iter().enumerate() {
        let quoted = body.replace('\\', "\\\\").replace('\'', "''");
        write!(sql, "CREATE FUNCTION f{at:02}() RETURNS void LANGUAGE sql AS E'{quoted}';").unwrap();
    }
    let database = check(&sql);
    let (schema, mistakes) = yaml::read(&yaml::write(&read(&database).schema, None));
    assert_eq!(mistakes, []);
    let again = built(&schema);
    let found =
        again.query("SELECT to_json(prosrc) FROM pg_proc WHERE proname ~ '^f[0-9]{2}$' ORDER BY proname");
    let found: Vec<String> = found.iter().map(|it| serde_json::from_str(it).unwrap()).collect();
    assert_eq!(found, bodies);
    // The blanks around it alone are no change.
    let mut trimmed = schema.clone();
    for object in trimmed.objects.values_mut() {
        let Object::Routine(routine) = object else { continue };
        routine.body = routine.body.trim().to_owned();
    }
    assert_ne!(trimmed, schema);
    assert!(compiled(&trimmed, &schema).migrations.is_empty());
}

#[test]
fn the_schema_that_every_database_has() {
    // Made again, it gives nobody anything.
    check(
        "DROP SCHEMA public; CREATE SCHEMA public; COMMENT ON SCHEMA public IS 'standard public schema'; CREATE TABLE t (id int)",
    );
    check(
        "COMMENT ON SCHEMA public IS 'Ours.'; GRANT CREATE ON SCHEMA public TO public; CREATE TABLE t (id int);",
    );
}

#[test]
fn extensions_with_what_is_made_of_them() {
    check(
        "CREATE SCHEMA tools; CREATE EXTENSION citext SCHEMA tools; CREATE EXTENSION pg_trgm; CREATE EXTENSION btree_gist;
        CREATE TABLE t (id int, email tools.citext UNIQUE, name text, room int, during tsrange,
            EXCLUDE USING gist (room WITH =, during WITH &&) WHERE (id > 0));
        CREATE INDEX ON t USING gin (name gin_trgm_ops);",
    );
}

#[test]
fn what_people_write_shortly_is_recognised() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE TABLE t (a text DEFAULT 'x' CHECK (a IN ('x', 'y')), b jsonb DEFAULT '{}', c int DEFAULT -1,
         d varchar CHECK (char_length(d) BETWEEN 1 AND 9), e timestamptz DEFAULT now())",
    );
    let imported = read(&database);
    let table = table(&imported.schema, "public", "t");
    let literal = |text: &str| Some(ColumnValue::Literal(text.to_owned()));
    assert_eq!(table.columns[0].value, literal("'x'"));
    assert_eq!(table.columns[1].value, literal("'{}'"));
    assert_eq!(table.columns[2].value, literal("-1"));
    assert!(matches!(table.columns[4].value, Some(ColumnValue::Expression(_))));
    let rules = table.constraints.iter().filter_map(|it| match &it.kind {
        ConstraintKind::Check(check) => check.rule.as_ref().map(|rule| &rule.kind),
        _ => None,
    });
    assert!(matches!(rules.collect::<Vec<_>>()[..], [RuleKind::OneOf(_), RuleKind::Length(_)]));
}

#[test]
fn nothing_is_left_out_in_silence() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE TABLE t (id int, v text); CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING;
        CREATE TABLE child (own int, v text, id int); ALTER TABLE child INHERIT t; ALTER TABLE t ALTER v SET (n_distinct = 5);
        CREATE AGGREGATE total(int) (SFUNC = int4pl, STYPE = int); CREATE VIEW w AS SELECT id FROM t;
        ALTER VIEW w ALTER id SET DEFAULT 1; CREATE VIEW sum AS SELECT total(id) FROM t; CREATE VIEW sums AS SELECT * FROM sum;
        CREATE PUBLICATION p FOR TABLE t;
        CREATE FUNCTION e() RETURNS event_trigger LANGUAGE plpgsql AS 'begin end';
        CREATE EVENT TRIGGER ev ON ddl_command_end EXECUTE FUNCTION e(); REVOKE INSERT ON t FROM postgres;
        CREATE FUNCTION half(jsonb, key text) RETURNS text LANGUAGE sql RETURN $1 ->> key;
        CREATE TABLE i (id int GENERATED ALWAYS AS IDENTITY); COMMENT ON SEQUENCE i_id_seq IS 'own';
        CREATE TABLE key (a int, b int, PRIMARY KEY (a, b)); CREATE TABLE fk (a int, b int);
        CREATE FUNCTION tf() RETURNS trigger LANGUAGE plpgsql AS 'begin return null; end';
        CREATE CONSTRAINT TRIGGER ct AFTER INSERT ON key FROM fk FOR EACH ROW EXECUTE FUNCTION tf();
        CREATE TYPE span AS RANGE (SUBTYPE = int); REVOKE ALL ON FUNCTION span(int, int) FROM PUBLIC;
        CREATE TYPE bt; CREATE FUNCTION bt_in(cstring) RETURNS bt LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
        CREATE FUNCTION bt_out(bt) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
        CREATE TYPE bt (INPUT = bt_in, OUTPUT = bt_out, LIKE = int4); CREATE TABLE of_bt (id serial, b bt);
        CREATE TABLE parts (id int, at int) PARTITION BY RANGE (at); CREATE TABLE part PARTITION OF parts FOR VALUES FROM (1) TO (2);
        CREATE INDEX z ON parts (id DESC, at); CREATE INDEX a ON parts (id, at);
        ALTER TABLE parts ADD CONSTRAINT kept CHECK (id > 0) NOT VALID; ALTER TABLE part VALIDATE CONSTRAINT kept;
        COMMENT ON CONSTRAINT kept ON part IS 'own'; COMMENT ON INDEX part_id_at_idx1 IS 'own';
        CREATE TABLE halves (id int NOT NULL) PARTITION BY LIST (id); CREATE TABLE half1 PARTITION OF halves FOR VALUES IN (1);
        ALTER TABLE ONLY halves ADD CONSTRAINT halves_pkey PRIMARY KEY (id);
        CREATE TABLE counted (id int GENERATED ALWAYS AS IDENTITY); ALTER SEQUENCE counted_id_seq SET UNLOGGED;
        CREATE FUNCTION takes(bt) RETURNS int LANGUAGE sql RETURN 1;
        CREATE FUNCTION is_same(int, int) RETURNS bool LANGUAGE sql IMMUTABLE AS 'select $1 = $2';
        CREATE OPERATOR === (FUNCTION = is_same, LEFTARG = int, RIGHTARG = int);
        CREATE TABLE compared (id int CHECK (id === 1));
        CREATE MATERIALIZED VIEW near AS SELECT id FROM t; CREATE INDEX near_id ON near (id);
        ALTER MATERIALIZED VIEW near CLUSTER ON near_id;",
    );
    let mut told = String::new();
    for line in unsupported(&read(&database)) {
        let _ = writeln!(told, "{line}");
    }
    for what in [
        "rule r on public.t",
        "view sum: it refers to total",
        "view sums: it refers to sum",
        "function total(integer): aggregates",
        "view w: its rules, or the defaults of its columns",
        "trigger ct: FROM another table",
        "table of_bt: it refers to bt, which is not in YAML",
        "sequence of_bt_id_seq: it refers to of_bt",
        "function takes(bt): it refers to bt",
        "table compared: it refers to operator public.===(integer,integer)",
        "publication p",
        "event trigger ev",
        "INSERT is revoked from the owner",
        "function half(jsonb, key text): some of its arguments have no names",
        "the comment on its sequence i_id_seq",
        "table part, constraint kept: it is proved here and NOT VALID in the parent",
        "table part, constraint kept: its comment cannot be written",
        "table halves, constraint halves_pkey: its index is INVALID",
        "column id, sequence counted_id_seq: that it is unlogged, unlike its table",
        "table part, index part_id_at_idx1: its comment cannot be written",
        "materialized view near: the index that it is clustered on",
        "type span: the rights on the functions that make its values",
    ] {
        assert!(told.contains(what), "{what} is missing in\n{told}");
    }
    // The rest is a project without mistakes, and can be built.
    let mut schema = read(&database).schema;
    let (_, mistakes) = yaml::read(&yaml::write(&schema, None));
    assert_eq!(mistakes, []);
    // But for the table whose columns stand in an order that no CREATE TABLE gives.
    schema.objects.retain(|id, _| id.to_string() != "table child");
    built(&schema);
}

#[test]
fn what_everybody_and_sequences_may() {
    check(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; GRANT USAGE ON SCHEMA public TO pg_monitor;
        CREATE FUNCTION old() RETURNS int LANGUAGE sql RETURN 1;
        ALTER DEFAULT PRIVILEGES GRANT ALL ON SEQUENCES TO pg_monitor;
        ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
        CREATE FUNCTION new() RETURNS int LANGUAGE sql RETURN 1;
        CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, n serial);
        CREATE UNLOGGED TABLE u (id bigserial, k int GENERATED BY DEFAULT AS IDENTITY);
        GRANT SELECT ON SEQUENCE u_k_seq TO pg_read_all_data;
        COMMENT ON TABLE t IS E'Ends in blanks  '; COMMENT ON COLUMN t.id IS '   '; COMMENT ON COLUMN t.n IS E'a\n\n';",
    );
}

#[test]
fn a_check_that_only_an_heir_still_has_is_its_own() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE TABLE p (id int, CHECK (abs(id) < 500)); CREATE TABLE c (id int) INHERITS (p);
        ALTER TABLE p DROP COLUMN id CASCADE;",
    );
    let imported = read(&database);
    assert_eq!(table(&imported.schema, "public", "c").constraints.len(), 1);
    assert_eq!(unsupported(&imported), Vec::<String>::new());
}

#[test]
fn what_can_be_written_in_one_way_only() {
    check(
        "CREATE TABLE r (id int PRIMARY KEY); CREATE TABLE s (id int PRIMARY KEY);
        CREATE TABLE t (a int REFERENCES r REFERENCES s, b text DEFAULT 'other' CHECK (b IN ('yes', 'no')), c int2vector, d int UNIQUE)
            WITH (toast.autovacuum_enabled = false);
        ALTER TABLE t ADD UNIQUE (d); ALTER TABLE r ADD UNIQUE (id);
        CREATE TRIGGER same BEFORE UPDATE ON t FOR EACH ROW EXECUTE FUNCTION suppress_redundant_updates_trigger();
        CREATE MATERIALIZED VIEW m AS SELECT a, b FROM t; CREATE UNIQUE INDEX m_a ON m (a) INCLUDE (b);
        CREATE EXTENSION citext; COMMENT ON EXTENSION citext IS 'Ours.';",
    );
}

/// Of a size at which a query for each object would be felt by whoever waits for this test.
#[test]
fn a_large_schema() {
    let database = TestDatabase::create();
    database.execute(
        "DO $$ BEGIN FOR n IN 1..400 LOOP
            EXECUTE format('CREATE TABLE t_%s (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, a text NOT NULL DEFAULT ''x''
                CHECK (a IN (''x'', ''y'')), b numeric CHECK (b > 0), c jsonb DEFAULT ''{}'', other bigint %s)',
                n, CASE WHEN n > 1 THEN format('REFERENCES t_%s', n - 1) END);
            EXECUTE format('CREATE INDEX ON t_%s (a, b DESC)', n);
        END LOOP; END $$",
    );
    let imported = read(&database);
    assert_eq!((unsupported(&imported).len(), imported.schema.tables().count()), (0, 400));
    assert!(compiled(&imported.schema, &imported.schema).migrations.is_empty());
    let again = built(&imported.schema);
    assert_eq!(read(&again).schema, imported.schema);
}

#[test]
fn what_stands_under_a_view_that_is_left_as_it_is_does_not_change() {
    let database = TestDatabase::create();
    database.execute(
        "CREATE TABLE t (id int, v text, n int); CREATE VIEW w AS SELECT id FROM t;
        CREATE RULE quiet AS ON INSERT TO w DO INSTEAD NOTHING;",
    );
    let imported = read(&database).schema;
    assert!(imported.platform.contains_key(&ObjectId::View(QualifiedName::new("public", "w"))));
    let with = |column: &str| {
        let mut schema = imported.clone();
        for object in schema.objects.values_mut() {
            let Object::Table(table) = object else { continue };
            let column = table.columns.iter_mut().find(|it| it.name.as_str() == column).unwrap();
            column.data_type = DataType::parse("bigint").unwrap();
        }
        schema
    };
    let refused = canai_db::plan::plan(&imported, &with("id")).unwrap_err();
    assert_eq!(refused.len(), 1, "{refused:?}");
    assert!(refused[0].message.contains("under view w, which is declared under `platform`"), "{refused:?}");
    assert_eq!(canai_db::plan::plan(&imported, &with("n")).err(), None);
    // In a scratch database the view's table is not there yet.
    let script = canai_db::sql::platform_script(&imported).unwrap();
    assert!(!script.contains("VIEW"), "{script}");
}
