//! The command: exit codes, formats, fixes in place.

use std::fs;
use std::path::PathBuf;
use std::process::Output;
use std::sync::atomic::{AtomicU32, Ordering};

use serde_json::{Value, json};

use crate::harness::canai_db;

/// A project in the temporary folder, removed with this value.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(files: &[(&str, &str)]) -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(1);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let folder =
            Self(std::env::temp_dir().join(format!("canai-db-lint-{}-{number}", std::process::id())));
        for (name, text) in files {
            let path = folder.0.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    pub fn run(&self, words: &[&str]) -> Output {
        canai_db().arg("-C").arg(&self.0).arg("lint").args(words).output().unwrap()
    }

    fn code(&self, words: &[&str]) -> i32 {
        self.run(words).status.code().unwrap()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn errors(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

const ORDERS: &str = "\
table: orders  # what was bought
columns:
  id:     { type: uuid, primary_key: true }
  lines:  { type: json, not_null: true }   # as they came
  # Open at first.
  status: { type: text, default: open }
indexes:
  orders_id: [id]  # twice
";

const POLICY: &str = "row_security: disabled\npolicies:\n  nobody: { for: select, using: false }\n";

fn orders() -> Folder {
    Folder::new(&[("schema/orders.yaml", ORDERS)])
}

#[test]
fn the_exit_code_says_how_bad_it_is() {
    let orders = orders();
    // Warnings, and no error.
    assert_eq!(orders.code(&[]), 2);
    assert_eq!(orders.code(&["--fail-on", "error"]), 0);
    // Only remarks.
    assert_eq!(orders.code(&["default_but_nullable"]), 0);
    assert_eq!(orders.code(&["default_but_nullable", "--fail-on", "info"]), 2);
    assert_eq!(orders.code(&["money", "--fail-on", "info"]), 0);
    assert_eq!(orders.code(&["mony"]), 64);
    assert_eq!(orders.code(&["--dry-run"]), 64);

    let open = Folder::new(&[("schema/orders.yaml", &format!("{ORDERS}{POLICY}"))]);
    assert_eq!(open.code(&["--fail-on", "error"]), 2);

    let live = orders.run(&["bloat"]);
    assert_eq!(live.status.code(), Some(64));
    assert!(errors(&live).contains("--database-url"), "{}", errors(&live));

    let wrong = Folder::new(&[("schema/orders.yaml", "table: orders\ncolums: {}\n")]);
    let output = wrong.run(&[]);
    assert_eq!((output.status.code(), out(&output).as_str()), (Some(1), ""));
    assert!(errors(&output).contains("unknown key `colums`"), "{}", errors(&output));
    let job = "job: a\nkind: purge\nby: at\nolder_than: 1 month\ntables: { nowhere: {} }\n";
    let wrong = Folder::new(&[("schema/orders.yaml", ORDERS), ("jobs/a.yaml", job)]);
    let output = wrong.run(&[]);
    assert_eq!(output.status.code(), Some(1));
    assert!(errors(&output).contains("unknown table `nowhere`"), "{}", errors(&output));
}

#[test]
fn a_person_reads_where_why_and_what_to_write() {
    let output = orders().run(&[]);
    let said = out(&output);
    for part in [
        "warning: `lines` of orders is json [json]",
        "--> schema/orders.yaml:4:19",
        "= help: write `type: jsonb`",
        "can be compared and indexed",
        "3 findings; --fix mends 3 of them.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let list = out(&orders().run(&["--list"]));
    assert!(list.contains("unindexed_foreign_keys") && list.contains("live"), "{list}");
    let why = out(&orders().run(&["--explain", "rls_nonleakproof_index"]));
    assert!(why.contains("545 ms"), "{why}");
}

#[test]
fn a_script_reads_places() {
    let found: Value = serde_json::from_slice(&orders().run(&["json", "--format", "json"]).stdout).unwrap();
    let only = &found.as_array().unwrap()[0];
    let wanted = [("rule", "json"), ("severity", "warn"), ("file", "schema/orders.yaml")];
    for (key, value) in wanted {
        assert_eq!(only[key], value);
    }
    assert_eq!((&only["line"], &only["column"], &only["end_column"]), (&json!(4), &json!(19), &json!(23)));
    assert_eq!(only["fixable"], true);
    assert!(only["why"].as_str().unwrap().contains("jsonb"));

    let github = out(&orders().run(&["--format", "github"]));
    assert!(
        github.contains(
            "::warning file=schema/orders.yaml,line=4,col=19,title=json::`lines` of orders is json%0Awrite"
        ),
        "{github}"
    );
    assert!(github.contains("::notice file=schema/orders.yaml,line=6,"), "{github}");
    assert_eq!(github.lines().count(), 3);
}

#[test]
fn code_scanning_takes_it() {
    let output = orders().run(&["--format", "sarif"]);
    assert_eq!(output.status.code(), Some(2));
    let log: Value = serde_json::from_slice(&output.stdout).unwrap();
    let validator =
        jsonschema::validator_for(&serde_json::from_str(include_str!("sarif.json")).unwrap()).unwrap();
    let wrong: Vec<String> = validator.iter_errors(&log).map(|error| error.to_string()).collect();
    assert_eq!(wrong, Vec::<String>::new());
    let run = &log["runs"][0];
    let results = run["results"].as_array().unwrap();
    assert_eq!(results.len(), 3);
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        let location = &result["locations"][0]["physicalLocation"];
        assert_eq!(location["artifactLocation"]["uri"], "schema/orders.yaml");
        assert!(location["region"]["endColumn"].as_u64() > location["region"]["startColumn"].as_u64());
    }
}

#[test]
fn fixes_keep_what_is_not_theirs() {
    let orders = orders();
    let wanted = "\
table: orders  # what was bought
columns:
  id:     { type: uuid, primary_key: true }
  lines:  { type: jsonb, not_null: true }   # as they came
  # Open at first.
  status: { type: text, not_null: true, default: open }
";
    let dry = orders.run(&["--fix", "--dry-run"]);
    assert_eq!(orders.read("schema/orders.yaml"), ORDERS, "nothing is written");
    let diff = out(&dry);
    assert!(diff.contains("-  lines:  { type: json,") && diff.contains("+++ b/schema/orders.yaml"), "{diff}");
    // What is left is nothing.
    assert_eq!(dry.status.code(), Some(0));

    let output = orders.run(&["--fix"]);
    assert_eq!((output.status.code(), orders.read("schema/orders.yaml").as_str()), (Some(0), wanted));
    assert!(errors(&output).contains("Changed schema/orders.yaml"), "{}", errors(&output));

    let again = orders.run(&["--fix"]);
    assert!(errors(&again).contains("Nothing can be mended"), "{}", errors(&again));
    assert_eq!(orders.read("schema/orders.yaml"), wanted);

    // One rule alone mends what is its own.
    let orders = Folder::new(&[("schema/orders.yaml", ORDERS)]);
    orders.run(&["json", "--fix"]);
    assert_eq!(orders.read("schema/orders.yaml"), ORDERS.replace("type: json,", "type: jsonb,"));
}

#[test]
fn an_allowance_silences_one_place() {
    let allowed = ORDERS
        .replace("  lines:", "  # canai-db: allow json their bytes are signed\n  lines:")
        .replace("# twice", "# canai-db: allow duplicate_index measured, it is faster");
    let orders = Folder::new(&[("schema/orders.yaml", &allowed)]);
    let output = orders.run(&["--fail-on", "warn"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));
    assert!(out(&output).contains("1 finding, 2 allowed;"), "{}", out(&output));
    // `--fix` leaves alone what is allowed.
    orders.run(&["--fix"]);
    assert!(orders.read("schema/orders.yaml").contains("type: json,"));

    // A rule that is not asked for is not said to be unneeded.
    let output = orders.run(&["money", "unneeded_allowance"]);
    assert_eq!(output.status.code(), Some(0), "{}", out(&output));

    // In a job, too.
    let logs = "table: logs\ncolumns:\n  id: { type: uuid, primary_key: true }\n  at: { type: timestamptz, not_null: true }\nindexes: { logs_at: [at] }\nrow_security: forced\npolicies: { all: { for: select, using: true } }\n";
    let job = "job: a\nkind: purge\nby: at\nolder_than: 1 month\ntables:\n  # canai-db: allow purge_role_subject_to_rls it runs as service_role\n  logs: {}\n";
    let logs = Folder::new(&[("schema/logs.yaml", logs), ("jobs/a.yaml", job)]);
    let output = logs.run(&["--fail-on", "info"]);
    assert_eq!(out(&output), "Nothing found, 1 allowed.\n");
}

#[test]
fn a_migration_by_hand_is_looked_at() {
    let table = "table: orders\ncolumns:\n  id: { type: uuid, primary_key: true }\n";
    let hand = "alter table orders drop column note;\n";
    let project = Folder::new(&[
        ("schema/orders.yaml", table),
        ("migrations/1_by_hand.up.sql", hand),
        ("migrations/1_by_hand.down.sql", "-- irreversible: it is gone\n"),
    ]);
    let said = out(&project.run(&[]));
    assert!(said.contains("ban-drop-column") && said.contains("migrations/1_by_hand.up.sql:1:20"), "{said}");
    fs::write(
        project.0.join("migrations/1_by_hand.up.sql"),
        format!("-- squawk-ignore ban-drop-column\n{hand}"),
    )
    .unwrap();
    assert_eq!(out(&project.run(&[])), "Nothing found.\n");
}

#[test]
fn what_init_writes_is_clean() {
    let folder = Folder::new(&[]);
    std::fs::create_dir_all(&folder.0).unwrap();
    let output = canai_db().arg("init").arg(folder.0.join("shop")).output().unwrap();
    assert!(output.status.success(), "{}", errors(&output));
    let output = canai_db().arg("-C").arg(folder.0.join("shop")).args(["lint", "--fail-on", "info"]).output();
    assert_eq!(out(&output.unwrap()), "Nothing found.\n");
}
