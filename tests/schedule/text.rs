//! What is to be installed elsewhere: crontab, systemd, Kubernetes.

use serde::Deserialize as _;
use serde_yaml::Value;

use super::said;
use crate::harness::canai_db;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn schedule(words: &[&str]) -> std::process::Output {
    let mut command = canai_db();
    command.args(["-C", ROOT, "jobs", "schedule"]).args(words);
    command.env("DATABASE_URL", "postgresql://app:hunter2@db.example/app").output().unwrap()
}

/// What is printed; there is never a password in it.
fn text(words: &[&str]) -> String {
    let output = schedule(words);
    assert!(output.status.success(), "{}", said(&output));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(!text.contains("hunter2") && !text.contains("db.example"), "{text}");
    text
}

#[test]
fn a_crontab_has_a_line_for_each_job() {
    let text = text(&["--crontab"]);
    assert!(text.contains("\nCRON_TZ=UTC\n"), "{text}");
    let lines: Vec<&str> = text.lines().filter(|line| line.contains(" jobs run ")).collect();
    assert_eq!(lines.len(), 8, "{text}");
    let line = format!("0 2 1 * * {} -C {ROOT} jobs run purge-old-data", env!("CARGO_BIN_EXE_canai-db"));
    assert!(lines.contains(&line.as_str()), "{text}");
}

#[test]
fn systemd_gets_a_service_and_a_timer() {
    let text = text(&["--systemd", "compress-old-logs"]);
    for part in [
        "# /etc/systemd/system/canai-db-compress-old-logs.service\n",
        "# /etc/systemd/system/canai-db-compress-old-logs.timer\n",
        "OnCalendar=*-01,04,07,10-01 04:00:00 UTC\n",
        &format!("-C {ROOT} jobs run compress-old-logs\n"),
        "Type=oneshot\n",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(!text.contains("purge-old-data"));
}

#[test]
fn kubernetes_gets_manifests_with_a_secret_for_the_url() {
    let text = text(&["--kubernetes"]);
    let manifests: Vec<Value> =
        serde_yaml::Deserializer::from_str(&text).map(|it| Value::deserialize(it).unwrap()).collect();
    let jobs: Vec<&Value> = manifests.iter().filter(|it| it["kind"] == "CronJob").collect();
    assert_eq!(jobs.len(), 8, "{text}");
    let job = jobs.iter().find(|it| it["metadata"]["name"] == "canai-db-purge-old-data").unwrap();
    assert_eq!(job["spec"]["schedule"], "0 2 1 * *");
    assert_eq!(job["spec"]["timeZone"], "Etc/UTC");
    assert_eq!(job["spec"]["concurrencyPolicy"], "Forbid");
    let container = &job["spec"]["jobTemplate"]["spec"]["template"]["spec"]["containers"][0];
    assert_eq!(container["args"][4], "purge-old-data");
    assert_eq!(container["env"][0]["name"], "DATABASE_URL");
    assert_eq!(container["env"][0]["valueFrom"]["secretKeyRef"]["name"], "canai-db");
}

#[test]
fn a_url_is_not_written_down_and_one_scheduler_is_chosen() {
    let url = ["--crontab", "--database-url", "postgresql://app:hunter2@db.example/app"];
    let output = schedule(&url);
    assert_eq!(output.status.code(), Some(64));
    assert!(said(&output).contains("a URL is not written into what is installed"), "{}", said(&output));
    assert!(!said(&output).contains("hunter2"));
    assert_eq!(schedule(&[]).status.code(), Some(64));
    assert_eq!(schedule(&["--crontab", "--systemd"]).status.code(), Some(64));
    assert_eq!(schedule(&["--crontab", "--dry-run"]).status.code(), Some(64));
}
