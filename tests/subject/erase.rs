//! What is erased, what stays, and what an interruption leaves.

use std::process::Stdio;

use serde_json::json;

use super::{ANA, BEN, Project};
use crate::harness::{connect, eventually};

const ERASE: [&str; 4] = ["subject", "erase", "--user", BEN];

fn erase(more: &[&str]) -> Vec<&'static str> {
    let mut arguments = ERASE.to_vec();
    arguments.extend(more.iter().map(|it| -> &'static str { Box::leak((*it).to_owned().into_boxed_str()) }));
    arguments
}

#[test]
fn a_person_is_gone_and_nobody_else() {
    let project = Project::new();
    let before = project.of_others();
    assert!(before.len() > 30, "there are rows of others: {before:?}");
    let dry = project.json(&erase(&["--dry-run", "--format", "json"]));
    assert_eq!(project.query("SELECT to_regclass('canai_db.subject_requests') IS NULL"), ["t"]);
    let done = project.json(&erase(&["--format", "json"]));
    // The dry run knew it all.
    for key in ["rows", "detached", "left", "plan"] {
        assert_eq!(dry[key], done[key], "{key}");
    }
    assert_eq!(done["left"], json!({}));
    for (table, rows) in [
        ("session_logs", 3),
        ("error_logs", 2),
        ("support_requests", 2),
        ("initial_prompt_logs", 2),
        ("spark_logs", 2),
        ("payment_logs", 1),
    ] {
        assert_eq!(done["rows"][table], json!(rows), "{table}: {done}");
    }
    assert_eq!(project.of_others(), before);
    assert_eq!(project.mentions(BEN), ["auth.users"], "the platform's row is kept");
    assert_eq!(project.mentions("ben@example.com"), ["auth.users"]);
    assert_eq!(project.mentions("demo-ben-1"), Vec::<String>::new());
    assert_eq!(project.mentions("before the login"), Vec::<String>::new());
    // The payment stays, and nobody knows whose it was.
    assert_eq!(
        project.query("SELECT user_id, spark_log_id, amount, refund_reason, metadata FROM payment_logs WHERE stripe_session_id = 'cs_demo_ben'"),
        ["||49.00||{}"]
    );
    // The ledger holds no identity.
    let ledger = project.query("SELECT r::text FROM canai_db.subject_requests AS r").concat();
    assert!(!ledger.contains(BEN) && !ledger.to_lowercase().contains("ben@"), "{ledger}");
    assert_eq!(
        project.query("SELECT kind, length(subject_hmac), finished_at IS NOT NULL, left_over FROM canai_db.subject_requests"),
        ["erase|32|t|{}"]
    );
    assert_eq!(project.query("SELECT count(*) FROM canai_db.subject_queue"), ["0"]);
    // Again: nothing is left to do.
    let again = project.json(&erase(&["--format", "json"]));
    assert!(again["rows"].as_object().unwrap().values().all(|it| *it == json!(0)), "{again}");
}

#[test]
fn the_function_does_what_the_command_does() {
    let (one, other) = (Project::new(), Project::new());
    let by_command = one.json(&erase(&["--format", "json"]));
    let by_function = other.call("erase_subject", BEN);
    for key in ["rows", "detached", "left"] {
        assert_eq!(by_command[key], by_function[key], "{key}");
    }
    let rows = |project: &Project| {
        let all = project.tables().into_iter().map(|it| {
            let columns =
                "regexp_replace(t::text, '[0-9a-f]{8}-[0-9a-f-]{27}|20[0-9]{2}-[0-9 :.+-]+', '', 'g')";
            project.query(&format!("SELECT '{it}', {columns} FROM {it} AS t ORDER BY 2"))
        });
        all.collect::<Vec<_>>()
    };
    assert_eq!(rows(&one), rows(&other));
    assert_eq!(other.query("SELECT count(*) FROM canai_db.subject_queue"), ["0"]);
    // Only those who were named may call it.
    let may = |role: &str| {
        other.query(&format!(
            "SELECT has_function_privilege('{role}', 'canai_db.erase_subject(uuid)', 'EXECUTE')"
        ))
    };
    assert_eq!(
        (may("service_role"), may("authenticated"), may("anon")),
        (vec!["t".into()], vec!["f".into()], vec!["f".into()])
    );
}

#[test]
fn what_names_the_person_elsewhere_is_told() {
    let project = Project::new();
    project.database.execute(&format!(
        "INSERT INTO support_requests (ticket_id, user_id, subject, description)
         VALUES ('TICKET-Y', '{ANA}', 'About somebody', 'ask BEN@example.com about it')"
    ));
    let output = project.run(&ERASE);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert_eq!(output.status.code(), Some(2), "{said}");
    assert!(said.contains("support_requests.description: 1 rows"), "{said}");
    assert_eq!(
        project.query("SELECT finished_at IS NULL, left_over FROM canai_db.subject_requests"),
        ["t|{\"support_requests.description\": 1}"]
    );
    project
        .database
        .execute("UPDATE support_requests SET description = 'ask him about it' WHERE ticket_id = 'TICKET-Y'");
    let said = String::from_utf8(project.run(&ERASE).stderr).unwrap();
    assert!(said.contains("This went on with request"), "{said}");
    assert_eq!(project.query("SELECT count(*), count(finished_at) FROM canai_db.subject_requests"), ["1|1"]);
}

#[test]
fn killed_half_way_the_next_run_goes_on() {
    let project = Project::new();
    let undisturbed = Project::new().json(&erase(&["--format", "json"]));
    let before = project.of_others();
    // Somebody holds a row that is deleted late. Nothing drives the connection, and the lock stays.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let client = runtime.block_on(async {
        let client = connect(&project.database.config).await;
        let hold = "BEGIN; SELECT FROM initial_prompt_logs WHERE session_id = 'demo-ben-1' FOR UPDATE";
        client.batch_execute(hold).await.unwrap();
        client
    });
    let mut child = project
        .command(&erase(&["--batch-rows", "1"]))
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
    eventually("the erasure waits", || project.query(waiting) == ["1"]);
    child.kill().unwrap();
    child.wait().unwrap();
    drop(client);
    drop(runtime);
    let killed = project.query("SELECT count(*) FROM canai_db.subject_queue WHERE table_name !~ '^same'");
    assert_ne!(killed, ["0"], "something is still to be done");
    eventually("the killed session is gone", || {
        project.query("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") == ["0"]
    });
    // What the nameless rows were found by is gone already.
    assert_eq!(project.query("SELECT count(*) FROM session_logs WHERE session_id = 'demo-ben-1'"), ["0"]);
    assert_eq!(project.query("SELECT finished_at IS NULL FROM canai_db.subject_requests"), ["t"]);
    // Another person's erasure tells of it.
    let output = project.run(&["subject", "erase", "--user", ANA, "--dry-run"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("1 other erasures were begun and not finished"));
    let resumed = project.json(&erase(&["--format", "json"]));
    assert_eq!(resumed["resumed"], json!(true));
    for key in ["rows", "detached", "left"] {
        assert_eq!(resumed[key], undisturbed[key], "{key}");
    }
    assert_eq!(project.of_others(), before);
    assert_eq!(project.mentions("before the login"), Vec::<String>::new());
    assert_eq!(project.query("SELECT count(*), count(finished_at) FROM canai_db.subject_requests"), ["1|1"]);
}

#[test]
fn rows_of_others_are_detached_from_what_goes() {
    let project = Project::new();
    // Row security does not stop a user from referring to somebody else's row.
    project.database.execute(&format!(
        "INSERT INTO prompt_logs (user_id, spark_log_id) SELECT '{ANA}', id FROM spark_logs WHERE user_id = '{BEN}'"
    ));
    let done = project.json(&erase(&["--format", "json"]));
    assert_eq!(done["detached"]["prompt_logs.spark_log_id"], json!(1), "{done}");
    assert_eq!(
        project.query(&format!(
            "SELECT count(*) FROM prompt_logs WHERE user_id = '{ANA}' AND spark_log_id IS NULL"
        )),
        ["1"]
    );
}

#[test]
fn a_visit_that_several_shared_is_nobodys() {
    let project = Project::new();
    project.database.execute(&format!(
        "INSERT INTO session_logs (user_id, session_id, interaction_type) VALUES ('{ANA}', 'demo-ben-1', 'page_view')"
    ));
    let done = project.json(&erase(&["--format", "json"]));
    assert_eq!(done["rows"]["session_logs"], json!(2), "Ben's own rows alone: {done}");
}

#[test]
fn refusals_say_what_to_do() {
    let project = Project::new();
    let output = project.command(&ERASE).env_remove("CANAI_DB_SUBJECT_KEY").output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1));
    assert!(said.contains("set CANAI_DB_SUBJECT_KEY to a secret"), "{said}");
    let said = String::from_utf8(project.run(&["subject", "erase", "--user", "ben"]).stderr).unwrap();
    assert!(said.contains("\"ben\" is no value of auth.users.id"), "{said}");
    let name = format!("blind_{}", project.database.name);
    project.database.execute(&format!("CREATE ROLE {name} LOGIN; GRANT USAGE ON SCHEMA auth TO {name}; GRANT ALL ON ALL TABLES IN SCHEMA public, auth TO {name}"));
    let url = project.database.url.replacen("user=postgres", &format!("user={name}"), 1);
    let url = if url == project.database.url { format!("{url}&user={name}") } else { url };
    let mut command = crate::harness::canai_db();
    command.arg("-C").arg(&project.root).args(["subject", "export", "--user", BEN, "--database-url", &url]);
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("row security hides rows of public.") && said.contains(&format!("from `{name}`")),
        "{said}"
    );
    project.database.execute(&format!("DROP OWNED BY {name}; DROP ROLE {name}"));
}
