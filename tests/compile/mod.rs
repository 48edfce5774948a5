//! What compile writes: folders of cases, each with the YAML before and after and the files expected.
//! `UPDATE_EXPECT=1` writes what is found; the review reads the difference in git.
//!
//! A case holds `from/*.yaml` (nothing where it is missing), `to/*.yaml`, `both/*.yaml` (part of
//! either), `rows.sql` (run before the migration) and what is expected: `up.sql`, `down.sql`,
//! `plan.txt`, and `rows.txt`, the rows as they are after the migration.

mod oracle;
mod property;
mod written;

use std::fs;
use std::path::{Path, PathBuf};

use canai_db::compile::{self, Allowed, Refusal};
use canai_db::diagnostic::Source;
use canai_db::lock::{Lock, to_text};
use canai_db::migration::Migration;
use canai_db::model::Schema;
use canai_db::plan::{Plan, Undo};
use canai_db::yaml;
use time::macros::datetime;

/// One folder under `tests/cases/compile`.
struct Case {
    name: String,
    folder: PathBuf,
    from: Schema,
    to: Schema,
}

/// Every case, or those whose name holds the word in `CASE`.
fn cases() -> Vec<Case> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/compile");
    let mut folders: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let word = std::env::var("CASE").unwrap_or_default();
    folders.retain(|folder| folder.file_name().unwrap().to_string_lossy().contains(&word));
    let (cases, mistakes): (Vec<_>, Vec<_>) = folders.into_iter().map(Case::read).partition(Result::is_ok);
    let mistakes: Vec<String> = mistakes.into_iter().filter_map(Result::err).collect();
    assert!(mistakes.is_empty(), "cases with mistakes:\n{}", mistakes.join("\n"));
    cases.into_iter().flatten().collect()
}

impl Case {
    fn read(folder: PathBuf) -> Result<Self, String> {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        let both = sources(&folder.join("both"));
        let schema = |side: &str| {
            let sources = sources(&folder.join(side)).into_iter().chain(both.clone()).collect::<Vec<_>>();
            schema(&sources).map_err(|mistakes| format!("{name}/{side}: {mistakes}"))
        };
        Ok(Self { from: schema("from")?, to: schema("to")?, name, folder })
    }
}

fn sources(folder: &Path) -> Vec<Source> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.into_iter().map(|path| Source { text: fs::read_to_string(&path).unwrap(), path }).collect()
}

fn schema(sources: &[Source]) -> Result<Schema, String> {
    let (schema, mistakes) = yaml::read(sources);
    let lines: Vec<String> = mistakes.iter().map(|it| format!("{it:?}")).collect();
    if mistakes.is_empty() { Ok(schema) } else { Err(lines.join("\n")) }
}

/// The migrations from one schema to the other, every hazard allowed.
fn migrations(from: &Schema, to: &Schema) -> Result<(Plan, Vec<Migration>), Refusal> {
    // As it is read from the file that the compile before wrote.
    let lock = Lock { schema: from.clone(), ..Lock::default() };
    let lock = Lock::parse(&to_text(&lock.migrations, &lock.schema).unwrap()).unwrap();
    let allowed = Allowed::parse(&["all".to_owned()]).unwrap();
    let now = datetime!(2026-01-01 00:00:00 UTC);
    let compiled = compile::compile(&lock, to, &[], None, &allowed, now)?;
    Ok((compiled.plan, compiled.migrations))
}

#[test]
fn every_case_compiles_to_what_is_expected() {
    let mut differ = Vec::new();
    for case in cases() {
        let (plan, up, down) = match migrations(&case.from, &case.to) {
            Ok((plan, migrations)) => {
                let ups = migrations.iter().map(|it| (format!("{}.up.sql", it.slug), it.up.text.as_str()));
                let downs = migrations.iter().rev().filter_map(|it| {
                    Some((format!("{}.down.sql", it.slug), it.down.as_ref()?.text.as_str()))
                });
                (words(&plan), concatenated(ups), concatenated(downs))
            }
            Err(refusal) => (refused(&refusal), String::new(), String::new()),
        };
        for (file, text) in [("plan.txt", plan), ("up.sql", up), ("down.sql", down)] {
            if !is_expected(&case, file, &text) {
                differ.push(format!("{}/{file}", case.name));
            }
        }
    }
    assert!(differ.is_empty(), "not as expected (UPDATE_EXPECT=1 rewrites):\n  {}", differ.join("\n  "));
}

/// Whether the file is as expected; an empty one is not kept.
fn is_expected(case: &Case, file: &str, found: &str) -> bool {
    let path = case.folder.join(file);
    let expected = fs::read_to_string(&path).unwrap_or_default();
    if expected == found {
        return true;
    }
    if std::env::var_os("UPDATE_EXPECT").is_none() {
        return false;
    }
    if found.is_empty() {
        fs::remove_file(&path).unwrap();
    } else {
        fs::write(&path, found).unwrap();
    }
    true
}

fn concatenated<'m>(files: impl Iterator<Item = (String, &'m str)>) -> String {
    files.map(|(name, text)| format!("-- ==== {name}\n{text}\n")).collect()
}

/// The plan in words: `!` marks what stops compile until it is allowed.
fn words(plan: &Plan) -> String {
    let mut out = String::new();
    for (at, batch) in plan.batches.iter().enumerate() {
        let how = if batch.no_transaction { "outside a transaction" } else { "one transaction" };
        out.push_str(&format!("File {}, {how}\n", at + 1));
        for step in &batch.steps {
            let lock = step.lock.as_ref().map(|it| format!("  [{} on {}]", it.mode, it.table));
            out.push_str(&format!("  {}{}\n", step.summary, lock.unwrap_or_default()));
            for hazard in &step.hazards {
                let mark = if hazard.kind.stops() { '!' } else { ' ' };
                out.push_str(&format!("    {mark} {hazard}: {}\n", hazard.reason));
            }
            if let Undo::Impossible(reason) = &step.undo {
                out.push_str(&format!("      cannot be undone: {reason}\n"));
            }
        }
    }
    if out.is_empty() { "nothing to do\n".to_owned() } else { out }
}

fn refused(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Impossible(found) => found
            .iter()
            .map(|it| format!("refused: {}: {}\n  {}\n", it.object, it.message, it.help))
            .collect(),
        other => format!("refused: {other:?}\n"),
    }
}

/// The hazards for which a compile stops, in the order they are told.
fn stopped_by(from: &Schema, to: &Schema, allow: &[&str]) -> Vec<String> {
    let lock = Lock { schema: from.clone(), ..Lock::default() };
    let words: Vec<String> = allow.iter().map(|word| (*word).to_owned()).collect();
    let allowed = Allowed::parse(&words).unwrap();
    match compile::compile(&lock, to, &[], None, &allowed, datetime!(2026-01-01 00:00:00 UTC)) {
        Ok(_) => Vec::new(),
        Err(Refusal::Hazards(hazards)) => hazards.iter().map(ToString::to_string).collect(),
        Err(other) => panic!("{other:?}"),
    }
}

fn one_table(columns: &str) -> Schema {
    let text = format!("table: t\ncolumns:\n  id: {{ type: integer }}\n{columns}");
    schema(&[Source { path: "t.yaml".into(), text }]).unwrap()
}

#[test]
fn a_hazard_stops_until_it_is_allowed_by_name() {
    let from = one_table("  a: { type: text }\n  b: { type: text }\n");
    let to = one_table("");
    assert_eq!(stopped_by(&from, &to, &[]), ["DELETES_DATA:t.a", "DELETES_DATA:t.b"]);
    assert_eq!(stopped_by(&from, &to, &["DELETES_DATA:t.a"]), ["DELETES_DATA:t.b"]);
    assert_eq!(stopped_by(&from, &to, &["TABLE_REWRITE", "DELETES_DATA:t.x"]).len(), 2);
    for allow in [&["DELETES_DATA"][..], &["all"], &["DELETES_DATA:t.a", "DELETES_DATA:t.b"]] {
        assert_eq!(stopped_by(&from, &to, allow), Vec::<String>::new(), "{allow:?}");
    }
    let error = Allowed::parse(&["DELETE_DATA".to_owned()]).unwrap_err();
    assert!(error.contains("`DELETE_DATA` is no hazard") && error.contains("DELETES_DATA"), "{error}");
}

#[test]
fn an_index_that_goes_stops_only_where_it_locks_out() {
    let with = |extra: &str| {
        let text = format!("table: t\ncolumns: {{ id: {{ type: integer, not_null: true }} }}\n{extra}");
        schema(&[Source { path: "t.yaml".into(), text }]).unwrap()
    };
    let (plain, index) = (with(""), with("indexes: { i: [id] }"));
    assert_eq!(stopped_by(&index, &plain, &[]), Vec::<String>::new());
    assert_eq!(stopped_by(&plain, &index, &[]), Vec::<String>::new());
    let key = with("primary_key: [id]");
    assert_eq!(stopped_by(&plain, &key, &[]), Vec::<String>::new());
    assert_eq!(stopped_by(&key, &plain, &[]), ["ACCESS_EXCLUSIVE_LOCK:t.t_pkey"]);
    let check = with("checks: { c: id > 0 }");
    assert_eq!(stopped_by(&check, &plain, &[]), Vec::<String>::new());
}

#[test]
fn what_waits_in_a_circle_is_named_and_nothing_else() {
    // Two views cannot stand on each other; the third has nothing to do with it.
    let text = "views:\n  a: { definition: select id from b }\n  b: { definition: select id from a }\n  c: { definition: select 1 as id }\n";
    let to = schema(&[Source { path: "v.yaml".into(), text: text.to_owned() }]).unwrap();
    let Err(Refusal::Impossible(found)) = migrations(&Schema::default(), &to) else { panic!("not refused") };
    assert_eq!(found.len(), 1);
    assert!(
        found[0].help.ends_with("the circle is: create view a; create view b")
            || found[0].help.ends_with("the circle is: create view b; create view a"),
        "{}",
        found[0].help
    );
}
