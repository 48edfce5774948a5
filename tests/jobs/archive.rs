//! Archives: every row in its table or in the archive, and back again.

use std::fs;

use super::{EVENTS, Project};

const ROWS: &str = "create table events_archive (like events including all); alter table events_archive add archived_at timestamptz default now()";
const CHUNKS: &str = "create table events_archive (id bigint generated always as identity primary key, lower timestamptz not null,
    upper timestamptz not null, row_count int not null, rows jsonb not null)";
/// All there is of the table, in one number.
const SUM: &str = "select count(*), md5(string_agg(e::text, '' order by id)) from events e";

fn job(into: &str) -> String {
    format!(
        "job: archive-events\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  events:\n    into: {into}\n"
    )
}

#[test]
fn rows_move_into_a_table_and_back() {
    for (archive, into) in [
        (ROWS, "{ table: events_archive }"),
        (CHUNKS, "{ table: events_archive, as: chunks }"),
        ("select 1", "{ files: archive }"),
    ] {
        let project = Project::new(&format!("{EVENTS}; {archive}"), &job(into));
        let before = project.query(SUM);
        let report = &project.run(&["archive", "--fast"])[0];
        assert_eq!(report["rows"], 4560, "{into}");
        assert_eq!(project.value("select count(*) from events"), "1440");
        assert_eq!(project.run(&["archive"])[0]["rows"], 0, "a second run");
        let mut command = project.command(&["archive", "restore", "archive-events", "--format", "json"]);
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", super::said(&output));
        let restored: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(
            (restored[0]["rows"].as_u64(), restored[0]["there"].as_u64()),
            (Some(4560), Some(0)),
            "{into}"
        );
        assert_eq!(project.query(SUM), before, "{into}");
        if archive != "select 1" {
            assert_eq!(
                project.value("select count(*) from events_archive"),
                "0",
                "what came back left the archive"
            );
        }
    }
}

#[test]
fn chunks_are_smaller_than_rows() {
    let project = Project::new(&format!("{EVENTS}; {CHUNKS}"), &job("{ table: events_archive, as: chunks }"));
    project.run(&["archive", "--fast"]);
    let sizes = project.query("select pg_total_relation_size('events_archive') < pg_total_relation_size('events') / 2, sum(row_count) from events_archive");
    assert_eq!(sizes, ["t|4560"]);
}

#[test]
fn files_have_a_manifest_that_tells_when_one_was_touched() {
    let project = Project::new(EVENTS, &job("{ files: archive }"));
    project.run(&["archive", "--fast"]);
    let folder = project.root.join("archive");
    let manifest = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let entry: serde_json::Value = serde_json::from_str(manifest.lines().next().unwrap()).unwrap();
    let bytes = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
    assert_eq!(entry["rows"], 4560);
    assert_eq!(entry["lower"], "2026-05-27 20:00:00+00");
    assert_eq!(entry["columns"], serde_json::json!(["id", "who", "note", "held", "at"]));
    assert_eq!(entry["bytes"].as_u64(), Some(bytes.len() as u64));
    let text = String::from_utf8(zstd::stream::decode_all(&bytes[..]).unwrap()).unwrap();
    assert_eq!(text.lines().count(), 4561);
    assert!(
        text.starts_with("id,who,note,held,at\n6000,0,note 6000,t,2026-05-27 20:00:00+00\n"),
        "{}",
        &text[..100]
    );
    assert_eq!(project.query("select file = (select file from canai_db.job_batches limit 1), count(*) from canai_db.job_batches group by 1"), ["t|1"]);
    // One byte.
    let mut changed = bytes.clone();
    let at = changed.len() / 2;
    changed[at] ^= 1;
    fs::write(folder.join(entry["file"].as_str().unwrap()), changed).unwrap();
    let output = project.command(&["archive", "restore", "archive-events"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(
        project.value("select count(*) from events"),
        "1440",
        "nothing came back: {}",
        super::said(&output)
    );
}

#[test]
fn a_part_comes_back_by_age_or_as_a_copy() {
    let project = Project::new(
        &format!("{EVENTS}; {ROWS}; create table copied (like events)"),
        &job("{ table: events_archive }"),
    );
    project.run(&["archive", "--fast"]);
    let restore = |words: &[&str]| {
        let output =
            project.command(&[&["archive", "restore", "archive-events"], words].concat()).output().unwrap();
        assert!(output.status.success(), "{}", super::said(&output));
    };
    restore(&["--into", "copied", "--until", "2026-05-28"]);
    assert_eq!(
        project.query("select (select count(*) from copied), (select count(*) from events_archive)"),
        ["240|4560"]
    );
    restore(&["--from", "2026-05-30 12:00+00"]);
    assert_eq!(
        project.query("select (select count(*) from events), (select count(*) from events_archive)"),
        ["2160|3840"]
    );
}

#[test]
fn old_files_are_deleted() {
    let project = Project::new(EVENTS, &job("{ files: archive, delete_after: 3 days }"));
    project.run(&["archive", "--fast"]);
    let report = &project.run(&["archive"])[0]["tables"][0];
    assert_eq!(report["files"].as_array().unwrap().len(), 1);
    assert_eq!(fs::read_dir(project.root.join("archive")).unwrap().count(), 1, "the manifest");
    assert_eq!(fs::read_to_string(project.root.join("archive/manifest.jsonl")).unwrap(), "");
}

#[test]
fn a_full_disk_loses_nothing() {
    let project = Project::new(EVENTS, &job("{ files: archive }"));
    let before = project.query(SUM);
    // The largest file that may be written is 4 KiB; the archive's is larger.
    let program = project.at_now(&["archive", "--fast"]);
    let mut words = vec![program.get_program().to_owned()];
    words.extend(program.get_args().map(std::ffi::OsStr::to_owned));
    let mut limited = std::process::Command::new("sh");
    limited.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"]).args(words);
    let output = limited.output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        super::said(&output).contains("cannot write") && super::said(&output).contains("File too large"),
        "{}",
        super::said(&output)
    );
    assert_eq!(project.query(SUM), before);
    assert_eq!(project.run(&["archive", "--fast"])[0]["rows"], 4560);
    let names: Vec<_> =
        fs::read_dir(project.root.join("archive")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the file and the manifest, and nothing of the first run: {names:?}");
}
