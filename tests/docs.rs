//! The documentation against the program: every key is explained, every example works, no link is dead.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use canai_db::diagnostic::Source;
use canai_db::pg::platform;
use canai_db::yaml;
use serde_json::Value;

use crate::harness::{TestDatabase, block_on, canai_db, start_server};

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn read(name: &str) -> String {
    fs::read_to_string(Path::new(PROJECT).join(name)).unwrap()
}

/// The names of every `properties` in a JSON Schema.
fn keys(schema: &Value, found: &mut BTreeSet<String>) {
    match schema {
        Value::Object(object) => {
            if let Some(Value::Object(properties)) = object.get("properties") {
                found.extend(properties.keys().cloned());
            }
            object.values().for_each(|value| keys(value, found));
        }
        Value::Array(values) => values.iter().for_each(|value| keys(value, found)),
        _ => {}
    }
}

#[test]
fn every_key_is_explained() {
    let mut found = BTreeSet::new();
    keys(&canai_db::yaml::json_schema(), &mut found);
    assert!(found.len() > 80, "{}", found.len());
    let page = read("docs/format.md");
    // In the text, not only in an example.
    let missing: Vec<&String> = found
        .iter()
        .filter(|key| !page.contains(&format!("`{key}`")) && !page.contains(&format!("`{key}: ")))
        .collect();
    assert!(missing.is_empty(), "docs/format.md does not explain {missing:?}");
}

#[test]
fn every_key_of_seeds_and_jobs_is_explained() {
    for (page, schema) in [
        ("docs/seeds.md", canai_db::yaml::seed_json_schema()),
        ("docs/seeds.md", canai_db::yaml::generate_json_schema()),
        ("docs/jobs.md", canai_db::yaml::job_json_schema()),
    ] {
        let mut found = BTreeSet::new();
        keys(&schema, &mut found);
        let text = read(page);
        let missing: Vec<&String> = found.iter().filter(|key| !text.contains(&**key)).collect();
        assert!(missing.is_empty(), "{page} does not explain {missing:?}");
    }
}

/// The fenced blocks of a language.
fn blocks<'a>(page: &'a str, language: &str) -> Vec<&'a str> {
    let start = format!("```{language}\n");
    page.split(start.as_str()).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// A project in the temporary folder, removed with this value.
struct Folder(PathBuf);

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn the_examples_of_the_format_are_a_project() {
    let folder = Folder(std::env::temp_dir().join(format!("canai-db-docs-{}", std::process::id())));
    let page = read("docs/format.md");
    let examples = blocks(&page, "yaml");
    assert!(examples.len() > 10);
    let mut sources = Vec::new();
    for example in examples {
        let name = example.lines().next().and_then(|line| line.strip_prefix("# ")).unwrap();
        let path = folder.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        sources.push(Source { path: path.clone(), text: example.to_owned() });
        fs::write(path, example).unwrap();
    }
    let run = |arguments: &[&str]| -> Output {
        let output = canai_db().arg("-C").arg(&folder.0).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
        output
    };
    run(&["compile", "--name", "examples"]);
    run(&["compile", "--check"]);

    // A server of its own: the roles belong to the whole of it.
    let server = start_server();
    let database = TestDatabase::create_on(&server);
    let (schema, mistakes) = yaml::read(&sources);
    assert_eq!(mistakes, vec![]);
    block_on(async { platform::create(&database.client().await, &schema).await.unwrap() });
    run(&["migrate", "--database-url", &database.url]);
    assert_eq!(database.query("SELECT count(*) FROM orders"), ["0"]);
    run(&["revert", "--to", "0", "--database-url", &database.url]);
    let left =
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname !~ '^_sqlx'";
    assert_eq!(database.query(left), Vec::<String>::new());
}

#[test]
fn no_link_is_dead() {
    let mut pages: Vec<String> = ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"]
        .map(str::to_owned)
        .into_iter()
        .collect();
    for entry in fs::read_dir(Path::new(PROJECT).join("docs")).unwrap() {
        pages.push(format!("docs/{}", entry.unwrap().file_name().to_str().unwrap()));
    }
    let mut dead = Vec::new();
    for page in &pages {
        let text = read(page);
        let folder = Path::new(PROJECT).join(page).parent().unwrap().to_owned();
        for link in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            if link.starts_with("http") {
                continue;
            }
            let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
            let target = if path.is_empty() { Path::new(PROJECT).join(page) } else { folder.join(path) };
            let there = target.exists();
            let heading = anchor.is_empty()
                || there
                    && fs::read_to_string(&target).unwrap().lines().any(|line| anchor_of(line) == anchor);
            if !there || !heading {
                dead.push(format!("{page}: {link}"));
            }
        }
    }
    assert!(dead.is_empty(), "{dead:#?}");
}

/// The anchor that a Markdown heading gets.
fn anchor_of(line: &str) -> String {
    let text = line.trim_start_matches('#').trim().to_lowercase();
    let kept = text.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    if line.starts_with('#') { kept.collect::<String>().replace(' ', "-") } else { String::new() }
}

/// Each project of examples/ is compiled, gives what it says, its jobs fit its tables, and lint finds nothing.
#[test]
fn every_example_is_whole() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut count = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let root = entry.unwrap().path();
        for words in
            [&["compile", "--check"][..], &["verify"], &["jobs", "list"], &["lint", "--fail-on", "info"]]
        {
            let output = canai_db().arg("-C").arg(&root).args(words).output().unwrap();
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(0), "{} {words:?}: {said}", root.display());
        }
        count += 1;
    }
    assert!(count > 0);
}
