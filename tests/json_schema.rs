//! The JSON Schema that editors complete and check the YAML with: it takes what canai-db takes.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use serde_json::Value;

use crate::harness::canai_db;

const PROJECT: &str = env!("CARGO_MANIFEST_DIR");

fn printed() -> String {
    let output = canai_db().arg("json-schema").output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap()
}

fn validator() -> Validator {
    jsonschema::validator_for(&serde_json::from_str(&printed()).unwrap()).unwrap()
}

/// Every YAML file below schema/.
fn files() -> Vec<PathBuf> {
    let mut found = Vec::new();
    collect(&Path::new(PROJECT).join("schema"), &mut found);
    found.sort();
    assert!(found.len() >= 14);
    found
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|it| it == "yaml") {
            found.push(path);
        }
    }
}

fn mistakes(validator: &Validator, yaml: &str) -> Vec<String> {
    let value: Value = serde_yaml::from_str(yaml).unwrap();
    validator.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// The committed copy is what the program prints; `UPDATE_EXPECT=1` writes it.
#[test]
fn the_committed_schema_is_the_printed_one() {
    let path = Path::new(PROJECT).join("schema/schema.json");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(&path, printed()).unwrap();
    }
    assert_eq!(fs::read_to_string(path).unwrap(), printed());
}

#[test]
fn every_file_is_valid() {
    let validator = validator();
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(mistakes(&validator, &text), Vec::<String>::new(), "{}", path.display());
    }
}

#[test]
fn every_file_names_the_schema() {
    for path in files() {
        let text = fs::read_to_string(&path).unwrap();
        let first = text.lines().next().unwrap_or_default();
        let named = first.strip_prefix("# yaml-language-server: $schema=");
        let named = named.unwrap_or_else(|| panic!("{}: {first}", path.display()));
        let schema = path.parent().unwrap().join(named).canonicalize().unwrap();
        assert_eq!(schema, Path::new(PROJECT).join("schema/schema.json").canonicalize().unwrap(), "{first}");
    }
}

#[test]
fn seeds_have_a_schema_of_their_own() {
    let output = canai_db().args(["json-schema", "seeds"]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let folder = Path::new(PROJECT).join("seeds");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(folder.join("schema.json"), &printed).unwrap();
    }
    assert_eq!(fs::read_to_string(folder.join("schema.json")).unwrap(), printed);
    let validator = jsonschema::validator_for(&serde_json::from_str(&printed).unwrap()).unwrap();
    let mut files = Vec::new();
    collect(&folder, &mut files);
    assert!(files.len() > 15);
    files.retain(|path| path.file_name().is_some_and(|name| name != "generate.yaml"));
    for path in files {
        // Tags are for canai-db; a reader of plain YAML sees what stands behind them.
        let text = fs::read_to_string(&path).unwrap().replace("!ref ", "").replace("!!binary ", "");
        assert!(text.starts_with("# yaml-language-server: $schema=../schema.json\n"), "{}", path.display());
        assert_eq!(mistakes(&validator, &text), Vec::<String>::new(), "{}", path.display());
    }
    for broken in [
        "rows: []",
        "table: t\nrow: []",
        "table: t\non_conflict: ignore",
        "table: t\nrows: [5]",
        "environments: local",
    ] {
        assert!(!mistakes(&validator, broken).is_empty(), "{broken}");
    }
}

#[test]
fn generated_rows_have_a_schema_of_their_own() {
    let output = canai_db().args(["json-schema", "generate"]).output().unwrap();
    let printed = String::from_utf8(output.stdout).unwrap();
    let folder = Path::new(PROJECT).join("seeds");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        fs::write(folder.join("generate.schema.json"), &printed).unwrap();
    }
    assert_eq!(fs::read_to_string(folder.join("generate.schema.json")).unwrap(), printed);
    let validator = jsonschema::validator_for(&serde_json::from_str(&printed).unwrap()).unwrap();
    let text = fs::read_to_string(folder.join("generate.yaml")).unwrap();
    assert!(text.starts_with("# yaml-language-server: $schema=generate.schema.json\n"));
    assert_eq!(mistakes(&validator, &text), Vec::<String>::new());
    for broken in
        ["month: 3", "tables: { t: { row: 1 } }", "tables: { t: { columns: { a: { nulls: many } } } }"]
    {
        assert!(!mistakes(&validator, broken).is_empty(), "{broken}");
    }
}

#[test]
fn mistakes_are_found() {
    let validator = validator();
    for (broken, why) in [
        ("table: a", "no columns"),
        ("columns: { id: { type: uuid } }", "no table"),
        ("table: a\ncolumns: { id: { type: uuid } }\nindices: {}", "a key that is none"),
        ("table: a\ncolumns: { id: { type: uuid, not_nul: true } }", "a misspelt key"),
        ("table: a\ncolumns: { id: {} }", "a column without a type"),
        ("table: a\ncolumns: { id: { type: uuid, not_null: perhaps } }", "no boolean"),
        ("table: a\ncolumns: { id: { type: uuid } }\nrow_security: on", "no such word"),
        ("table: a\ncolumns: { id: { type: uuid, one_of: x } }", "no list"),
        ("table: a\ncolumns: { id: { type: uuid, references: { column: id } } }", "no table referred to"),
        ("table: a\ncolumns: { id: { type: uuid } }\npolicies: { p: { for: delet } }", "no command"),
        ("functions: { f: { language: sql } }", "a function without a body"),
        ("enums: { e: { value: [a] } }", "an enum without values"),
        ("roles: { r: { log_in: true } }", "a role's misspelt key"),
        ("platform: { table: {} }", "a platform's misspelt key"),
        ("just text", "no mapping"),
    ] {
        assert!(!mistakes(&validator, broken).is_empty(), "{why}: {broken}");
    }
}

#[test]
fn what_may_be_left_out_may_be_left_out() {
    let validator = validator();
    for fine in [
        "table: a\ncolumns: { id: { type: uuid } }",
        "roles: { app: }",
        "extensions: { pgcrypto: }",
        "schemas: { app: }",
        "enums: { mood: [good, bad] }",
        "sequences: { numbers: }",
        "table: a\ncolumns: { id: { type: int, identity: always } }\nindexes: [id, [id desc]]",
    ] {
        assert_eq!(mistakes(&validator, fine), Vec::<String>::new(), "{fine}");
    }
}
