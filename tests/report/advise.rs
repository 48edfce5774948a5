//! `report indexes --advise`: what is lacking is advised with what the planner makes of it, what is there is
//! not, and the YAML goes into the tables' files as it is.

use std::process::Output;

use serde_json::Value;

use super::{Settings, run, statements_server};
use crate::harness::{TestDatabase, block_on, canai_db};

/// Rows of persons behind a policy, and foreign keys of a large and of a tiny table without an index.
const SHOP: &str = "
    CREATE TABLE people (id bigint PRIMARY KEY, email text);
    CREATE TABLE visits (
        id bigint PRIMARY KEY, user_id uuid NOT NULL, person_id bigint CONSTRAINT visits_of REFERENCES people,
        kind varchar(20), at timestamptz NOT NULL);
    CREATE INDEX visits_kind ON visits (kind);
    CREATE TABLE tiny (id bigint PRIMARY KEY, person_id bigint REFERENCES people);
    INSERT INTO people SELECT i FROM generate_series(1, 200) i;
    INSERT INTO visits SELECT i, md5((i % 500)::text)::uuid, i % 200 + 1, 'k' || i % 2000, now() - i * interval '1 min'
        FROM generate_series(1, 20000) i;
    INSERT INTO tiny SELECT i, i FROM generate_series(1, 5) i;
    ANALYZE;
    CREATE FUNCTION uid() RETURNS uuid LANGUAGE sql STABLE
        AS $$ SELECT (nullif(current_setting('request.jwt.claims', true), '')::json ->> 'sub')::uuid $$;
    ALTER TABLE visits ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own ON visits USING (user_id = uid());
    GRANT SELECT ON visits TO advise_app";

/// The database, after its application has asked for some time.
fn asked(with_hypopg: bool) -> TestDatabase {
    let database = TestDatabase::create_on(statements_server());
    database.execute(
        "DO $$ BEGIN CREATE ROLE advise_app; EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$;
         CREATE EXTENSION pg_stat_statements",
    );
    if with_hypopg {
        let made = block_on(async { database.client().await.batch_execute("CREATE EXTENSION hypopg").await });
        made.unwrap_or_else(|error| panic!("apt-get install -y postgresql-15-hypopg\n{error:?}"));
    }
    database.execute(SHOP);
    block_on(async {
        let client = database.client().await;
        let run = async |sql: &str| drop(client.simple_query(sql).await.unwrap());
        run("select p.id, (select count(*) from visits v where v.person_id = p.id) from people p").await;
        run("select now() - interval '3 days'").await;
        run("set role advise_app").await;
        run("set request.jwt.claims = '{\"sub\": \"cfcd2084-95d5-65ef-66e7-dff9f98764da\"}'").await;
        for _ in 0..5 {
            run("select id from visits order by at desc limit 20").await;
            run("select count(*) from visits where kind = 'k7'").await;
        }
    });
    database
}

/// A project that was imported from it.
fn imported(database: &TestDatabase) -> Settings {
    let project = Settings::new("");
    let args = ["-C", project.path(), "import", "--database-url", &database.url];
    let output = canai_db().args(args).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    project
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn advise(url: &str, project: &Settings, args: &[&str]) -> Output {
    let output = run(url, &[&["indexes", "--advise", "-C", project.path()], args].concat());
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    output
}

fn json(url: &str, project: &Settings) -> Value {
    serde_json::from_slice(&advise(url, project, &["--format", "json"]).stdout).unwrap()
}

#[test]
fn what_the_planner_would_use_is_advised() {
    let database = asked(true);
    let project = imported(&database);
    let found = json(&database.url, &project);
    assert_eq!(found["is_verified"], true, "{found:#}");
    let advice = found["advice"].as_array().unwrap();
    let yaml: Vec<&str> = advice.iter().map(|it| it["yaml"].as_str().unwrap()).collect();
    let mut sorted = yaml.clone();
    sorted.sort_unstable();
    // Not for the few rows of `tiny`, and `kind` has an index.
    let wanted = ["idx_visits_person_id: [person_id]", "idx_visits_user_id_at: [user_id, at desc]"];
    assert_eq!(sorted, wanted, "{found:#}");
    for it in advice {
        assert_eq!((&it["is_verified"], &it["file"]), (&true.into(), &"schema/tables/visits.yaml".into()));
        for reason in it["reasons"].as_array().unwrap() {
            let cost = |key: &str| reason[key].as_f64().unwrap();
            assert!(cost("cost_after") < cost("cost_before") * 0.9, "{reason:#}");
        }
    }
    let reasons = |index: &str| {
        let it = advice.iter().find(|it| it["index"] == index).unwrap();
        it["reasons"].as_array().unwrap().clone()
    };
    let latest = reasons("idx_visits_user_id_at");
    let statement = latest.iter().find(|it| it["kind"] == "statement").unwrap();
    assert_eq!(
        (&statement["role"], &statement["call_count"]),
        (&"advise_app".into(), &5.into()),
        "{latest:#?}"
    );
    assert!(latest.iter().any(|it| it["kind"] == "policy" && it["name"] == "own"), "{latest:#?}");
    let kinds: Vec<String> =
        reasons("idx_visits_person_id").iter().map(|it| it["kind"].to_string()).collect();
    assert_eq!(kinds, ["\"statement\"", "\"foreign_key\""]);
    let notes = found["notes"].to_string();
    assert!(notes.contains("with a parameter where only a constant may stand"), "{notes}");

    // The text for people is what goes into the file, and then nothing is lacking there.
    let output = advise(&database.url, &project, &[]);
    let text = String::from_utf8(output.stdout).unwrap();
    let lines =
        text.strip_prefix("# schema/tables/visits.yaml\nindexes:\n").unwrap_or_else(|| panic!("{text}"));
    assert!(lines.contains("  #   select id from visits order by at desc limit $1\n"), "{text}");
    assert!(lines.contains("5 calls as advise_app, ") && lines.contains("; cost "), "{text}");
    let file = project.0.join("schema/tables/visits.yaml");
    let table = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, table.replacen("indexes:\n", &format!("indexes:\n{lines}"), 1)).unwrap();
    let linted = canai_db().args(["-C", project.path(), "lint", "unindexed_foreign_keys"]).output().unwrap();
    assert!(said(&linted).contains("tiny") && !said(&linted).contains("visits"), "{}", said(&linted));
    let found = json(&database.url, &project);
    assert_eq!(found["advice"], Value::Array(vec![]), "{found:#}");
    assert!(found["notes"].to_string().contains("declare an index that the database lacks"), "{found:#}");
    assert_eq!(database.query("SELECT count(*) FROM pg_indexes WHERE tablename = 'visits'"), ["2"]);
}

#[test]
fn without_hypopg_it_says_so() {
    let database = asked(false);
    let found = json(&database.url, &Settings::new(""));
    assert_eq!(found["is_verified"], false);
    assert!(found["notes"].to_string().contains("CREATE EXTENSION hypopg"), "{found:#}");
    let advice = found["advice"].as_array().unwrap();
    let yaml: Vec<&str> = advice.iter().map(|it| it["yaml"].as_str().unwrap()).collect();
    for wanted in [
        "idx_visits_user_id_at: [user_id, at desc]",
        "idx_visits_person_id: [person_id]",
        "idx_tiny_person_id: [person_id]",
    ] {
        assert!(yaml.contains(&wanted), "{found:#}");
    }
    assert!(advice.iter().all(|it| it["is_verified"] == false && it["file"].is_null()), "{found:#}");
    let text = String::from_utf8(advise(&database.url, &Settings::new(""), &[]).stdout).unwrap();
    assert!(text.contains("# table: tiny\nindexes:\n") && text.contains("; not verified"), "{text}");

    // Who may not act as the application's roles is told so.
    database.execute("CREATE ROLE advise_looker LOGIN; GRANT pg_monitor TO advise_looker");
    let url = database.url.replace("user=postgres", "user=advise_looker");
    let notes = json(&url, &Settings::new(""))["notes"].to_string();
    assert!(notes.contains("permission denied to set role"), "{notes}");
    database.execute("DROP ROLE advise_looker");
}

#[test]
fn what_makes_no_sense_is_refused() {
    for args in [
        &["tables", "--advise"][..],
        &["--advise"],
        &["indexes", "--advise", "--format", "csv"],
        &["indexes", "--advise", "--limit", "3"],
    ] {
        let output = run("postgresql://localhost:1/x", args);
        assert_eq!(output.status.code(), Some(64), "{args:?}: {}", said(&output));
    }
}
