//! Rows of a person in files of an archive.

use std::fs;

use serde_json::{Value, json};

use super::{BEN, Project};
use crate::harness::block_on;

const ERASE: [&str; 4] = ["subject", "erase", "--user", BEN];
/// What there is of visits, in the table and in the files.
const VISITS: &str = "SELECT md5(string_agg(s::text, '' ORDER BY id)) FROM session_logs AS s WHERE session_id <> 'demo-ben-1' AND user_id IS DISTINCT FROM '00000000-0000-4000-8000-000000000002'";

/// A project whose visits are archived to files, all of them.
fn archived() -> Project {
    let project = Project::new();
    fs::create_dir_all(project.root.join("jobs")).unwrap();
    let job = "job: archive-visits\nkind: archive\nby: created_at\nolder_than: 1 day\ntables:\n  session_logs:\n    into: { files: old }\n";
    fs::write(project.root.join("jobs/a.yaml"), job).unwrap();
    project.ok(&["archive", "--now", "2100-01-01", "--allow-unusual"]);
    assert_eq!(project.query("SELECT count(*) FROM session_logs"), ["0"]);
    project
}

/// The rows of all files, as text.
fn texts(project: &Project) -> Vec<String> {
    let folder = project.root.join("old");
    let manifest = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let entries = manifest.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let text = |entry: Value| {
        let packed = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        String::from_utf8(zstd::stream::decode_all(&packed[..]).unwrap()).unwrap()
    };
    entries.map(text).collect()
}

#[test]
fn a_copy_has_them() {
    let project = archived();
    let copy = project.json(&["subject", "export", "--user", BEN]);
    assert_eq!(copy["tables"]["session_logs"], json!([]));
    let rows = copy["tables"]["pg_temp.session_logs_in_files"].as_array().unwrap();
    assert_eq!(rows.len(), 3, "his own and one of the same visit: {copy:#}");
    assert!(rows.iter().all(|row| row["session_id"] == "demo-ben-1"), "{rows:#?}");
    assert!(!copy.to_string().contains("demo-ana-1"));
    let said = project.run(&["subject", "export", "--user", BEN]);
    assert!(said.status.success(), "any number of times");
}

#[test]
fn an_erasure_takes_them_out_and_leaves_the_others_to_the_byte() {
    let project = archived();
    let before = texts(&project);
    let planned = project.json(&[&ERASE[..], &["--dry-run", "--format", "json"]].concat());
    assert_eq!(planned["rows"]["pg_temp.session_logs_in_files"], json!(3), "{planned}");
    assert_eq!(texts(&project), before, "a dry run changes nothing");
    let done = project.json(&[&ERASE[..], &["--format", "json"]].concat());
    assert_eq!(done["rows"], planned["rows"]);
    assert_eq!(done["left"], json!({}));
    let kept: Vec<String> =
        before.concat().lines().filter(|line| !line.contains("demo-ben-1")).map(str::to_owned).collect();
    assert_eq!(texts(&project).concat().lines().collect::<Vec<_>>(), kept);
    let names: Vec<_> = fs::read_dir(project.root.join("old")).unwrap().collect();
    assert_eq!(names.len(), 3, "the new file, the manifest and whose it is: {names:?}");
    assert_eq!(
        project.query("SELECT gone_because, count(*) FROM canai_db.archive_files GROUP BY 1 ORDER BY 1"),
        ["rewritten|1", "|1"]
    );
    // What is left comes back as it was.
    project.ok(&["archive", "restore", "archive-visits"]);
    let restored = project.query(VISITS);
    let again = Project::new();
    assert_eq!(restored.len(), again.query(VISITS).len());
    assert_eq!(project.query("SELECT count(*) FROM session_logs WHERE session_id = 'demo-ben-1'"), ["0"]);
    assert_eq!(
        project.query("SELECT count(*) FROM session_logs"),
        again.query("SELECT count(*) FROM session_logs WHERE session_id <> 'demo-ben-1'")
    );
}

#[test]
fn in_many_transactions_the_files_go_first() {
    let project = archived();
    let before = texts(&project).concat();
    // One row is in the way of the last step, whose transaction then fails: the files are written already.
    project.database.execute(
        "CREATE FUNCTION public.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'not now'; END $$;
         CREATE TRIGGER refuse BEFORE DELETE ON public.support_requests FOR EACH ROW EXECUTE FUNCTION public.refuse()",
    );
    let output = project.run(&[&ERASE[..], &["--batch-rows", "1"]].concat());
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stderr));
    let after = texts(&project).concat();
    assert!(before.contains("demo-ben-1") && !after.contains("demo-ben-1"), "{after}");
    project.database.execute("DROP TRIGGER refuse ON public.support_requests");
    let done = project.json(&[&ERASE[..], &["--batch-rows", "1", "--format", "json"]].concat());
    assert_eq!((&done["resumed"], &done["left"]), (&json!(true), &json!({})), "{done}");
    assert_eq!(done["rows"]["pg_temp.session_logs_in_files"], json!(3), "counted once: {done}");
    assert_eq!(texts(&project).concat(), after);
}

#[test]
fn a_part_is_not_taken_for_all() {
    let project = archived();
    for function in ["export_subject", "erase_subject"] {
        let call = format!("SELECT canai_db.{function}('{BEN}')");
        let refused =
            block_on(async { project.database.client().await.batch_execute(&call).await.unwrap_err() });
        let said = refused.as_db_error().unwrap().message();
        assert!(said.contains("files of an archive hold rows"), "{said}");
    }
    // The job is gone, or the files are.
    let job = project.root.join("jobs/a.yaml");
    let text = fs::read_to_string(&job).unwrap();
    fs::remove_file(&job).unwrap();
    let said = String::from_utf8(project.run(&ERASE).stderr).unwrap();
    assert!(said.contains("no job of jobs/ says where such files are"), "{said}");
    fs::write(&job, text).unwrap();
    fs::rename(project.root.join("old/manifest.jsonl"), project.root.join("aside")).unwrap();
    for words in [&["subject", "export", "--user", BEN][..], &ERASE] {
        let output = project.run(words);
        assert_eq!(output.status.code(), Some(1));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains("the ledger names a file that manifest.jsonl or the folder lacks"), "{said}");
    }
    let forget = ["archive", "forget", "archive-visits"];
    let said = String::from_utf8(project.run(&forget).stderr).unwrap();
    assert!(said.contains("it is there, and the manifest does not name it"), "{said}");
    fs::remove_file(project.root.join("old/session_logs-1-1.csv.zst")).unwrap();
    let said = project.ok(&forget);
    assert!(said.contains("session_logs-1-1.csv.zst of session_logs"), "{said}");
    project.ok(&ERASE);
}
