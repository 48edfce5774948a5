//! What looking for drift and importing cost beside `pg_dump --schema-only`, with the time of one reading
//! and of a replay: `cargo bench --bench drift [-- TABLES]`, 100 and 1,000 tables where no number is given.
//! `pg_dump` is that of the server's own folder.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]

mod generate;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use canai_db::pg::catalog;
use canai_db::pg::server::{Binaries, Throwaway};
use measure::{Cost, median, milliseconds, run};
use tokio_postgres::NoTls;

const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");
const RUNS: usize = 9;

fn main() {
    let sizes = match measure::number(0) {
        0 => vec![100, 1000],
        tables => vec![tables],
    };
    let binaries = Binaries::find(None).unwrap();
    let server = Throwaway::start(&binaries, Path::new(PROGRAM)).unwrap();
    println!(
        "each table: 12 columns, 5 indexes, 5 constraints, a policy; medians of {RUNS} interleaved runs"
    );
    println!("{:<28} {:>11} {:>8} {:>11} {:>8}", "", "wall", "ratio", "CPU", "ratio");
    for tables in sizes {
        measure_size(tables, &server, &binaries);
    }
}

fn measure_size(tables: usize, server: &Throwaway, binaries: &Binaries) {
    let name = format!("drift_{tables}");
    sql(server, "postgres", &format!("CREATE DATABASE {name} TEMPLATE template0"));
    let project = Project::generate(tables);
    let url = server.url(&name);
    let ours = |arguments: &[&str]| {
        run(Command::new(PROGRAM).args(arguments).current_dir(&project.0).env("DATABASE_URL", &url))
    };
    ours(&["migrate"]);
    sql(server, &name, "ANALYZE");
    let dump = || run(Command::new(binaries.program("pg_dump")).args(["--schema-only", &url]));
    let cold = || {
        let _ = fs::remove_dir_all(project.0.join(".canai-db"));
        ours(&["drift"])
    };
    cold();
    dump();
    let mut costs: [Vec<Cost>; 5] = Default::default();
    // One after the other, so that what else the machine does meets all of them.
    for round in 0..RUNS {
        costs[0].push(dump());
        costs[1].push(reading(server, &name));
        costs[2].push(ours(&["drift"]));
        if round < 3 {
            costs[3].push(cold());
            costs[4].push(ours(&["import", "--dry-run", "--overwrite"]));
        }
    }
    let [dump, reading, warm, cold, import] = costs.map(|costs| median(&costs));
    println!("{tables} tables");
    let names = [
        "  pg_dump --schema-only",
        "  the catalog, read",
        "  drift, replay remembered",
        "  drift, with its replay",
        "  import",
    ];
    for (name, cost) in names.into_iter().zip([dump, reading, warm, cold, import]) {
        let (wall, cpu) = (cost.wall.div_duration_f64(dump.wall), cost.cpu.div_duration_f64(dump.cpu));
        println!(
            "{name:<28} {:>11} {wall:>7.2}x {:>11} {cpu:>7.2}x",
            milliseconds(cost.wall),
            milliseconds(cost.cpu)
        );
    }
}

/// One reading on a connection of its own, the connecting left out; the CPU time is this process's.
fn reading(server: &Throwaway, database: &str) -> Cost {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = server.config(database).connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        let (start, before) = (Instant::now(), own_cpu());
        let catalog = catalog::read(&client).await.unwrap();
        assert!(!catalog.objects.is_empty());
        Cost { wall: start.elapsed(), cpu: own_cpu().saturating_sub(before), memory: 0 }
    })
}

/// User and system time of this process.
fn own_cpu() -> Duration {
    // SAFETY: a rusage of zeros is valid, and the pointer outlives the call.
    #[expect(unsafe_code, reason = "the standard library tells no resources")]
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        libc::getrusage(libc::RUSAGE_SELF, &raw mut usage);
        usage
    };
    let micros = |time: libc::timeval| u64::try_from(time.tv_sec * 1_000_000 + time.tv_usec).unwrap();
    Duration::from_micros(micros(usage.ru_utime) + micros(usage.ru_stime))
}

fn sql(server: &Throwaway, database: &str, sql: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (client, connection) = server.config(database).connect(NoTls).await.unwrap();
        tokio::spawn(connection);
        client.batch_execute(sql).await.unwrap();
    });
}

/// A compiled project in the temporary folder, removed with this value.
struct Project(PathBuf);

impl Project {
    fn generate(tables: usize) -> Self {
        let folder = std::env::temp_dir().join(format!("canai-db-bench-drift-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("schema/tables")).unwrap();
        for number in 0..tables {
            let path = folder.join(format!("schema/tables/{}.yaml", generate::name(number)));
            fs::write(path, generate::table(number)).unwrap();
        }
        run(Command::new(PROGRAM).arg("compile").current_dir(&folder));
        Self(folder)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
