//! The longest that a query is held up while a table under load is changed in ten ways, by our plan
//! and by the same changes written naively: `cargo bench --bench traffic [-- ROWS]`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]

#[expect(dead_code, reason = "what programs cost is not asked here")]
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use canai_db::pg::server::{Binaries, Throwaway};
use tokio::runtime::Builder;
use tokio_postgres::{Client, NoTls};

const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");
const CLIENTS: u64 = 4;
const ACCOUNTS: u64 = 10_000;
/// What somebody's report reads the table for, in one transaction, before it pauses as long.
const REPORT: Duration = Duration::from_secs(4);
const BASELINE: Duration = Duration::from_secs(20);

fn main() {
    let rows = measure::number(2_000_000);
    let server = Throwaway::start(&Binaries::find(None).unwrap(), Path::new(PROGRAM)).unwrap();
    let project = Project::create();
    project.schema(include_str!("traffic/before_events.yaml"));
    project.canai_db(&server.url("postgres"), &["compile", "--name", "before"]);
    project.canai_db(&server.url("postgres"), &["migrate"]);
    let load = include_str!("traffic/rows.sql").replace(":rows", &rows.to_string());
    execute(&server, "postgres", &load);
    execute(&server, "postgres", "VACUUM ANALYZE");
    project.schema(include_str!("traffic/after_events.yaml"));
    project.canai_db(&server.url("postgres"), &["compile", "--name", "after", "--allow", "all"]);
    // The databases are copies of this one, and nobody may be connected to it meanwhile.
    for name in ["baseline", "planned", "naive"] {
        execute(
            &server,
            "template1",
            &format!("CREATE DATABASE {name} TEMPLATE postgres STRATEGY file_copy"),
        );
    }

    println!(
        "ten changes of a table of {rows} rows under {CLIENTS} clients and a report of {REPORT:?}, again and again"
    );
    println!(
        "{:<22} {:>9} {:>9} {:>10} {:>10} {:>12} {:>7}",
        "", "took", "queries/s", "median", "p99", "longest", "errors"
    );
    traffic(&server, "baseline", "no change", rows, || thread::sleep(BASELINE));
    let url = server.url("planned");
    traffic(&server, "planned", "canai-db migrate", rows, || project.canai_db(&url, &["migrate"]));
    let naive = || execute_each(&server, "naive", include_str!("traffic/naive.sql"));
    traffic(&server, "naive", "naive", rows, naive);
}

/// Runs the change while clients read and write, and prints what they felt.
fn traffic(server: &Throwaway, database: &str, what: &str, rows: usize, change: impl FnOnce()) {
    let over = AtomicBool::new(false);
    let (took, felt) = thread::scope(|scope| {
        let over = &over;
        let report = scope.spawn(move || report(server, database, over));
        let clients: Vec<_> = (0..CLIENTS)
            .map(|number| scope.spawn(move || client(server, database, number, rows as u64, over)))
            .collect();
        thread::sleep(Duration::from_secs(2));
        let start = Instant::now();
        change();
        let took = start.elapsed();
        thread::sleep(Duration::from_secs(1));
        over.store(true, Ordering::Relaxed);
        report.join().unwrap();
        let felt: Vec<Felt> = clients.into_iter().map(|client| client.join().unwrap()).collect();
        (took, felt)
    });
    let errors: usize = felt.iter().map(|it| it.errors.len()).sum();
    let mut latencies: Vec<Duration> = felt.iter().flat_map(|it| it.latencies.iter().copied()).collect();
    latencies.sort();
    let at = |share: f64| {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let index = ((latencies.len() - 1) as f64 * share) as usize;
        measure::milliseconds(latencies[index])
    };
    #[expect(clippy::cast_precision_loss, reason = "a rate to look at")]
    let rate = latencies.len() as f64 / (took + Duration::from_secs(3)).as_secs_f64();
    println!(
        "{what:<22} {:>7.1} s {rate:>9.0} {:>10} {:>10} {:>12} {errors:>7}",
        took.as_secs_f64(),
        at(0.5),
        at(0.99),
        at(1.0)
    );
    if let Some(error) = felt.iter().flat_map(|it| &it.errors).next() {
        println!("    the first error: {error}");
    }
}

/// What one client felt.
struct Felt {
    latencies: Vec<Duration>,
    errors: Vec<String>,
}

/// Reads, updates and inserts single rows until it is over.
fn client(server: &Throwaway, database: &str, number: u64, rows: u64, over: &AtomicBool) -> Felt {
    let mut felt = Felt { latencies: Vec::new(), errors: Vec::new() };
    let mut random = 0x9E37_79B9_7F4A_7C15_u64.wrapping_mul(number + 1);
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        i64::try_from(random % below).unwrap()
    };
    block_on(async {
        let client = connect(server, database).await;
        let mut serial = 0_u64;
        while !over.load(Ordering::Relaxed) {
            let (id, account, amount) =
                (1 + next(rows), 1 + next(ACCOUNTS), i32::try_from(next(100)).unwrap());
            serial += 1;
            let external = format!("client {number} row {serial}");
            let start = Instant::now();
            let result = match next(20) {
                0..12 => client.execute("SELECT amount FROM events WHERE id = $1", &[&id]).await,
                12..17 => {
                    client.execute("UPDATE events SET amount = $2 WHERE id = $1", &[&id, &amount]).await
                }
                _ => {
                    let insert = "INSERT INTO events (account_id, kind, amount, external) VALUES ($1, 'click', $2, $3)";
                    client.execute(insert, &[&account, &amount, &external]).await
                }
            };
            felt.latencies.push(start.elapsed());
            if let Err(error) = result {
                felt.errors.push(error.as_db_error().map_or_else(|| error.to_string(), ToString::to_string));
            }
        }
    });
    felt
}

/// Somebody's report: a transaction that stays open for a while, and then a pause of the same length.
fn report(server: &Throwaway, database: &str, over: &AtomicBool) {
    block_on(async {
        let client = connect(server, database).await;
        while !over.load(Ordering::Relaxed) {
            client.batch_execute("BEGIN; SELECT count(*) FROM events WHERE id < 1000").await.unwrap();
            tokio::time::sleep(REPORT).await;
            client.batch_execute("COMMIT").await.unwrap();
            tokio::time::sleep(REPORT).await;
        }
    });
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

async fn connect(server: &Throwaway, database: &str) -> Client {
    let (client, connection) = server.config(database).connect(NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

fn execute(server: &Throwaway, database: &str, sql: &str) {
    block_on(async { connect(server, database).await.batch_execute(sql).await.unwrap() });
}

/// Each statement in a transaction of its own.
fn execute_each(server: &Throwaway, database: &str, script: &str) {
    block_on(async {
        let client = connect(server, database).await;
        for statement in script.split_inclusive(';').filter(|it| it.contains(';')) {
            client.batch_execute(statement).await.unwrap();
        }
    });
}

/// A project in the temporary folder, removed with this value.
struct Project(PathBuf);

impl Project {
    fn create() -> Self {
        let folder = std::env::temp_dir().join(format!("canai-db-bench-traffic-{}", std::process::id()));
        fs::create_dir_all(folder.join("schema")).unwrap();
        fs::write(folder.join("schema/accounts.yaml"), include_str!("traffic/accounts.yaml")).unwrap();
        Self(folder)
    }

    fn schema(&self, events: &str) {
        fs::write(self.0.join("schema/events.yaml"), events).unwrap();
    }

    fn canai_db(&self, url: &str, arguments: &[&str]) {
        let mut command = Command::new(PROGRAM);
        command.args(arguments).current_dir(&self.0).env("DATABASE_URL", url).stdout(Stdio::null());
        assert!(command.status().unwrap().success(), "{command:?}");
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
