//! Killed, cut off, restarted: no row is lost, none is there twice, and the next run completes.

use std::fs;
use std::thread;
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use futures_util::SinkExt as _;
use rustix::process::{Pid, Signal, kill_process};

use super::{PURGE, Project};
use crate::harness::{TestDatabase, block_on, connect, eventually, kill, start_server};

/// Enough rows for many batches, and as they were, to hold against what is left.
const EVENTS: &str = "
    create table events (id bigint primary key, note text, at timestamptz not null);
    create index on events (at);
    insert into events
    select i, repeat('x', 100) || i, timestamptz '2026-06-01 00:00:00+00' - i * interval '1 minute' from generate_series(1, 30000) i;
    create table whole as table events;
    create table events_archive (like events including all)";
/// The checksum of rows: how many, how many of them are different ones, and what is in them.
const SUM: &str =
    "count(*), count(distinct id), sum(hashtextextended(concat_ws(',', id, note, at at time zone 'UTC'), 0))";
/// Every row, wherever it is.
const ALL: &str = "(select * from events union all select * from events_archive) t";
/// So few that a run into tables is short, and still several batches.
fn fewer_events() -> String {
    EVENTS.replace("30000", "10000")
}

/// Small batches, and rests between them: a run is many places to be killed at.
const BATCHES: [&str; 2] = ["--batch-target", "10ms"];

fn archive(into: &str) -> String {
    format!(
        "job: archive-events\nkind: archive\nby: at\nolder_than: 1 day\ntables:\n  events:\n    into: {into}\n"
    )
}

fn sum(project: &Project, from: &str) -> String {
    project.value(&format!("select {SUM} from {from}"))
}

/// Numbers that nobody chose; `SEED=123` draws those of the run that failed.
struct Chance(u64);

impl Chance {
    fn new() -> Self {
        let clock = || SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() % 1_000_000_000;
        let seed = std::env::var("SEED").ok().map(|seed| seed.parse().unwrap());
        Self(seed.unwrap_or_else(|| u64::try_from(clock()).unwrap()))
    }

    /// From 0 up to 1, by splitmix64.
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        f64::from(u32::try_from((mixed ^ (mixed >> 31)) >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

/// Stops runs at random moments, anywhere in the time that a whole one takes, until so many were stopped
/// while they ran: each seventh by the end of its session, the others by `kill -9`. What is left is looked at
/// after each, and the next run goes on from there; once half of the rows are gone they are `put_back`.
fn stopped_at_random(project: &Project, word: &str, times: u32, put_back: impl Fn(), check: impl Fn(&str)) {
    let mut chance = Chance::new();
    let seed = chance.0;
    // The ledger is there from then on.
    project.run(&[word, "--max-rows", "1"]);
    let since = Instant::now();
    project.run(&[&[word], &BATCHES[..]].concat());
    let whole = since.elapsed();
    put_back();
    let (mut stopped, mut in_the_midst, mut runs) = (0, 0, 0);
    while stopped < times {
        runs += 1;
        assert!(runs <= times * 5, "SEED={seed}: only {stopped} of {runs} runs went on for long enough");
        let delay = whole.mul_f64(chance.next());
        let mut run = project
            .at_now(&[&[word], &BATCHES[..]].concat())
            .stderr(std::process::Stdio::null())
            .spawn()
            .unwrap();
        thread::sleep(delay);
        let mut was_stopped = run.try_wait().unwrap().is_none();
        if was_stopped && runs % 7 == 0 {
            let ended = project.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'");
            was_stopped = !ended.is_empty();
        } else if was_stopped {
            kill(run.id());
        }
        run.wait().unwrap();
        // The server may still be at the last batch.
        eventually("the stopped session ends", || {
            project.value("select count(*) from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())") == "0"
        });
        check(&format!("SEED={seed}: run {runs}, stopped after {delay:?} of {whole:?}"));
        if was_stopped {
            stopped += 1;
            // A batch of it is done, and it has not come to its end.
            let midst = "select count(*) from canai_db.job_runs r where outcome = 'running' and id = (select max(id) from canai_db.job_runs)
                and exists (select from canai_db.job_batches where run_id = r.id)";
            in_the_midst += project.value(midst).parse::<u32>().unwrap();
        }
        let is_half = "select (select count(*) from events) < (select count(*) from whole) / 2";
        if !was_stopped || project.value(is_half) == "t" {
            put_back();
        }
    }
    assert!(
        in_the_midst >= times / 4,
        "SEED={seed}: {in_the_midst} of {stopped} runs were stopped between two batches, each of {whole:?}"
    );
    project.run(&[word, "--fast"]);
    assert_eq!(project.query("select count(*), max(id) from events"), ["1440|1440"]);
    assert_eq!(project.value("select count(*) from canai_db.job_runs where outcome = 'running'"), "0");
    check(&format!("SEED={seed}: at the end"));
}

#[test]
fn a_purge_that_is_stopped_anywhere_takes_what_the_ledger_says() {
    let project = Project::new(&fewer_events(), PURGE);
    let put_back = || {
        project.query("truncate events; insert into events table whole; truncate canai_db.job_runs cascade");
    };
    stopped_at_random(&project, "purge", 20, put_back, |when| {
        let gone = project.value("select coalesce(sum(rows), 0) from canai_db.job_batches");
        let left = format!("whole where id <= 10000 - {gone}");
        assert_eq!(sum(&project, "events"), sum(&project, &left), "{when}, {gone} rows are gone");
    });
    assert_eq!(project.value("select sum(rows) from canai_db.job_batches"), "8560");
}

#[test]
fn an_archive_that_is_stopped_anywhere_holds_every_row_once() {
    let project = Project::new(&fewer_events(), &archive("{ table: events_archive }"));
    let put_back = || {
        project.query("truncate events, events_archive; insert into events table whole");
    };
    let whole = sum(&project, "whole");
    stopped_at_random(&project, "archive", 20, put_back, |when| {
        assert_eq!(sum(&project, ALL), whole, "{when}");
    });
}

#[test]
fn an_archive_of_files_that_is_stopped_anywhere_holds_every_row_once() {
    let project = Project::new(EVENTS, &archive("{ files: archive }"));
    let folder = project.root.join("archive");
    let put_back = || {
        fs::remove_dir_all(&folder).unwrap();
        project.query("truncate events, canai_db.archive_files; insert into events table whole");
    };
    let whole = sum(&project, "whole");
    stopped_at_random(&project, "archive", 12, put_back, |when| {
        project.query("truncate events_archive");
        for file in project.query("select file from canai_db.archive_files where gone_at is null") {
            // What was killed between its commit and its folder has its rows there already.
            let names = [file.clone(), format!("{file}.partial")];
            let path = names.iter().map(|name| folder.join(name)).find(|path| path.is_file());
            let packed = fs::read(path.unwrap_or_else(|| panic!("{when}: {file} is not there"))).unwrap();
            copy(&project, &zstd::stream::decode_all(&packed[..]).unwrap());
        }
        assert_eq!(sum(&project, ALL), whole, "{when}");
    });
    let names = fs::read_dir(&folder).unwrap().map(|it| it.unwrap().file_name().into_string().unwrap());
    let leftovers = names.filter(|name| ["partial", "entry"].iter().any(|ending| name.ends_with(ending)));
    assert_eq!(leftovers.count(), 0);
}

/// The rows of a file into the table of the archive, which nothing else uses there.
fn copy(project: &Project, csv: &[u8]) {
    let (config, csv) = (&project.database.config, csv.to_vec());
    block_on(async {
        let client = connect(config).await;
        let sink = client.copy_in("copy events_archive from stdin (format csv, header)").await.unwrap();
        let mut sink = std::pin::pin!(sink);
        sink.send(bytes::Bytes::from(csv)).await.unwrap();
        sink.close().await.unwrap();
    });
}

#[test]
fn a_signal_ends_the_run_after_its_batch() {
    // So many that the run is not over before it is told to stop.
    let project = Project::new(&EVENTS.replace("30000", "200000"), PURGE);
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
        project.value("select 200000 - count(*) from events")
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
    assert_eq!(sum(&project, ALL), sum(&project, "whole"));
    project.run(&["archive", "--fast"]);
    assert_eq!(sum(&project, ALL), sum(&project, "whole"));
    assert_eq!(project.value("select count(*) from events"), "1440");
}
