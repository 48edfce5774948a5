//! Runs a folder of from/to pairs of other projects: each pair is loaded, imported, compiled and migrated,
//! and judged by the catalog digest that lies beside the pairs. It is no part of `cargo test`:
//!
//! ```sh
//! cargo test --test corpus -- FOLDER [--only WORD] [--failures FILE]
//! ```
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a failure of the runner ends it")]

mod case;
mod digest;
#[path = "../harness/mod.rs"]
#[expect(dead_code, reason = "shared with the other tests")]
mod harness;
mod hint;
mod order;
mod prove;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use case::Case;
use prove::{Outcome, Worker};

/// Each works on a server of its own: roles belong to the whole server.
const WORKERS: usize = 2;

/// The least share of pairs that must pass, in percent.
const ENOUGH: usize = 97;

struct Arguments {
    folder: PathBuf,
    only: String,
    failures: Option<PathBuf>,
}

fn main() -> ExitCode {
    let Some(arguments) = arguments() else {
        println!("usage: cargo test --test corpus -- FOLDER [--only WORD] [--failures FILE]");
        return ExitCode::from(64);
    };
    let mut cases = case::load(&arguments.folder);
    cases.retain(|case| case.name.contains(&arguments.only));
    let since = Instant::now();
    let results = run(&arguments, cases);
    report(&arguments, &results, since)
}

fn arguments() -> Option<Arguments> {
    let mut words = std::env::args().skip(1);
    let (mut folder, mut only, mut failures) = (None, String::new(), None);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--only" => only = words.next()?,
            "--failures" => failures = Some(PathBuf::from(words.next()?)),
            _ if word.starts_with("--") => return None,
            _ => folder = Some(PathBuf::from(word)),
        }
    }
    Some(Arguments { folder: folder?, only, failures })
}

fn run(arguments: &Arguments, cases: Vec<Case>) -> BTreeMap<String, (Case, Outcome)> {
    let queue = Mutex::new(cases.into_iter().rev().collect::<Vec<_>>());
    let results = Mutex::new(BTreeMap::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                let worker = Worker::start(&arguments.folder);
                loop {
                    let Some(case) = queue.lock().unwrap().pop() else { break };
                    let outcome = worker.prove(&case);
                    results.lock().unwrap().insert(case.name.clone(), (case, outcome));
                }
            });
        }
    });
    results.into_inner().unwrap()
}

fn report(arguments: &Arguments, results: &BTreeMap<String, (Case, Outcome)>, since: Instant) -> ExitCode {
    let mut text = String::new();
    let mut kinds: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    let mut totals = [0; 3];
    let mut uncovered = Vec::new();
    let mut named = 0;
    for (name, (case, outcome)) in results {
        let column = match outcome {
            Outcome::Passed { missing } => {
                named += case.hazards.len();
                uncovered.extend(missing.iter().map(|hazard| format!("{name}: {hazard}")));
                0
            }
            Outcome::Failed(reason) => {
                let _ = writeln!(text, "FAILED {name}\n{}\n", indented(reason));
                1
            }
            Outcome::Unsupported(reason) => {
                let _ = writeln!(text, "unsupported {name}\n{}\n", indented(reason));
                2
            }
        };
        totals[column] += 1;
        for kind in &case.kinds {
            kinds.entry(kind).or_default()[column] += 1;
        }
    }
    println!("{:<20} {:>7} {:>7} {:>12}", "kind", "passed", "failed", "unsupported");
    for (kind, [passed, failed, unsupported]) in kinds {
        println!("{kind:<20} {passed:>7} {failed:>7} {unsupported:>12}");
    }
    println!(
        "\nhazards named by other projects: {} covered, {} not",
        named - uncovered.len(),
        uncovered.len()
    );
    if !uncovered.is_empty() {
        println!("\nhazards that the other project names and the plan does not:");
        uncovered.iter().for_each(|it| println!("  {it}"));
        let _ = writeln!(text, "hazards not covered\n{}", indented(&uncovered.join("\n")));
    }
    match &arguments.failures {
        Some(file) => std::fs::write(file, text).unwrap(),
        None => println!("\n{text}"),
    }
    let [passed, failed, unsupported] = totals;
    let enough = passed * 100 >= ENOUGH * results.len();
    let result = if failed == 0 && enough { "ok" } else { "FAILED" };
    println!(
        "\ncorpus result: {result}. {passed} passed; {failed} failed; {unsupported} unsupported; finished in {:.1}s",
        since.elapsed().as_secs_f64()
    );
    if failed == 0 && enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("    {line}")).collect::<Vec<_>>().join("\n")
}
