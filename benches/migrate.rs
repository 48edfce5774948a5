//! `canai-db migrate` with nothing pending beside `sqlx migrate run`: `cargo bench --bench migrate
//! [-- RUNS]`. The other program is `SQLX_BIN` or the one in PATH; use a release build of it.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]

mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use canai_db::pg::server::{Binaries, Throwaway};
use measure::{Cost, median, milliseconds, run};

const PROGRAM: &str = env!("CARGO_BIN_EXE_canai-db");
const FILES: usize = 14;

fn main() {
    let runs = measure::number(50);
    let server = Throwaway::start(&Binaries::find(None).unwrap(), Path::new(PROGRAM)).unwrap();
    let project = Project::generate();
    let url = server.url("postgres");
    let sqlx = std::env::var_os("SQLX_BIN").map_or_else(|| PathBuf::from("sqlx"), PathBuf::from);
    let ours = || run(Command::new(PROGRAM).arg("migrate").current_dir(&project.0).env("DATABASE_URL", &url));
    let theirs = || {
        run(Command::new(&sqlx).args(["migrate", "run"]).current_dir(&project.0).env("DATABASE_URL", &url))
    };
    ours();
    theirs();
    // One after the other, so that what else the machine does meets both.
    let (ours, theirs): (Vec<Cost>, Vec<Cost>) = (0..runs).map(|_| (ours(), theirs())).unzip();

    println!("nothing pending, {FILES} files, over a socket; medians of {runs} interleaved runs");
    println!("sqlx is {}", sqlx.display());
    println!("{:<16} {:>10} {:>10} {:>10}", "", "wall", "CPU", "peak");
    let (ours, theirs) = (median(&ours), median(&theirs));
    for (name, Cost { wall, cpu, memory }) in [("canai-db migrate", ours), ("sqlx migrate run", theirs)] {
        let megabytes = memory.div_ceil(1 << 20);
        println!("{name:<16} {:>10} {:>10} {megabytes:>7} MB", milliseconds(wall), milliseconds(cpu));
    }
    let (wall, cpu) = (ours.wall.div_duration_f64(theirs.wall), ours.cpu.div_duration_f64(theirs.cpu));
    println!("{:<16} {wall:>9.2}x {cpu:>9.2}x", "ratio");
}

/// A project with nothing but migrations in the temporary folder, removed with this value.
struct Project(PathBuf);

impl Project {
    fn generate() -> Self {
        let folder = std::env::temp_dir().join(format!("canai-db-bench-migrate-{}", std::process::id()));
        fs::create_dir_all(folder.join("migrations")).unwrap();
        for number in 1..=FILES {
            let version = 20_260_101_000_000 + 2 * number;
            let write = |direction: &str, sql: String| {
                let name = format!("migrations/{version}_create_t{number}.{direction}.sql");
                fs::write(folder.join(name), sql).unwrap();
            };
            write(
                "up",
                format!("CREATE TABLE t{number} (\n    id   bigint PRIMARY KEY,\n    name text\n);\n"),
            );
            write("down", format!("DROP TABLE t{number};\n"));
        }
        Self(folder)
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
