//! The tour of README.md, gone through on a copy of this project: what it says is printed is printed.
//! Versions, times and durations differ from run to run, and nothing else may.

use std::fs;
use std::path::{Path, PathBuf};

use canai_db::pg::platform;
use canai_db::yaml;

use crate::harness::{TestDatabase, block_on, canai_db, start_server};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");
const TABLE: &str = "schema/tables/pricing.yaml";

/// A copy of this project, removed with this value.
struct Copied(PathBuf);

impl Copied {
    fn new() -> Self {
        let root = std::env::temp_dir().join(format!("canai-db-readme-{}", std::process::id()));
        for folder in ["schema", "migrations", "jobs", "seeds"] {
            copy(&Path::new(PROJECT).join(folder), &root.join(folder));
        }
        Self(root)
    }

    fn edit(&self, old: &str, new: &str) {
        let path = self.0.join(TABLE);
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(old), "{TABLE} has no {old}");
        fs::write(path, text.replacen(old, new, 1)).unwrap();
    }
}

impl Drop for Copied {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A command as it stands in the tour, and what is printed after it.
struct Shown<'a> {
    command: &'a str,
    printed: String,
}

/// The blocks of commands.
fn tour(text: &str) -> Vec<Vec<Shown<'_>>> {
    let blocks = text.split("```\n$ ").skip(1).map(|rest| rest.split("\n```").next().unwrap());
    blocks
        .map(|block| {
            let commands = block.split("\n$ ").map(|part| {
                let (command, printed) = part.split_once('\n').unwrap_or((part, ""));
                Shown { command, printed: printed.to_owned() }
            });
            commands.collect()
        })
        .collect()
}

/// The text with what differs from run to run made the same, blanks too: a column is as wide as its
/// longest word.
fn masked(text: &str) -> String {
    let is_number = |word: &str| word.bytes().all(|it| it.is_ascii_digit());
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.is_empty()) {
        let mut words: Vec<String> = Vec::new();
        for word in line.replace("under 1 ms", "1 ms").split_whitespace() {
            let version = word.find("202").filter(|at| word.get(*at..at + 14).is_some_and(is_number));
            let clock = word.len() == 8 && word.matches(':').count() == 2;
            words.push(match version {
                Some(at) => format!("{}VERSION{}", &word[..at], &word[at + 14..]),
                None if word.len() == 10 && word.matches('-').count() == 2 => "DATE".to_owned(),
                None if clock => "TIME".to_owned(),
                None => word.to_owned(),
            });
            // Every migration that is added makes more of them.
            if ["in", "applied,"].contains(&word) && words.len() > 1 {
                let before = words.len() - 2;
                "N".clone_into(&mut words[before]);
            }
            let unit = word.trim_end_matches(')');
            if ["ms", "s"].contains(&unit) && words.len() > 1 {
                let before = words.len() - 2;
                let bracket = if words[before].starts_with('(') { "(" } else { "" };
                words[before] = format!("{bracket}N");
            }
        }
        lines.push(words.join(" "));
    }
    lines.join("\n")
}

/// Runs a command of the tour in the project and returns what it prints.
fn run(project: &Copied, url: &str, command: &str) -> String {
    if let Some(path) = command.strip_prefix("cat ") {
        // The version is another one, the rest of the name the same.
        let slug = path.split_once('_').unwrap().1;
        let files = fs::read_dir(project.0.join("migrations")).unwrap().map(|it| it.unwrap().path());
        let file = files.into_iter().find(|it| it.to_str().unwrap().ends_with(&format!("_{slug}")));
        return fs::read_to_string(file.unwrap_or_else(|| panic!("no {slug}"))).unwrap();
    }
    let (command, last) = match command.split_once(" | tail -") {
        Some((command, last)) => (command, last.parse().unwrap()),
        None => (command, usize::MAX),
    };
    let arguments = command.strip_prefix("canai-db ").unwrap().split_whitespace();
    let arguments = arguments.map(|it| it.trim_matches('\''));
    let output =
        canai_db().current_dir(&project.0).env("DATABASE_URL", url).args(arguments).output().unwrap();
    let printed = [output.stdout, output.stderr].map(|it| String::from_utf8(it).unwrap()).concat();
    let lines: Vec<&str> = printed.lines().collect();
    lines[lines.len().saturating_sub(last)..].join("\n")
}

#[test]
fn the_tour_shows_what_is_printed() {
    let text = fs::read_to_string(Path::new(PROJECT).join("README.md")).unwrap();
    let project = Copied::new();
    // A server of its own: the roles belong to the whole of it.
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    let sources = canai_db::project::Project::find(Some(&project.0)).unwrap().sources().unwrap();
    let (schema, _) = yaml::read(&sources);
    block_on(async { platform::create(&database.client().await, &schema).await.unwrap() });
    run(&project, &database.url, "canai-db migrate");

    // The edit: a last column, a first index.
    let edit = text.split("```yaml\n").nth(2).and_then(|rest| rest.split("```").next()).unwrap();
    let (column, index) = edit.split_once("indexes:\n").unwrap();
    project.edit("indexes:\n", &format!("{column}indexes:\n{index}"));

    let blocks = tour(&text);
    assert!(blocks.len() >= 4, "{}", blocks.len());
    let mut wrong = Vec::new();
    for block in &blocks {
        let first = block[0].command;
        if first == "canai-db compile" {
            let text = fs::read_to_string(project.0.join(TABLE)).unwrap();
            let line = text.lines().find(|line| line.trim_start().starts_with("word_count_range")).unwrap();
            project.edit(&format!("{line}\n"), "");
        } else if first.starts_with("canai-db seed") {
            run(&project, &database.url, "canai-db migrate");
            run(&project, &database.url, first);
            database.execute("UPDATE pricing SET price = price + 1 WHERE product_track = 'site_audit'");
        }
        for shown in block {
            let printed = run(&project, &database.url, shown.command);
            if masked(&printed) != masked(&shown.printed) {
                wrong.push(format!("$ {}\n{printed}", shown.command));
            }
        }
    }
    assert!(wrong.is_empty(), "README.md shows something else than what is printed:\n{}", wrong.join("\n\n"));
}
