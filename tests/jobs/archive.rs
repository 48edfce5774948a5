//! Archives: every row in its table or in the archive, and back again.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

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
fn rows_of_files_are_deleted_at_their_age() {
    let project = Project::new(EVENTS, &job("{ files: archive, delete_after: 3 days }"));
    project.run(&["archive", "--fast"]);
    let planned = &project.run(&["archive", "--dry-run"])[0]["tables"][0];
    assert_eq!(planned["files"].as_array().unwrap().len(), 1);
    let report = &project.run(&["archive"])[0]["tables"][0];
    assert_eq!(report["files"], planned["files"]);
    // Those from 2026-05-29 on, and not one more or less.
    let entry = &manifest(&project)[0];
    assert_eq!(
        (entry["rows"].as_u64(), entry["lower"].as_str()),
        (Some(2880), Some("2026-05-29 00:00:00+00"))
    );
    assert_eq!(project.run(&["archive"])[0]["tables"][0]["files"], serde_json::json!([]), "nothing more");
    let mut later =
        project.command(&["archive", "--now", "2026-06-10 00:00:00+00", "--allow-unusual", "--fast"]);
    assert!(later.status().unwrap().success());
    assert_eq!(manifest(&project)[0]["rows"], 1440, "the next ones alone");
    assert_eq!(
        project
            .query("select coalesce(gone_because, 'held'), rows from canai_db.archive_files order by file"),
        ["rewritten|4560", "expired|2880", "held|1440"]
    );
}

/// What the manifest says.
fn manifest(project: &Project) -> Vec<serde_json::Value> {
    let text = fs::read_to_string(project.root.join("archive/manifest.jsonl")).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_folder_is_of_one_table_of_one_database() {
    let project = Project::new(EVENTS, &job("{ files: archive }"));
    project.run(&["archive", "--fast"]);
    let folder = project.root.join("archive");
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&folder), 0o700);
    for entry in fs::read_dir(&folder).unwrap() {
        assert_eq!(mode(&entry.unwrap().path()), 0o600);
    }
    let before = manifest(&project);
    // Of another database, with the same job.
    let other = Project::new(EVENTS, &job(&format!("{{ files: {} }}", folder.display())));
    let said = other.fails(&["archive", "--fast"]);
    assert!(said.contains("it holds rows of another database"), "{said}");
    assert_eq!(other.value("select count(*) from events"), "6000");
    let output = other.command(&["archive", "restore", "archive-events"]).output().unwrap();
    assert!(super::said(&output).contains("it holds rows of another database"), "{}", super::said(&output));
    // A copy for a look harms nobody.
    other.database.execute("create table copied (like events)");
    let output =
        other.command(&["archive", "restore", "archive-events", "--into", "copied"]).output().unwrap();
    assert!(output.status.success(), "{}", super::said(&output));
    assert_eq!(other.value("select count(*) from copied"), "4560");
    // Of an earlier ledger: without the mark as with it.
    project.database.execute("drop schema canai_db cascade; insert into events select * from (values (7001::bigint, 1, 'late', false, timestamptz '2026-05-30')) as v");
    assert!(project.fails(&["archive"]).contains("it holds rows of another database"));
    fs::remove_file(folder.join("archive.json")).unwrap();
    assert!(project.fails(&["archive"]).contains("this database's ledger does not name it"));
    assert_eq!(manifest(&project), before);
    let two = "job: archive-events\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  events: { into: { files: same } }\n";
    project.database.execute("create table more (like events including all)");
    let three = two.replace("archive-events", "archive-more").replace("  events:", "  more:");
    fs::write(project.root.join("jobs/job.yaml"), two).unwrap();
    fs::write(project.root.join("jobs/more.yaml"), three).unwrap();
    assert!(project.fails(&["archive"]).contains("two tables go to files in same"));
}

#[test]
fn what_is_missing_is_told() {
    let project = Project::new(EVENTS, &job("{ files: archive }"));
    project.run(&["archive", "--fast"]);
    let list = project.root.join("archive/manifest.jsonl");
    let text = fs::read_to_string(&list).unwrap();
    fs::remove_file(&list).unwrap();
    let restore = || project.command(&["archive", "restore", "archive-events"]).output().unwrap();
    let output = restore();
    assert_eq!(output.status.code(), Some(1));
    assert!(
        super::said(&output).contains("the ledger names a file that manifest.jsonl"),
        "{}",
        super::said(&output)
    );
    let output = project.at_now(&["archive"]).output().unwrap();
    assert!(output.status.success() && super::said(&output).contains("with rows of events cannot be found"));
    fs::write(&list, text).unwrap();
    let forget = || project.command(&["archive", "forget", "archive-events"]).output().unwrap();
    assert!(super::said(&forget()).contains("0 files given up"), "what is there is left alone");
    fs::remove_dir_all(project.root.join("archive")).unwrap();
    assert_eq!(restore().status.code(), Some(1));
    assert!(super::said(&forget()).contains("1 file given up for lost"));
    assert!(restore().status.success());
}

#[test]
fn a_folder_follows_the_ledger() {
    let project = Project::new(EVENTS, &job("{ files: archive }"));
    project.run(&["archive", "--fast"]);
    // As whoever is killed after the rows are back, and before their file is away.
    project.database.execute("update canai_db.archive_files set gone_at = now(), gone_because = 'restored'");
    project.run(&["archive"]);
    assert_eq!(manifest(&project).len(), 0);
    let names: Vec<_> =
        fs::read_dir(project.root.join("archive")).unwrap().map(|it| it.unwrap().file_name()).collect();
    assert_eq!(names.len(), 2, "the manifest and whose it is: {names:?}");
}

#[test]
fn a_row_whose_place_is_taken_stays_in_the_archive() {
    for (archive, into) in [
        (ROWS, "{ table: events_archive }"),
        (CHUNKS, "{ table: events_archive, as: chunks }"),
        ("select 1", "{ files: archive }"),
    ] {
        let project = Project::new(&format!("{EVENTS}; {archive}"), &job(into));
        let before = project.query(SUM);
        project.run(&["archive", "--fast"]);
        project.database.execute("insert into events values (6000, 1, 'another', false, '2026-06-01')");
        let restore = || project.command(&["archive", "restore", "archive-events"]).output().unwrap();
        let output = restore();
        assert_eq!(output.status.code(), Some(1), "{into}");
        assert!(
            super::said(&output).contains("1 rows of the archive would not be in events as they were"),
            "{}",
            super::said(&output)
        );
        assert_eq!(project.value("select count(*) from events"), "1441");
        // The very same row is no harm.
        project.database.execute("update events set (who, note, held, at) = (0, 'note 6000', true, '2026-05-27 20:00:00+00') where id = 6000");
        let output = restore();
        assert!(output.status.success(), "{}", super::said(&output));
        assert_eq!(project.query(SUM), before, "{into}");
        assert_eq!(
            project.query("select kind, outcome from canai_db.job_runs order by id"),
            ["archive|done", "restore|failed", "restore|done"]
        );
    }
}

#[test]
fn a_column_that_is_gone_loses_nothing() {
    for (archive, into) in
        [(CHUNKS, "{ table: events_archive, as: chunks }"), ("select 1", "{ files: archive }")]
    {
        let project = Project::new(&format!("{EVENTS}; {archive}"), &job(into));
        project.run(&["archive", "--fast"]);
        project.database.execute("alter table events drop column note");
        let output = project.command(&["archive", "restore", "archive-events"]).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{into}");
        assert!(super::said(&output).contains("events has no column for note"), "{}", super::said(&output));
        let reversed =
            ["archive", "restore", "archive-events", "--from", "2026-05-30", "--until", "2026-05-29"];
        let output = project.command(&reversed).output().unwrap();
        assert!(super::said(&output).contains("is not before --until"), "{}", super::said(&output));
    }
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
    assert_eq!(
        names.len(),
        3,
        "a file, the manifest and whose it is, and nothing of the first run: {names:?}"
    );
}
