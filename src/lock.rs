//! The lock file: the schema as of the last compile, and the migrations it was compiled to. One
//! object a line, so that git merges two branches object by object and a review shows what changed.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use crate::hex::hex;
use crate::migration::Migration;
use crate::model::{Object, Schema};
use crate::parallel;

/// The file's name inside the migrations folder. Neither sqlx nor refinery reads it.
pub const FILE: &str = "canai-db.lock";

/// The version of the lock file's own format.
const FORMAT: u32 = 1;

/// What the last compile left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Lock {
    /// SHA-384 of every migration file, in hexadecimal, by name.
    pub migrations: BTreeMap<String, String>,
    pub schema: Schema,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document<'t> {
    #[serde(rename = "format")]
    _format: u32,
    migrations: BTreeMap<String, String>,
    #[serde(borrow)]
    objects: Vec<&'t RawValue>,
}

/// What every format of the lock file holds.
#[derive(Deserialize)]
struct Format {
    format: u32,
}

/// Why a lock file is of no use.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    #[error("it holds an unresolved merge (line {line}): keep the lines of both sides, one object a line")]
    Merge { line: usize },
    #[error("it was written by a newer canai-db (format {found}, this one knows {FORMAT}); update canai-db")]
    Newer { found: u32 },
    #[error("it describes {object} twice, as after a merge: keep one line and run `canai-db compile` again")]
    Twice { object: String },
    #[error("it is not a lock file; restore it from git")]
    Unreadable(#[from] serde_json::Error),
}

impl Lock {
    /// Reads the text of a lock file.
    pub fn parse(text: &str) -> Result<Self, LockError> {
        let marker = |line: &&str| ["<<<<<<< ", "=======", ">>>>>>> "].iter().any(|it| line.starts_with(it));
        if let Some(at) = text.lines().position(|line| marker(&line)) {
            return Err(LockError::Merge { line: at + 1 });
        }
        // Only what was merged by lines needs mending.
        let mended = serde_json::from_str::<IgnoredAny>(text).is_err().then(|| with_commas(text));
        let text = mended.as_deref().unwrap_or(text);
        let Format { format } = serde_json::from_str(text)?;
        if format > FORMAT {
            return Err(LockError::Newer { found: format });
        }
        let document: Document = serde_json::from_str(text)?;
        let objects = parallel::map(document.objects, |object| serde_json::from_str::<Object>(object.get()));
        let mut schema = Schema::default();
        for object in objects {
            let object = object?;
            let id = object.id();
            if schema.insert(object).is_some() {
                return Err(LockError::Twice { object: id.to_string() });
            }
        }
        Ok(Self { migrations: document.migrations, schema })
    }

    /// The files that are not as the lock knows them, by the checksums of those that there are: changed
    /// or missing. What the lock does not know yet is as it should be.
    pub fn compare(&self, found: &BTreeMap<String, String>) -> Vec<Mismatch> {
        let mut mismatches = Vec::new();
        for (file, checksum) in &self.migrations {
            match found.get(file) {
                None => mismatches.push(Mismatch::Missing(file.clone())),
                Some(other) if other != checksum => mismatches.push(Mismatch::Changed(file.clone())),
                Some(_) => {}
            }
        }
        mismatches
    }
}

/// The text of a lock file with these checksums and the managed objects of that schema: the same for the
/// same to the byte.
pub fn to_text(migrations: &BTreeMap<String, String>, schema: &Schema) -> Result<String, serde_json::Error> {
    let mut files = Vec::with_capacity(migrations.len());
    for (file, checksum) in migrations {
        files.push(format!("    {}: {}", serde_json::to_string(file)?, serde_json::to_string(checksum)?));
    }
    let files = files.join(",\n");
    let objects = parallel::map(schema.objects.values(), serde_json::to_string);
    let objects = objects.into_iter().collect::<Result<Vec<String>, _>>()?.join(",\n");
    Ok(format!(
        "{{\n\"format\": {FORMAT},\n\"migrations\": {{\n{files}\n}},\n\"objects\": [\n{objects}\n]\n}}\n"
    ))
}

/// SHA-384 of every file of the migrations, in hexadecimal, by name.
pub fn checksums<'a>(migrations: impl IntoIterator<Item = &'a Migration>) -> BTreeMap<String, String> {
    let scripts = migrations.into_iter().flat_map(|it| std::iter::once(&it.up).chain(&it.down));
    scripts.map(|script| (script.file.clone(), hex(&script.checksum()))).collect()
}

/// The text with a comma between entries and none behind the last, as it may not be after a merge by lines.
fn with_commas(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let is_entry = |line: &str| line.trim_start().starts_with('"') || line.starts_with("{\"");
        let ends = line.starts_with(']') || line.starts_with('}');
        if let Some(last) = lines.last_mut().filter(|last| is_entry(last)) {
            let bare = last.trim_end_matches(',').len();
            let opens = last.ends_with('{') || last.ends_with('[');
            last.truncate(bare);
            if !ends && !opens {
                last.push(',');
            }
        }
        lines.push(line.to_owned());
    }
    lines.join("\n")
}

/// How a file differs from what the lock says of it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Mismatch {
    #[error("{0} was changed after it was compiled; restore it (`git checkout -- migrations/{0}`)")]
    Changed(String),
    #[error("{0} is missing; restore it (`git checkout -- migrations/{0}`)")]
    Missing(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_it_writes() {
        let source = crate::diagnostic::Source {
            path: "a.yaml".into(),
            text: "table: a\ncolumns: { id: { type: uuid, primary_key: true, default_sql: gen_random_uuid() } }\n"
                .to_owned(),
        };
        let (schema, mistakes) = crate::yaml::read(&[source]);
        assert_eq!(mistakes, vec![]);
        let lock = Lock { migrations: BTreeMap::from([("1_a.up.sql".to_owned(), "00".to_owned())]), schema };
        let text = to_text(&lock.migrations, &lock.schema).expect("text");
        assert_eq!(Lock::parse(&text).expect("a lock"), lock);
        let again = Lock::parse(&text).expect("a lock");
        assert_eq!(to_text(&again.migrations, &again.schema).expect("text"), text);
    }

    #[test]
    fn a_merge_by_lines_is_read() {
        let object = |name: &str| format!("{{\"namespace\":{{\"name\":\"{name}\"}}}}");
        let document = |objects: &str| {
            format!(
                "{{\n\"format\": 1,\n\"migrations\": {{\n    \"1_a.up.sql\": \"00\"\n    \"2_b.up.sql\": \"11\"\n}},\n\"objects\": [\n{objects}\n]\n}}\n"
            )
        };
        let merged = document(&format!("{}\n{},", object("a"), object("b")));
        let lock = Lock::parse(&merged).expect("a lock");
        assert_eq!((lock.migrations.len(), lock.schema.objects.len()), (2, 2));
        let twice = document(&format!("{}\n{}", object("a"), object("a")));
        let message = Lock::parse(&twice).expect_err("twice").to_string();
        assert!(message.contains("schema a twice"), "{message}");
    }

    #[test]
    fn says_what_is_wrong() {
        let merge = Lock::parse("{\n<<<<<<< HEAD\n").expect_err("a merge").to_string();
        assert!(merge.contains("unresolved merge (line 2)"), "{merge}");
        let newer = Lock::parse("{\"format\": 99}").expect_err("newer").to_string();
        assert!(newer.contains("newer canai-db"), "{newer}");
    }
}
