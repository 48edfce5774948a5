//! Killed, cut off, restarted: no row is lost, none is there twice, and the next run completes.

use std::fs;
use std::thread;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};

use super::{PURGE, Project};
use crate::harness::{TestDatabase, block_on, connect, eventually, kill, start_server};

/// Enough rows for many batches.
const EVENTS: &str = "
    create table events (id bigint primary key, note text, at timestamptz not null);
    create index on events (at);
    insert into events
    select i, repeat('x', 100) || i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 minute' from generate_series(1, 30000) i;
    create table events_archive (like events including all)";
/// Every row, wherever it is.
const ALL: &str = "select count(*), count(distinct id), sum(id) from (select * from events union all select * from events_archive) t";
const WHOLE: &str = "30000|30000|450015000";

fn archive(into: &str) -> String {
    format!(
        "job: archive-events\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  events:\n    into: {into}\n"
    )
}

/// Delays that fall anywhere in a run, the same each time.
fn delay(at: u64) -> Duration {
    Duration::from_millis(20 + at.wrapping_mul(2_654_435_761) % 180)
}

/// Kills runs again and again; how many were killed in their midst.
fn killed(project: &Project, words: &[&str], times: u64, check: impl Fn()) -> u64 {
    // The ledger is there from then on.
    project.run(&[words, &["--max-rows", "1"]].concat());
    let mut in_the_midst = 0;
    for at in 0..times {
        let mut run = project
            .at_now(&[words, &["--batch-target", "10ms", "--max-rows", "2000"]].concat())
            .spawn()
            .unwrap();
        thread::sleep(delay(at));
        if run.try_wait().unwrap().is_none() {
            in_the_midst += 1;
            kill(run.id());
        }
        run.wait().unwrap();
        // The server may still be at the last batch.
        eventually("the killed session ends", || {
            project.value("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())") == "0"
        });
        check();
    }
    in_the_midst
}

#[test]
fn a_purge_that_is_killed_again_and_again_takes_what_the_ledger_says() {
    let project = Project::new(EVENTS, PURGE);
    let killed = killed(&project, &["purge"], 50, || {
        let gone = project.value("select 30000 - count(*) from events");
        assert_eq!(project.value("select coalesce(sum(rows), 0) from canai_db.job_batches"), gone);
    });
    assert!(killed >= 10, "{killed} runs were killed in their midst");
    project.run(&["purge", "--fast"]);
    assert_eq!(project.query("select count(*), max(id) from events"), ["1440|1440"]);
    assert_eq!(project.value("select sum(rows) from canai_db.job_batches"), "28560");
    assert_eq!(project.value("select count(*) from canai_db.job_runs where outcome = 'running'"), "0");
}

#[test]
fn an_archive_that_is_killed_again_and_again_holds_every_row_once() {
    let project = Project::new(EVENTS, &archive("{ table: events_archive }"));
    killed(&project, &["archive"], 50, || assert_eq!(project.value(ALL), WHOLE));
    project.run(&["archive", "--fast"]);
    assert_eq!(project.value(ALL), WHOLE);
    assert_eq!(project.value("select count(*) from events"), "1440");
}

#[test]
fn an_archive_of_files_that_is_killed_again_and_again_holds_every_row_once() {
    let project = Project::new(EVENTS, &archive("{ files: archive }"));
    killed(&project, &["archive"], 50, || {});
    project.run(&["archive", "--fast"]);
    assert_eq!(project.value("select count(*) from events"), "1440");
    let folder = project.root.join("archive");
    let manifest = fs::read_to_string(folder.join("manifest.jsonl")).unwrap();
    let mut ids: Vec<u64> = Vec::new();
    for line in manifest.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).unwrap();
        let packed = fs::read(folder.join(entry["file"].as_str().unwrap())).unwrap();
        let text = String::from_utf8(zstd::stream::decode_all(&packed[..]).unwrap()).unwrap();
        ids.extend(text.lines().skip(1).map(|line| line.split(',').next().unwrap().parse::<u64>().unwrap()));
    }
    ids.sort_unstable();
    assert_eq!(ids, (1441..=30000).collect::<Vec<_>>(), "each once");
    let names = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let leftovers = names.filter(|name| ["partial", "entry"].iter().any(|ending| name.ends_with(ending)));
    assert_eq!(leftovers.count(), 0);
}

#[test]
fn a_session_that_is_terminated_ends_the_run_and_nothing_else() {
    let project = Project::new(EVENTS, &archive("{ table: events_archive }"));
    project.run(&["archive", "--max-rows", "1"]);
    for _ in 0..5 {
        let run = project.at_now(&["archive", "--batch-target", "10ms"]).spawn().unwrap();
        eventually("the run is at work or over", || {
            project.value("select count(*) from canai_db.job_runs where outcome = 'running'") == "1"
                || project.value("select count(*) from events") == "1440"
        });
        project.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and query not like '%pg_terminate%'");
        let output = run.wait_with_output().unwrap();
        assert!(output.status.code() == Some(1) || project.value("select count(*) from events") == "1440");
        assert_eq!(project.value(ALL), WHOLE);
    }
    project.run(&["archive", "--fast"]);
    assert_eq!(project.query("select count(*) from events"), ["1440"]);
    assert_eq!(project.value(ALL), WHOLE);
}

#[test]
fn a_signal_ends_the_run_after_its_batch() {
    let project = Project::new(EVENTS, PURGE);
    let run = project
        .at_now(&["purge", "--batch-target", "10ms"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    eventually("a batch is done", || {
        project.value("select to_regclass('canai_db.job_batches') is not null") == "t"
            && project.value("select count(*) > 0 from canai_db.job_batches") == "t"
    });
    kill_process(Pid::from_raw(i32::try_from(run.id()).unwrap()).unwrap(), Signal::TERM).unwrap();
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(super::said(&output).contains("was told to stop after"), "{}", super::said(&output));
    assert_eq!(project.value("select outcome from canai_db.job_runs"), "interrupted");
    assert_eq!(
        project.value("select sum(rows) from canai_db.job_batches"),
        project.value("select 30000 - count(*) from events")
    );
    project.run(&["purge", "--fast"]);
    assert_eq!(project.value("select count(*) from events"), "1440");
}

#[test]
fn a_server_that_goes_down_at_once_loses_nothing_that_counts() {
    let server = start_server();
    let project =
        Project::on(TestDatabase::create_on(&server), EVENTS, &archive("{ table: events_archive }"));
    // Somebody has the last row that is old, so that the run is not over too early.
    let config = project.database.config.clone();
    let holder = thread::spawn(move || {
        block_on(async {
            let hold = "begin; select from events where id = 1441 for update; select pg_sleep(60)";
            // It ends with the server.
            let _ = connect(&config).await.batch_execute(hold).await;
        });
    });
    let holding = "select pid from pg_stat_activity where query like 'begin; select from events%' and wait_event = 'PgSleep'";
    eventually("the row is held", || !project.query(holding).is_empty());
    let run = project
        .at_now(&["archive", "--batch-target", "10ms"])
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    eventually("a batch is done", || {
        project.value("select to_regclass('canai_db.job_batches') is not null") == "t"
            && project.value("select count(*) > 0 from canai_db.job_batches") == "t"
    });
    // One process of the server killed makes it restart all others, as after a crash.
    kill(project.value(holding).parse().unwrap());
    holder.join().unwrap();
    let output = run.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{}", super::said(&output));
    eventually("the server is back", || std::panic::catch_unwind(|| project.value("select 1")).is_ok());
    assert_eq!(project.value(ALL), WHOLE);
    project.run(&["archive", "--fast"]);
    assert_eq!(project.value(ALL), WHOLE);
    assert_eq!(project.value("select count(*) from events"), "1440");
}
