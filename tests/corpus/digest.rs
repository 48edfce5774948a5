//! What a database is, one fact a line, by a query that shares nothing with the program.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::harness::TestDatabase;

pub struct Judge(String);

impl Judge {
    pub fn load(folder: &Path) -> Self {
        Self(fs::read_to_string(folder.join("digest.sql")).unwrap())
    }

    pub fn digest(&self, database: &TestDatabase) -> Vec<String> {
        let facts = database.query(&format!("SET search_path = pg_catalog; {}", self.0));
        let mut facts: Vec<String> = facts.iter().map(|fact| meant(fact)).collect();
        facts.sort();
        facts
    }
}

/// The fact without what two spellings of the same differ in.
fn meant(fact: &str) -> String {
    without_default_rights(&without_numbers_of_columns(fact))
}

/// The owner of a sequence is told by the column's number, which depends on what was dropped before it.
fn without_numbers_of_columns(fact: &str) -> String {
    match fact.rsplit_once(" owned=") {
        Some((head, owner)) if fact.starts_with("seq ") => {
            let table = owner.rsplit_once('.').map_or(owner, |(table, _)| table);
            format!("{head} owned={table}")
        }
        _ => fact.to_owned(),
    }
}

/// Rights spelt out that are those of an object nobody gave rights on.
fn without_default_rights(fact: &str) -> String {
    if let Some(schema) =
        fact.strip_suffix(" {postgres=UC/postgres}").filter(|it| it.starts_with("schemaacl "))
    {
        return format!("{schema} ");
    }
    let mut fact = fact.to_owned();
    for default in [
        "acl={postgres=arwdDxt/postgres}",
        "acl={postgres=rwU/postgres}",
        "acl={=X/postgres,postgres=X/postgres}",
        "acl={postgres=X/postgres,=X/postgres}",
        "acl={postgres=UC/postgres}",
        "acl={=U/postgres,postgres=U/postgres}",
        "acl={}",
    ] {
        fact = fact.replace(default, "acl=");
    }
    fact
}

/// How two digests differ; empty where they do not.
pub fn compare(left: &str, found: &[String], right: &str, wanted: &[String]) -> String {
    let mut text = String::new();
    for fact in found.iter().filter(|it| !wanted.contains(it)) {
        let _ = writeln!(text, "only {left}: {fact}");
    }
    for fact in wanted.iter().filter(|it| !found.contains(it)) {
        let _ = writeln!(text, "only {right}: {fact}");
    }
    text
}
