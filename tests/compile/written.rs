//! What is written as YAML is read back as the same schema: every case, random schemas, this project.

use std::path::{Path, PathBuf};

use canai_db::diagnostic::{self, Source};
use canai_db::model::{Object, Schema};
use canai_db::yaml;

use super::{cases, property, schema};

/// The schema with everything that has no order in one.
fn in_order(mut schema: Schema) -> Schema {
    for object in schema.objects.values_mut().chain(schema.platform.values_mut()) {
        match object {
            Object::Table(it) => {
                it.constraints.sort_by(|a, b| a.name.cmp(&b.name));
                it.indexes.sort_by(|a, b| a.name.cmp(&b.name));
                it.policies.sort_by(|a, b| a.name.cmp(&b.name));
                it.triggers.sort_by(|a, b| a.name.cmp(&b.name));
            }
            Object::Domain(it) => it.checks.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::MaterializedView(it) => it.indexes.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::View(it) => it.triggers.sort_by(|a, b| a.name.cmp(&b.name)),
            _ => {}
        }
    }
    schema
}

fn prove(schema: Schema) -> Result<(), String> {
    let schema = in_order(schema);
    let sources = yaml::write(&schema, None);
    let (read, mistakes) = yaml::read(&sources);
    let files =
        || sources.iter().map(|it| format!("== {}\n{}", it.path.display(), it.text)).collect::<String>();
    if !mistakes.is_empty() {
        return Err(format!("{}\n{}", diagnostic::to_text(&mistakes, &sources, false), files()));
    }
    let read = in_order(read);
    for (side, other, what) in [(&schema, &read, "lost"), (&read, &schema, "invented")] {
        for (id, object) in side.objects.iter().chain(&side.platform) {
            if other.find(id) != Some(object) {
                return Err(format!("{what}: {object:#?}\nfound: {:#?}\n{}", other.find(id), files()));
            }
        }
    }
    assert_eq!(read, schema);
    if yaml::write(&read, None) != sources {
        return Err(format!("written otherwise the second time\n{}", files()));
    }
    Ok(())
}

#[test]
fn every_case_is_written_as_it_was_read() {
    for case in cases() {
        for (side, schema) in [("from", case.from), ("to", case.to)] {
            prove(schema).unwrap_or_else(|error| panic!("{}/{side}: {error}", case.name));
        }
    }
}

#[test]
fn random_schemas_are_written_as_they_were_read() {
    for seed in 1..=200 {
        let (from, to) = property::pair(seed, 0);
        for schema in [from, to] {
            prove(schema).unwrap_or_else(|error| panic!("SEED={seed}: {error}"));
        }
    }
}

#[test]
fn this_project_is_written_as_it_was_read() {
    prove(project()).unwrap();
}

fn project() -> Schema {
    let mut paths = Vec::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schema"), &mut paths);
    let sources: Vec<Source> = paths
        .into_iter()
        .map(|path| Source { text: std::fs::read_to_string(&path).unwrap(), path })
        .collect();
    schema(&sources).unwrap()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            paths.push(path);
        }
    }
}
