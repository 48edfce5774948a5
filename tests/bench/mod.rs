//! `canai-db bench`: each query runs as its role and for its person, nothing of it stays, and a target
//! that is missed is told. How fast anything is, is not looked at.

use std::fs;
use std::process::Output;

use canai_db::diagnostic::{Source, to_text};
use canai_db::yaml;
use serde_json::Value;

use crate::connect::programs::Folder;
use crate::harness::{TestDatabase, canai_db, start_server};

const VISITS: &str = "\
table: visits
columns:
  id:  { type: bigint, primary_key: true, identity: by_default }
  who: { type: text, not_null: true }
indexes: { visits_who: who }
row_security: enabled
policies:
  own: { for: all, to: [bench_visitor], using: \"who = current_setting('request.jwt.claims', true)::json ->> 'sub'\" }
grants: { bench_visitor: [select, insert] }
";
const ROLES: &str = "roles: { bench_visitor: {} }\n";
const TARGETS: &str = "\
classes: { quick: 10s, slow: 1ms }
queries:
  own_visits:
    class: quick
    role: bench_visitor
    as: [light, median, heaviest, nobody]
    person: visits.who
    sql: select * from visits
  one_visit:
    class: quick
    role: bench_visitor
    as: [heaviest]
    person: visits.who
    parameters: [{ is: person }, { value: \"1\" }, { sample: select id from visits }]
    sql: select id from visits where who = $1 and $2::int = 1 and $3::bigint > 0
  writes:
    class: quick
    role: bench_visitor
    as: [heaviest]
    person: visits.who
    parameters: [{ is: person }]
    sql: insert into visits (who) values ($1) returning id
  without_claims:
    class: quick
    role: bench_visitor
    sql: select 1 where current_user = 'bench_visitor' and current_setting('request.jwt.claims', true) = ''
";

struct Shop(Folder);

impl Shop {
    fn create(targets: &str) -> Self {
        let shop = Self(Folder::create("bench"));
        shop.write("schema/visits.yaml", VISITS);
        shop.write("schema/roles.yaml", ROLES);
        shop.write("targets/targets.yaml", targets);
        shop
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn run(&self, arguments: &[&str]) -> Output {
        canai_db().arg("-C").arg(self.0.path()).args(arguments).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn cases(output: &Output) -> Vec<Value> {
    let json: Value = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", said(output)));
    assert!(json["noise"]["p50_us"].as_u64().unwrap() > 0, "{json}");
    json["cases"].as_array().unwrap().clone()
}

#[test]
fn in_a_disposable_database() {
    let shop = Shop::create(TARGETS);
    shop.write(
        "seeds/generate.yaml",
        "tables:\n  visits: { columns: { who: { examples: [\"p{1..40}\"], skew: 1 } } }\n",
    );
    assert!(shop.run(&["compile", "--name", "first"]).status.success());
    let output = shop.run(&["bench", "--scale", "2k", "--runs", "6", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let cases = cases(&output);
    assert_eq!(cases.len(), 7);
    let of = |query: &str, persona: &str| {
        cases
            .iter()
            .find(|it| it["query"] == query && it["as"] == persona)
            .unwrap_or_else(|| panic!("{query} {persona}"))
    };
    let rows = |query: &str, persona: &str| of(query, persona)["server"]["rows"].as_u64().unwrap();
    let (light, median, heaviest) =
        (rows("own_visits", "light"), rows("own_visits", "median"), rows("own_visits", "heaviest"));
    assert!(
        0 < light && light <= median && median < heaviest && heaviest < 2000,
        "{light} {median} {heaviest}"
    );
    assert_eq!(rows("own_visits", "nobody"), 0, "a person's rows alone are seen");
    assert_eq!(rows("one_visit", "heaviest"), heaviest, "$1 is the person, $3 a sample");
    assert_eq!(rows("without_claims", "anon"), 1);
    for case in &cases {
        assert_eq!(case["role"], "bench_visitor");
        assert_eq!((&case["fresh"]["runs"], &case["prepared"]["runs"]), (&6.into(), &6.into()), "{case}");
        let figures = |key: &str| case["fresh"][key].as_u64().unwrap();
        assert!(figures("p50_us") > 0 && figures("p50_us") <= figures("p95_us"), "{case}");
        assert!(
            figures("p95_us") <= figures("p99_us")
                && figures("p99_us") <= figures("max_us") + figures("max_us") / 500 + 1
        );
        assert_eq!(case["target_us"], 10_000_000);
    }
    let output = shop.run(&["bench", "--scale", "200", "--runs", "2", "own_visits"]);
    let text = said(&output);
    assert!(text.contains("own_visits  light") && text.contains("of 4 targets missed"), "{text}");
    assert!(!text.contains("one_visit"), "{text}");
}

#[test]
fn a_live_database_stays_as_it_was() {
    let shop = Shop::create(&format!(
        "{TARGETS}  sleeps:\n    class: slow\n    role: bench_visitor\n    sql: select pg_sleep(0.02)\n"
    ));
    assert!(shop.run(&["compile", "--name", "first"]).status.success());
    // Roles are the whole server's, and other tests look at those of the shared one.
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    let at = ["--database-url", database.url.as_str()];
    let migrated = shop.run(&[&["migrate"][..], &at].concat());
    assert!(migrated.status.success(), "{}", said(&migrated));
    let output = shop.run(&[&["bench", "--runs", "1"][..], &at].concat());
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("no row of visits has a `who`"), "{}", said(&output));
    database.execute("INSERT INTO visits (who) SELECT 'p' || i % 3 FROM generate_series(1, 30) AS i");
    // Half of what it takes is more than the limit: slow on any machine.
    let output = shop.run(&[&["bench", "--runs", "3", "--format", "json"][..], &at].concat());
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    let cases = cases(&output);
    let sleeps = cases.iter().find(|it| it["query"] == "sleeps").unwrap();
    assert_eq!(sleeps["verdict"], "too_slow");
    assert_eq!(cases.iter().filter(|it| it["verdict"] == "too_slow").count(), 1);
    assert_eq!(database.query("SELECT count(*) FROM visits"), ["30"], "what it wrote was rolled back");
}

#[test]
fn mistakes_are_told() {
    let shop = Shop::create(TARGETS);
    let output = shop.run(&["bench", "own_visit"]);
    assert_eq!(output.status.code(), Some(64), "{}", said(&output));
    assert!(
        said(&output).contains("unknown query `own_visit`; did you mean `own_visits`?"),
        "{}",
        said(&output)
    );
    let none = Shop::create("classes: { quick: 10ms }\n");
    assert!(said(&none.run(&["bench"])).contains("targets/ declares no query"));
}

/// Everything that is wrong is told at once.
#[test]
fn every_mistake_of_the_files_has_its_place() {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.to_owned() };
    let (schema, _) = yaml::read(&[source("visits.yaml", VISITS), source("roles.yaml", ROLES)]);
    let files = [
        source(
            "a.yaml",
            "classes: { quick: 10 }\nqueries:\n  one: { class: quik, role: bench_visitr, sql: select 1 }\n  two: { class: quick, role: bench_visitor, as: [light], sql: select 1 }\n",
        ),
        source(
            "b.yaml",
            "classes: { other: 1s }\nqueries:\n  two: { class: other, role: bench_visitor, person: visits.whom, parameters: [{ is: person }], sql: select $1 }\n  three: { class: other, role: bench_visitor, as: [heavy], person: who, speed: 1 }\n",
        ),
    ];
    let (_, mistakes) = yaml::target::targets(&files, &schema);
    let found: Vec<String> = mistakes
        .iter()
        .map(|it| format!("{}:{} {}", it.path.display(), it.span.start.0, it.message))
        .collect();
    let wanted = [
        "a.yaml:1 `10` has no unit",
        "a.yaml:3 unknown class `quik`",
        "a.yaml:3 unknown role `bench_visitr`; did you mean `bench_visitor`?",
        "a.yaml:4 `two` runs for persons, and nothing says how they are found",
        "b.yaml:3 unknown column `whom`; did you mean `who`?",
        "b.yaml:3 `anon` is no person",
        "b.yaml:4 unknown key `speed`",
        "b.yaml:4 `who` names no column",
    ];
    for line in wanted {
        assert!(
            found.iter().any(|it| it.starts_with(line)),
            "no {line} in\n{}",
            to_text(&mistakes, &files, false)
        );
    }
}
