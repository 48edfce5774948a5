//! Documentation of a database as markdown: a page for each table and an index. Everything on it is said
//! somewhere in schema/, jobs/ or seeds/; nothing here reads a file or knows the time, so the same project
//! gives the same pages.

mod index;
mod retention;
mod rights;
mod table;

use std::collections::BTreeMap;

use crate::diagram::every_table;
use crate::job::Job;
use crate::markup::{markdown, markdown_cell_code, markdown_code};
use crate::model::{Name, QualifiedName, Schema, Table};
use crate::words::{Word, rendered};
use crate::yaml::FileNames;
use crate::yaml::audit::{Audit, fold};

/// The first line of each page: what has it may be overwritten, and deleted when its table is gone.
pub const MARK: &str = "<!-- Written by `canai-db docs`. Change schema/ and run it again. -->";

/// The page that leads to all others; GitHub and GitLab show it with the folder.
pub const INDEX: &str = "README.md";

/// One file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The file's name in the folder of pages.
    pub file: String,
    pub text: String,
}

/// Rows that a set of seeds has for a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seeded {
    pub set: String,
    pub table: QualifiedName,
    /// Relative to the project's folder.
    pub file: String,
    /// Unknown where they are in a data file, which may be larger than memory.
    pub rows: Option<usize>,
}

/// What is documented.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    pub schema: &'a Schema,
    pub jobs: &'a [Job],
    pub seeds: &'a [Seeded],
}

/// The index and a page for each managed table, by file.
pub fn pages(facts: &Facts) -> Vec<Page> {
    let book = Book::new(facts);
    let mut pages = vec![Page { file: INDEX.to_owned(), text: index::index(&book) }];
    pages.extend(
        book.tables()
            .map(|table| Page { file: book.files[&table.name].clone(), text: table::table(&book, table) }),
    );
    pages.sort_by(|a, b| a.file.cmp(&b.file));
    pages
}

/// The facts, with what several pages ask for.
struct Book<'a> {
    schema: &'a Schema,
    jobs: &'a [Job],
    seeds: &'a [Seeded],
    /// The page of each table.
    files: BTreeMap<QualifiedName, String>,
    audits: BTreeMap<QualifiedName, Audit>,
}

impl<'a> Book<'a> {
    fn new(facts: &Facts<'a>) -> Self {
        let mut names = FileNames::default();
        // The index is there first.
        names.take(INDEX);
        let tables = facts.schema.tables().filter(|it| it.partition_of.is_none());
        let files = tables.map(|table| (table.name.clone(), names.of(&table.name, "md"))).collect();
        let audits = fold(facts.schema).map(|it| it.audits).unwrap_or_default();
        Self { schema: facts.schema, jobs: facts.jobs, seeds: facts.seeds, files, audits }
    }

    /// The tables with a page; a partition is on its parent's.
    fn tables(&self) -> impl Iterator<Item = &'a Table> {
        self.schema.tables().filter(|it| it.partition_of.is_none())
    }

    /// A table's name, as a link where it has a page.
    fn link(&self, table: &QualifiedName) -> String {
        let name = markdown_cell_code(&table.to_string());
        match self.files.get(table) {
            Some(file) => format!("[{name}]({})", address(file)),
            None => name,
        }
    }

    /// All tables whose rows refer to a table by a key.
    fn referring(&self, table: &QualifiedName) -> Vec<&'a Table> {
        let refers = |it: &&Table| {
            it.constraints.iter().filter_map(|it| it.foreign_key()).any(|key| key.table == *table)
        };
        every_table(self.schema).filter(refers).collect()
    }
}

/// A file's name in a link: what ends one is written as a number.
fn address(file: &str) -> String {
    let mut address = String::with_capacity(file.len());
    for byte in file.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            address.push_str(&format!("%{byte:02X}"));
        }
    }
    address
}

/// Words in a line of markdown.
fn said(words: &[Word]) -> String {
    rendered(words, markdown, markdown_code)
}

/// Names as code, between commas.
fn codes<'n>(names: impl IntoIterator<Item = &'n Name>) -> String {
    names.into_iter().map(|it| markdown_code(it.as_str())).collect::<Vec<_>>().join(", ")
}

/// A list, with a heading, where there is anything in it.
fn section(text: &mut String, heading: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    text.push_str(&format!("\n## {heading}\n\n"));
    for line in lines {
        text.push_str(&format!("- {line}\n"));
    }
}

/// `1 row`, `2 rows`.
fn counted(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
