//! Folders of archive files that somebody touched, moved or lost, and tables that are not what they were.

use std::fs;
use std::path::Path;

use super::{EVENTS, PURGE, Project, said};
use crate::harness::eventually;

const JOB: &str = "job: archive-events\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  events:\n    into: { files: archive }\n";
const RESTORE: [&str; 3] = ["archive", "restore", "archive-events"];

fn archived() -> Project {
    let project = Project::new(EVENTS, JOB);
    project.run(&["archive", "--fast"]);
    project
}

fn files(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|it| it.contains(".csv.zst")).collect();
    names.sort();
    names
}

/// A disk that was not there, was given up for lost, and is there again.
#[test]
fn what_was_lost_and_is_there_again_counts_again() {
    let project = archived();
    let (folder, away) = (project.root.join("archive"), project.root.join("away"));
    fs::rename(&folder, &away).unwrap();
    let output = project.at_now(&["archive"]).output().unwrap();
    assert!(
        said(&output).contains("the file events-1-1.csv.zst with rows of events cannot be found"),
        "{}",
        said(&output)
    );
    assert!(project.command(&["archive", "forget", "archive-events"]).status().unwrap().success());
    fs::remove_dir_all(&folder).unwrap();
    fs::rename(&away, &folder).unwrap();
    let output = project.at_now(&["archive"]).output().unwrap();
    assert!(said(&output).contains("was called lost and is there again"), "{}", said(&output));
    assert_eq!(files(&folder), ["events-1-1.csv.zst"]);
    assert!(project.command(&RESTORE).status().unwrap().success());
    assert_eq!(project.value("select count(*) from events"), "6000");
}

#[test]
fn a_copy_has_the_rows_of_a_file_whose_run_was_killed() {
    let project = archived();
    project.database.execute("create table copied (like events)");
    // As whoever is killed between the commit and the last steps in the folder.
    let folder = project.root.join("archive");
    let file = folder.join("events-1-1.csv.zst");
    let line = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    fs::rename(&file, folder.join("events-1-1.csv.zst.partial")).unwrap();
    fs::write(folder.join("events-1-1.csv.zst.entry"), line.trim_end()).unwrap();
    fs::remove_file(folder.join("manifest.jsonl")).unwrap();
    let copy = || project.command(&[&RESTORE[..], &["--into", "copied"]].concat()).output().unwrap();
    let output = copy();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(project.value("select count(*) from copied"), "4560");
    fs::remove_file(&file).unwrap();
    assert!(said(&copy()).contains("the ledger names a file"), "{}", said(&copy()));
    let output = project.command(&[&RESTORE[..], &["--into", "events"]].concat()).output().unwrap();
    assert!(said(&output).contains("without --into"), "{}", said(&output));
}

#[test]
fn rows_that_somebody_deletes_meanwhile_leave_no_file() {
    let project =
        Project::new(EVENTS, &JOB.replace("files: archive", "files: archive, delete_after: 1 year"));
    let held = "begin; delete from events where at < '2026-05-31'; select pg_sleep(1); commit";
    std::thread::scope(|scope| {
        scope.spawn(|| project.database.execute(held));
        eventually("the rows are locked", || {
            project.value("select count(*) from pg_stat_activity where wait_event = 'PgSleep' and datname = current_database()") == "1"
        });
        assert_eq!(project.run(&["archive", "--fast"])[0]["rows"], 0);
    });
    assert_eq!(project.value("select count(*) from canai_db.archive_files"), "0", "no file of nothing");
    // One would never come of age.
    project.run(&["archive"]);
    assert_eq!(files(&project.root.join("archive")), [""; 0]);
}

#[test]
fn a_table_that_has_another_name_takes_its_files_along() {
    let project = archived();
    project.database.execute("alter table events rename to visits");
    fs::write(project.root.join("jobs/job.yaml"), JOB.replace("  events:", "  visits:")).unwrap();
    // A restore that fails leaves nothing by halves.
    project.database.execute("insert into visits values (6000, 1, 'another', false, '2026-06-01')");
    let output = project.command(&RESTORE).output().unwrap();
    assert!(said(&output).contains("1 rows of the archive would not be in visits"), "{}", said(&output));
    project.database.execute("delete from visits where id = 6000");
    let output = project.command(&RESTORE).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(project.value("select count(*) from visits"), "6000");
}

#[test]
fn a_table_has_one_archive_of_files() {
    let project = Project::new(EVENTS, JOB);
    let other = JOB.replace("archive-events", "other").replace("files: archive", "files: other");
    fs::write(project.root.join("jobs/other.yaml"), other).unwrap();
    let said = project.fails(&["archive"]);
    assert!(said.contains("rows of events go to files twice"), "{said}");
    assert_eq!(project.value("select count(*) from events"), "6000");
}

#[test]
fn a_trigger_that_changes_what_comes_back_is_told() {
    let project = archived();
    project.database.execute(
        "create function note() returns trigger language plpgsql as $$ begin new.note := 'changed'; return new; end $$;
         create trigger note before insert on events for each row execute function note()",
    );
    let output = project.command(&RESTORE).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("a trigger gives them other values"), "{}", said(&output));
    assert_eq!(project.value("select count(*) from events"), "1440");
    assert_eq!(files(&project.root.join("archive")).len(), 1);
}

/// Purges of a table and ages of its files by a column that is a date are of the same day.
#[test]
fn dates_come_of_age_by_the_day() {
    let days = "create table days (id int primary key, at date not null, unique (at, id));
         insert into days select i, date '2026-06-01' - i from generate_series(0, 9) i";
    let job = "job: archive-days\nkind: archive\nby: at\nolder_than: 2 days\ntables:\n  days:\n    into: { files: archive, delete_after: 5 days }\n";
    let project = Project::new(days, job);
    let at_noon = |words: &[&str]| {
        let output = project.command(words).args(["--now", "2026-06-01 12:00:00+00"]).output().unwrap();
        assert!(output.status.success(), "{}", said(&output));
    };
    at_noon(&["archive"]);
    at_noon(&["archive"]);
    let kept = "select rows from canai_db.archive_files where gone_at is null";
    assert_eq!(project.value(kept), "3", "those of three to five days");
    fs::write(project.root.join("jobs/job.yaml"), PURGE.replace("events", "days").replace("1 day", "5 days"))
        .unwrap();
    project.command(&RESTORE).status().unwrap();
}

/// Links, files of a ledger that knows nothing of them, a name with a slash, a time that is none.
#[test]
fn what_should_not_be_in_a_folder_stops_the_run() {
    let project = archived();
    let output = project.command(&[&RESTORE[..], &["--until", "rubbish"]].concat()).output().unwrap();
    assert_eq!(output.status.code(), Some(64));
    assert!(said(&output).contains("--until rubbish is no time"), "{}", said(&output));
    let file = project.root.join("archive/events-1-1.csv.zst");
    let away = project.root.join("cold.csv.zst");
    fs::rename(&file, &away).unwrap();
    std::os::unix::fs::symlink(&away, &file).unwrap();
    let told = project.fails(&["archive"]);
    assert!(told.contains("events-1-1.csv.zst is a link"), "{told}");
    fs::remove_file(&file).unwrap();
    fs::rename(&away, &file).unwrap();
    project.run(&["archive"]);
    // As after a restore from a backup of before.
    project
        .database
        .execute("create table kept as table canai_db.archive_files; delete from canai_db.archive_files");
    let told = project.fails(&["archive"]);
    assert!(
        told.contains("events-1-1.csv.zst is there, and this database's ledger does not name it"),
        "{told}"
    );
    project.database.execute("insert into canai_db.archive_files table kept");
    project.run(&["archive"]);

    project.database.execute("alter table events rename to \"a/b\"");
    let job = JOB.replace("events:", "a/b:").replace("files: archive", "files: slash");
    fs::write(project.root.join("jobs/job.yaml"), job).unwrap();
    let output = project.command(&["archive", "--now", "2026-06-01 12:00:00+00"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(files(&project.root.join("slash")).len(), 1);
    assert!(project.command(&RESTORE).status().unwrap().success());
    assert_eq!(project.value("select count(*) from \"a/b\""), "1440");
}

/// What stays in a file only is on the disk before the file goes, whatever the database has set.
#[test]
fn no_file_goes_before_its_rows_are_on_the_disk() {
    let project =
        Project::new(EVENTS, &JOB.replace("files: archive", "files: archive, delete_after: 3 days"));
    project.run(&["archive", "--max-rows", "1"]);
    project.database.execute(
        "do $$ begin execute format('alter database %I set synchronous_commit = off', current_database()); end $$;
         create table seen (action text, commit text);
         create function see() returns trigger language plpgsql as $$ begin
            insert into public.seen values (coalesce(new.gone_because, 'written'), current_setting('synchronous_commit')); return new; end $$;
         create trigger see after insert or update on canai_db.archive_files for each row execute function see()",
    );
    project.run(&["archive", "--fast"]);
    project.run(&["archive", "--fast"]);
    let output = project.command(&["archive", "--now", "2026-06-02 00:00:00+00"]).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert!(project.command(&RESTORE).status().unwrap().success());
    let seen = project.query("select distinct action, commit from seen order by 1");
    assert_eq!(seen, ["expired|on", "restored|on", "rewritten|on", "written|on"]);
}
