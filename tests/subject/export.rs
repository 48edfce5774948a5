//! What a person is given.

use std::fs::File;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{BEN, Project};

#[test]
fn a_person_gets_all_of_it() {
    let project = Project::new();
    let before = project.of_others();
    let copy = project.json(&["subject", "export", "--user", BEN]);
    assert_eq!(copy["subject"], json!(BEN));
    let rows = |table: &str| copy["tables"][table].as_array().unwrap().len();
    for (table, count) in [
        ("auth.users", 1),
        ("session_logs", 3),
        ("support_requests", 2),
        ("spark_logs", 2),
        ("payment_logs", 1),
        ("usage_logs", 1),
    ] {
        assert_eq!(rows(table), count, "{table}: {copy:#}");
        assert_eq!(copy["manifest"]["rows"][table], json!(count));
    }
    let text = copy.to_string();
    assert!(!text.contains("demo-ana-1") && !text.contains("ana@example.com"), "nothing of others");
    // What is left out is told with its reason.
    assert!(copy["tables"]["support_requests"][0].get("assigned_to").is_none());
    assert!(
        copy["manifest"]["left_out"]["support_requests"]["assigned_to"]
            .as_str()
            .unwrap()
            .contains("member of staff")
    );
    assert!(copy["manifest"]["legal_grounds"]["payment_logs"]["*"].as_str().unwrap().contains("tax"));
    assert_eq!(copy["manifest"]["sources"]["session_logs"]["ip_address"], json!("observed"));
    assert!(copy["manifest"]["external"]["Stripe"].is_string());
    assert_eq!(project.of_others(), before);
    assert_eq!(
        project.query("SELECT to_regclass('canai_db.subject_requests') IS NULL"),
        ["t"],
        "it only reads"
    );
}

#[test]
fn the_function_gives_the_same() {
    let project = Project::new();
    let without_time = |mut copy: Value| {
        copy.as_object_mut().unwrap().remove("exported_at");
        copy
    };
    let by_command = without_time(project.json(&["subject", "export", "--user", BEN]));
    let by_function = without_time(project.call("export_subject", BEN));
    assert_eq!(by_command, by_function);
}

#[test]
fn a_zip_file_has_a_manifest_that_holds() {
    let project = Project::new();
    let path = project.root.join("ben.zip");
    let file = path.to_str().unwrap();
    let arguments = ["subject", "export", "--user", BEN, "--format", "zip", "--output", file];
    project.ok(&arguments);
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    let mut zip = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let manifest: Value = serde_json::from_str(&read("manifest.json")).unwrap();
    let files = manifest["files"].as_object().unwrap();
    assert_eq!(files.len(), 13);
    for (name, facts) in files {
        let text = read(name);
        let hash: String = Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(facts["sha256"], json!(hash), "{name}");
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(json!(reader.records().map(Result::unwrap).count()), facts["rows"], "{name}");
    }
    assert!(read("payment_logs.csv").contains(",49.00,USD,"));
    // A file that is there is not written over, and a zip file goes to no terminal.
    assert_eq!(project.run(&arguments).status.code(), Some(64));
    assert_eq!(project.run(&["subject", "export", "--user", BEN, "--format", "zip"]).status.code(), Some(64));
}

#[test]
fn a_stranger_has_nothing() {
    let project = Project::new();
    let output = project.run(&["subject", "export", "--user", "99999999-0000-4000-8000-000000000001"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("nothing in the database is this person's"));
    assert!(output.status.success());
}
