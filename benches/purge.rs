//! Ways of purging three of five million rows under load, side by side: `canai-db purge`, one DELETE,
//! the document's statement for `pg_cron`, and a loop of LIMIT 1000, each on a new server with PostgreSQL's
//! own settings. `cargo bench --bench purge [-- ROWS]`. `psql` and `pgbench` are the ones in PATH.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]
#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "numbers to look at"
)]

#[expect(dead_code, reason = "shared with the other benchmarks")]
mod measure;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use measure::run;

const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");
const NOW: &str = "2026-06-01 00:00:00+00";
const TABLE: &str = "
    create table visits (id uuid primary key default gen_random_uuid(), user_id int, session_id text not null, kind text,
        details jsonb default '{}', agent text, created_at timestamptz not null default now());
    create index on visits (user_id, created_at desc); create index on visits (session_id, created_at desc);
    create index on visits (kind, created_at desc); create index on visits (created_at desc)";
const JOB: &str =
    "job: purge-visits\nkind: purge\nby: created_at\nolder_than: 24 months\ntables:\n  visits: {}\n";

/// What traffic does meanwhile: new rows, look-ups, and a change of a row that is about to go.
const LOAD: [(&str, &str); 3] = [
    (
        "insert.sql",
        "insert into visits (user_id, session_id, kind, created_at) values (1, 'new', 'page_view', '2026-06-01');\n",
    ),
    (
        "look.sql",
        "\\set u random(1, 10000)\nselect count(*) from (select from visits where user_id = :u order by created_at desc limit 20) t;\n",
    ),
    (
        "touch.sql",
        "\\set d random(1, 700)\nupdate visits set agent = 'touched' where id = (select id from visits where created_at >= timestamptz '2022-06-01' + :d * interval '1 day' and created_at < timestamptz '2022-06-01' + :d * interval '1 day' + interval '1 hour' order by created_at limit 1);\n",
    ),
];

fn main() {
    let rows = measure::number(5_000_000);
    let folder = std::env::temp_dir().join(format!("canai-db-bench-purge-{}", std::process::id()));
    fs::create_dir_all(folder.join("jobs")).unwrap();
    fs::write(folder.join("canai-db.yaml"), "").unwrap();
    fs::write(folder.join("jobs/job.yaml"), JOB).unwrap();
    for (name, text) in LOAD {
        fs::write(folder.join(name), text).unwrap();
    }
    println!("{rows} rows, three fifths of them old; inserts, look-ups and updates of old rows meanwhile");
    println!(
        "{:<28} {:>9} {:>10} {:>9} {:>9} {:>9} {:>9} {:>9} {:>9}",
        "", "s", "rows/s", "WAL MB", "p50 ms", "p99 ms", "longest", "writer", "MB"
    );
    let old = "created_at < timestamptz '2026-06-01 00:00:00+00' - interval '24 months'";
    let delete = format!("delete from visits where {old}");
    let one_by_one = format!(
        "do $$ begin loop delete from visits where id in (select id from visits where {old} limit 1000); exit when not found; commit; end loop; end $$"
    );
    // What the document schedules, as far as it parses: all tables in one transaction.
    let document = format!("begin; {delete}; commit");
    let ways: [(&str, Way<'_>); 5] = [
        ("one DELETE", Way::Sql(&delete)),
        ("canai-db purge --fast", Way::Program(&["--fast"])),
        ("canai-db purge", Way::Program(&[])),
        ("the document's statement", Way::Sql(&document)),
        ("LIMIT 1000 in a loop", Way::Sql(&one_by_one)),
    ];
    for (name, way) in ways {
        measured(name, &way, rows, &folder);
    }
    let _ = fs::remove_dir_all(&folder);
}

enum Way<'a> {
    Sql(&'a str),
    Program(&'a [&'a str]),
}

fn measured(name: &str, way: &Way<'_>, rows: usize, folder: &Path) {
    // A throwaway server saves on safety, where the one that a purge is for pays for it.
    dev(folder, "up");
    let url = dev(folder, "url");
    let psql = |sql: &str| {
        let output = Command::new("psql")
            .args(["-qAtX", "-v", "ON_ERROR_STOP=1", "-d", &url, "-c", sql])
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    psql(TABLE);
    psql(&format!(
        "insert into visits (user_id, session_id, kind, agent, created_at)
         select i % 10000, 's' || i / 7, 'kind ' || i % 13, 'Mozilla/5.0 (X11; Linux x86_64)', timestamptz '2021-06-01' + i * (interval '5 years' / {rows})
           from generate_series(1, {rows}) i"
    ));
    psql("vacuum analyze visits");
    psql("checkpoint");
    let log = folder.join("log");
    let _ = fs::remove_dir_all(&log);
    fs::create_dir_all(&log).unwrap();
    let mut load = Command::new("pgbench")
        .current_dir(&log)
        .args(["-n", "-T", "600", "-c", "3", "-R", "150", "-l"])
        .args(LOAD.iter().flat_map(|(file, _)| ["-f".to_owned(), folder.join(file).display().to_string()]))
        .arg(&url)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(Duration::from_secs(2));
    let before = psql("select pg_current_wal_lsn()");
    let since = Instant::now();
    let mut memory = String::new();
    match way {
        Way::Sql(sql) => drop(psql(sql)),
        Way::Program(flags) => {
            let mut command = Command::new(PROGRAM);
            command.arg("-C").arg(folder).args(["purge", "--now", NOW, "--database-url", &url]).args(*flags);
            let cost = run(&mut command);
            memory = format!("{:.0}", cost.memory as f64 / 1e6);
        }
    }
    let took = since.elapsed().as_secs_f64();
    let wal = psql(&format!("select (pg_current_wal_lsn() - '{before}'::pg_lsn)::bigint / 1000000"));
    // A program that is killed would keep what it has not yet written of its log.
    psql("select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'pgbench'");
    load.wait().unwrap();
    let left: usize =
        psql("select count(*) from visits where created_at < timestamptz '2024-06-01 00:00:00+00'")
            .parse()
            .unwrap();
    assert_eq!(left, 0, "{name} left rows");
    let gone = rows * 3 / 5;
    let latencies = latencies(&log);
    let at = |share: f64| latencies[((latencies.len() - 1) as f64 * share) as usize].0 as f64 / 1000.0;
    let writer =
        latencies.iter().filter(|(_, script)| *script == TOUCH).map(|(took, _)| *took).max().unwrap();
    println!(
        "{name:<28} {took:>9.1} {:>10.0} {wal:>9} {:>9.1} {:>9.1} {:>9.0} {:>9.0} {memory:>9}",
        gone as f64 / took,
        at(0.5),
        at(0.99),
        at(1.0),
        writer as f64 / 1000.0
    );
    dev(folder, "down");
    fs::remove_dir_all(folder.join(".canai-db")).unwrap();
}

/// Starts or stops the folder's server, or tells where it is.
fn dev(folder: &Path, verb: &str) -> String {
    let output = Command::new(PROGRAM).arg("-C").arg(folder).args(["dev", verb]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// The number of the script that changes a row which is about to go.
const TOUCH: usize = 2;

/// Of every transaction of the load while it ran, in microseconds, with the number of its script; sorted.
fn latencies(log: &Path) -> Vec<(u64, usize)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(log).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        // client, transaction, latency, script, seconds, microseconds, lag
        all.extend(text.lines().filter_map(|line| {
            let mut words = line.split(' ');
            let latency: u64 = words.nth(2)?.parse().ok()?;
            Some((latency, words.next()?.parse().ok()?))
        }));
    }
    all.sort_unstable();
    assert!(!all.is_empty(), "the load ran");
    all
}
