//! What compiling a large project costs: `cargo bench --bench compile [-- TABLES]`.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure ends the benchmark")]

mod generate;
mod measure;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use measure::{Cost, median, milliseconds, run};

const RUNS: usize = 9;

fn main() {
    let tables = measure::number(1000);
    let project = Project::generate(tables);
    let migrations = project.0.join("migrations");
    let uncompiled = || drop(fs::remove_dir_all(&migrations));

    println!("{tables} tables, each with 12 columns, 4 indexes, 2 checks, 1 foreign key, 1 policy");
    println!("{:<22} {:>10} {:>10} {:>10}   median of {RUNS}", "", "wall", "CPU", "peak");
    let show = |what: &str, costs: &[Cost]| {
        let Cost { wall, cpu, memory } = median(costs);
        let megabytes = memory.div_ceil(1 << 20);
        println!("{what:<22} {:>10} {:>10} {megabytes:>7} MB", milliseconds(wall), milliseconds(cpu));
    };
    show("--help", &times(|| project.run(&["--help"])));
    uncompiled();
    show("plan, first", &times(|| project.run(&["plan"])));
    let first = times(|| {
        uncompiled();
        project.run(&["compile"])
    });
    show("compile, first", &first);
    show("compile, no change", &times(|| project.run(&["compile"])));
    show("compile --check", &times(|| project.run(&["compile", "--check"])));
    show("plan, no change", &times(|| project.run(&["plan"])));
    show("lint", &times(|| project.run(&["lint", "--fail-on", "error"])));
    show("lint, as JSON", &times(|| project.run(&["lint", "--fail-on", "error", "--format", "json"])));
}

fn times(mut measured: impl FnMut() -> Cost) -> Vec<Cost> {
    measured();
    (0..RUNS).map(|_| measured()).collect()
}

/// A project in the temporary folder, removed with this value.
struct Project(PathBuf);

impl Project {
    fn generate(tables: usize) -> Self {
        let folder = std::env::temp_dir().join(format!("canai-db-bench-{}", std::process::id()));
        fs::create_dir_all(folder.join("schema/tables")).unwrap();
        for number in 0..tables {
            let path = folder.join(format!("schema/tables/{}.yaml", generate::name(number)));
            fs::write(path, generate::table(number)).unwrap();
        }
        Self(folder)
    }

    fn run(&self, arguments: &[&str]) -> Cost {
        let program = Path::new(env!("CARGO_BIN_EXE_canai-db"));
        run(Command::new(program).args(arguments).current_dir(&self.0))
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
