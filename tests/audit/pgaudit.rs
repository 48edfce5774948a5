//! `audit: [select]` with the real pgaudit: what it logs, what it does not, and `audit check`.

use std::fs;
use std::path::PathBuf;

use serde_json::Value;
use tokio_postgres::Config;

use super::{PEOPLE, Project, both};
use crate::harness::{TestDatabase, block_on, canai_db, connect, execute};

/// A project with a local server of its own, which loads pgaudit since the platform has it: a throwaway
/// server loads nothing, and does without.
struct Local {
    root: PathBuf,
}

impl Local {
    fn new(people: &str) -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-pgaudit-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir_all(root.join("schema")).unwrap();
        fs::write(root.join("schema/people.yaml"), people).unwrap();
        fs::write(root.join("schema/visits.yaml"), VISITS).unwrap();
        let part = "table: visits_1\ncolumns: { id: { type: bigint }, page: { type: text } }\npartition_of: { table: visits, default: true }\n";
        fs::write(root.join("schema/visits_1.yaml"), part).unwrap();
        let local = Self { root };
        // Declared when the server runs already, it is loaded at its next start.
        local.expect(&["dev", "up"], 0);
        fs::write(local.root.join("schema/platform.yaml"), "platform:\n  extensions: { pgaudit: {} }\n")
            .unwrap();
        let said = local.expect(&["dev", "up"], 0);
        assert!(said.contains("pgaudit") && said.contains("after `canai-db dev down`"), "{said}");
        local.expect(&["dev", "down"], 0);
        let said = local.expect(&["dev", "up"], 0);
        assert!(!said.contains("warning"), "apt-get install -y postgresql-15-pgaudit\n{said}");
        local
    }

    fn expect(&self, args: &[&str], code: i32) -> String {
        both(&canai_db().arg("-C").arg(&self.root).args(args).output().unwrap(), args, code)
    }

    fn config(&self) -> Config {
        let output = canai_db().arg("-C").arg(&self.root).args(["dev", "url"]).output().unwrap();
        String::from_utf8(output.stdout).unwrap().trim().parse().unwrap()
    }

    fn execute(&self, sql: &str) {
        execute(&self.config(), sql);
    }

    /// How many lines the server logs that say that the table was read, when the statement is run by
    /// somebody who owns nothing.
    fn logged(&self, log: &str, sql: &str) -> usize {
        let before = fs::read_to_string(log).unwrap().len();
        block_on(async {
            let client = connect(self.config().user("reader").password("reader")).await;
            client.batch_execute(sql).await.unwrap();
        });
        let text = fs::read_to_string(log).unwrap();
        text[before..]
            .lines()
            .filter(|it| it.contains("AUDIT: OBJECT") && it.contains("READ,SELECT,TABLE,public."))
            .count()
    }
}

impl Drop for Local {
    fn drop(&mut self) {
        let _ = canai_db().arg("-C").arg(&self.root).args(["dev", "down", "--delete"]).output();
        let _ = fs::remove_dir_all(&self.root);
    }
}

const VISITS: &str = "table: visits\ncolumns: { id: { type: bigint }, page: { type: text } }\npartition_by: { list: id }\naudit: [select]\n";

#[test]
fn reads_are_logged_through_views_and_functions_and_the_rest_is_told() {
    let people = PEOPLE.replace("audit: [insert, update, delete]", "audit: [{ select: [mail] }]");
    let local = Local::new(&people);
    local.expect(&["compile", "--name", "first"], 0);
    local.expect(&["migrate"], 0);
    local.expect(&["verify"], 0);
    // As on a server where nobody made it yet.
    local.execute("DROP EXTENSION pgaudit");
    let check = |code| {
        serde_json::from_str::<Value>(&local.expect(&["audit", "check", "--format", "json"], code)).unwrap()
    };
    // Loaded by the server, but nothing is set yet.
    let problems: Vec<String> =
        check(2)["findings"].as_array().unwrap().iter().map(|it| it["problem"].to_string()).collect();
    assert_eq!(
        problems,
        ["\"the extension pgaudit is not in this database\"", "\"pgaudit.role is not set here\""]
    );
    // What it tells to run mends it.
    for finding in check(2)["findings"].as_array().unwrap() {
        local.execute(finding["remedy"].as_str().unwrap());
    }
    assert_eq!(check(0)["findings"], serde_json::json!([]));

    local.execute(
        "CREATE ROLE reader LOGIN PASSWORD 'reader'; INSERT INTO people VALUES (1, 'm', 'n', 'x'); GRANT SELECT ON people TO reader;
         CREATE VIEW mails AS SELECT mail FROM people; GRANT SELECT ON mails TO reader;
         CREATE FUNCTION mail_of(bigint) RETURNS text LANGUAGE plpgsql AS 'begin return (select mail from people where id = $1); end';
         CREATE FUNCTION unseen(bigint) RETURNS text LANGUAGE plpgsql SECURITY DEFINER AS 'begin return (select mail from people where id = $1); end'",
    );
    let status: Value =
        serde_json::from_str(&local.expect(&["dev", "status", "--format", "json"], 0)).unwrap();
    let log = status["log"].as_str().unwrap();
    let logged = |sql: &str| local.logged(log, sql);
    assert_eq!(logged("SELECT mail FROM people"), 1);
    assert_eq!(logged("SELECT mail FROM mails"), 1);
    assert_eq!(logged("SELECT mail_of(1)"), 1);
    assert_eq!(logged("SELECT count(*) FROM people WHERE mail = 'x'"), 1);
    // Partitions, whichever way they are read.
    local.execute("GRANT SELECT ON visits, visits_1 TO reader");
    assert_eq!(logged("SELECT page FROM visits"), 1);
    assert_eq!(logged("SELECT page FROM visits_1"), 1);
    assert_eq!(logged("SELECT to_jsonb(v) FROM visits v"), 1);
    // Whole rows of a table of which columns are audited.
    assert_eq!(logged("SELECT p FROM people p"), 0);
    assert_eq!(check(0)["whole_rows"], serde_json::json!(["public.people"]));
    // Columns that are not audited, and the gap that check names.
    assert_eq!(logged("SELECT name FROM people"), 0);
    assert_eq!(logged("SELECT unseen(1)"), 0);
    let owner = crate::harness::query(&local.config(), "SELECT current_user").remove(0);
    let unseen = check(0)["unseen"].clone();
    assert_eq!(
        unseen,
        serde_json::json!([{ "function": "unseen(bigint)", "owner": owner, "may_read": ["public.people", "public.visits", "public.visits_1"] }])
    );

    local.execute("REVOKE SELECT (mail) ON people FROM canai_db_audited");
    local.execute("DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET pgaudit.log_parameter = on', current_database()); END $$");
    let told = local.expect(&["audit", "check"], 2);
    assert!(told.contains("canai_db_audited may not read public.people.mail"), "{told}");
    assert!(told.contains("pgaudit.log_parameter is on"), "{told}");
    assert!(told.contains("not seen: unseen(bigint)"), "{told}");
    assert!(told.contains("not seen: whole rows of public.people"), "{told}");
    assert_eq!(logged("SELECT mail FROM people"), 0);
}

#[test]
fn a_server_without_pgaudit_is_told_what_it_lacks() {
    let people = PEOPLE.replace("delete]", "delete, select]");
    let project = Project::applied("without", &[("people.yaml", &people)]);
    let elsewhere = TestDatabase::create();
    let told = project.expect(&["audit", "check", "--database-url", &elsewhere.url], 2);
    assert!(told.contains("ALTER SYSTEM SET shared_preload_libraries = 'pgaudit'"), "{told}");
    assert!(told.contains("public.people is not in the database"), "{told}");
    let nothing = Project::applied("nothing", &[("people.yaml", PEOPLE)]);
    let told = nothing.on_database(&["audit", "check"], 0);
    assert!(told.contains("No table has `audit: [select]`"), "{told}");
}
