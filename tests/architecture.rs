//! The rules that ARCHITECTURE.md states as absences, held against the source files.

use std::fs;
use std::path::{Path, PathBuf};

/// The modules that reach nothing outside of the program: `lib.rs` lists them under `-- core`.
const CORE: [&str; 24] = [
    "model",
    "diagnostic",
    "yaml",
    "row",
    "subject",
    "access",
    "job",
    "generate",
    "diff",
    "plan",
    "sql",
    "migration",
    "lock",
    "compile",
    "diagram",
    "pages",
    "lint",
    "target",
    "advice",
    "duration",
    "hex",
    "markup",
    "words",
    "parallel",
];

/// What lets a program reach a file, a clock, a socket or its environment.
const OUTSIDE: [&str; 14] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::process",
    "std::io",
    "std::os",
    "SystemTime",
    "Instant::now",
    "now_utc",
    "now_local",
    "tokio",
    "refinery_core",
    "rustix",
    "whoami",
];

/// The longest a file may be, in lines.
const LONGEST: usize = 500;

/// Where output is made; everything else hands it what to say.
const OUTPUT: &str = "ui.rs";

struct File {
    /// Below src/, with `/`.
    name: String,
    text: String,
}

impl File {
    /// The code up to the unit tests at the end, without comments, with line numbers.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let code = lines.take_while(|(_, line)| *line != "#[cfg(test)]");
        code.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// The module directly under src/ that it belongs to.
    fn module(&self) -> &str {
        self.name.split(['/', '.']).next().unwrap()
    }

    fn is_core(&self) -> bool {
        CORE.contains(&self.module())
    }

    /// A file of unit tests alone.
    fn is_tests(&self) -> bool {
        self.name.ends_with("/tests.rs")
    }
}

fn sources() -> Vec<File> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut paths = Vec::new();
    collect(&src, &mut paths);
    paths.sort();
    let file = |path: &PathBuf| File {
        name: path.strip_prefix(&src).unwrap().to_str().unwrap().replace('\\', "/"),
        text: fs::read_to_string(path).unwrap(),
    };
    let files: Vec<File> = paths.iter().map(file).collect();
    assert!(files.len() > 50, "the source files are found");
    files
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|it| it == "rs") {
            paths.push(path);
        }
    }
}

/// Fails with every place where a rule is broken.
fn none(rule: &str, broken: impl IntoIterator<Item = String>) {
    let broken: Vec<String> = broken.into_iter().collect();
    assert!(broken.is_empty(), "{rule}:\n  {}", broken.join("\n  "));
}

/// The lines of code that a rule does not allow.
fn lines<'a>(files: impl IntoIterator<Item = &'a File>, forbidden: impl Fn(&str) -> bool) -> Vec<String> {
    let mut broken = Vec::new();
    for file in files {
        let found = file.code().filter(|(_, line)| forbidden(line));
        broken.extend(found.map(|(at, line)| format!("src/{}:{at}: {}", file.name, line.trim())));
    }
    broken
}

/// The modules of `lib.rs`, in order, under a heading.
fn listed(heading: &str) -> Vec<String> {
    let files = sources();
    let lib = files.iter().find(|file| file.name == "lib.rs").unwrap();
    let section = lib.text.split(heading).nth(1).unwrap_or_else(|| panic!("lib.rs has no `{heading}`"));
    let lines = section.lines().skip(1).take_while(|line| line.starts_with("pub mod"));
    lines.map(|line| line.trim_start_matches("pub mod ").trim_end_matches(';').to_owned()).collect()
}

#[test]
fn every_module_is_core_or_shell() {
    assert_eq!(listed("// -- core"), CORE);
    let shell = listed("// -- shell");
    let known = |file: &&File| {
        let module = file.module();
        ["main", "lib"].contains(&module) || file.is_core() || shell.iter().any(|it| it == module)
    };
    let files = sources();
    let unlisted = files.iter().filter(|file| !known(file)).map(|file| file.name.clone());
    none("lib.rs lists every module under core or shell", unlisted);
}

#[test]
fn the_core_reaches_nothing_outside() {
    let shell: Vec<String> = listed("// -- shell")
        .iter()
        .flat_map(|it| [format!("crate::{it}::"), format!("crate::{it};")])
        .collect();
    let files = sources();
    let forbidden =
        |line: &str| OUTSIDE.iter().any(|it| line.contains(it)) || shell.iter().any(|it| line.contains(it));
    none(
        "the core has no file, clock, socket, environment or shell",
        lines(files.iter().filter(|it| it.is_core()), forbidden),
    );
}

#[test]
fn nothing_calls_commands() {
    let files = sources();
    let may = |file: &File| ["main", "lib", "cli", "commands"].contains(&file.module());
    none(
        "commands call, they are not called",
        lines(files.iter().filter(|file| !may(file)), |line| {
            line.contains("crate::commands") || line.contains("crate::cli")
        }),
    );
}

#[test]
fn output_is_made_in_one_place() {
    let files = sources();
    let elsewhere = files.iter().filter(|file| file.name != OUTPUT && !file.is_tests());
    let prints =
        |line: &str| ["println!", "print!(", "io::stdout", "io::stderr"].iter().any(|it| line.contains(it));
    none("only ui.rs writes to stdout and stderr", lines(elsewhere, prints));
}

#[test]
fn nothing_panics_on_purpose() {
    let files = sources();
    let panics = |line: &str| {
        [".unwrap()", "panic!(", "todo!(", "unimplemented!(", "dbg!("].iter().any(|it| line.contains(it))
    };
    none("a failure is an error, never a panic", lines(files.iter().filter(|it| !it.is_tests()), panics));
}

#[test]
fn unsafe_code_has_one_home() {
    let files = sources();
    let elsewhere = files.iter().filter(|file| file.name != "pg/server/spawn.rs");
    none(
        "only pg/server/spawn.rs is unsafe",
        lines(elsewhere, |line| line.contains("unsafe ") || line.contains("unsafe_code")),
    );
}

#[test]
fn every_file_has_one_job() {
    let files = sources();
    let long = files.iter().filter(|file| file.text.lines().count() > LONGEST);
    none(
        &format!("no file is longer than {LONGEST} lines"),
        long.map(|file| format!("src/{}: {} lines", file.name, file.text.lines().count())),
    );
}

#[test]
fn every_module_says_what_it_is_for() {
    let files = sources();
    let silent = files.iter().filter(|file| !file.text.starts_with("//! ") && !file.is_tests());
    none("a module starts with what it is for", silent.map(|file| file.name.clone()));
}

/// The tool knows databases, not this project's: its tables are data in schema/.
#[test]
fn nothing_knows_the_project() {
    // An example in a comment, a unit test or a command's help may be named after one.
    let words =
        ["trust_indicator", "prompt_log", "spark", "emotional", "stripe", "feedback_log", "supabase.yaml"];
    let files = sources();
    none(
        "nothing in src/ knows this project's tables",
        lines(files.iter().filter(|it| !it.is_tests()), |line| {
            let line = line.to_lowercase();
            !is_help(&line) && words.iter().any(|word| line.contains(word))
        }),
    );
}

/// An example in a command's help.
fn is_help(line: &str) -> bool {
    line.trim_start().starts_with("canai-db ")
}

#[test]
fn every_sql_file_of_the_program_is_used() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    sql_files(&src, &mut found);
    assert!(!found.is_empty());
    let files = sources();
    let unused = found.iter().filter(|name| !files.iter().any(|file| file.text.contains(name.as_str())));
    none("every .sql file is used", unused.cloned());
}

fn sql_files(folder: &Path, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sql_files(&path, found);
        } else if path.extension().is_some_and(|it| it == "sql") {
            found.push(path.file_name().unwrap().to_str().unwrap().to_owned());
        }
    }
}
