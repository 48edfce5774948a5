//! The YAML files of a seed set: the rows of a table with their places, and what the set allows.
//! What the columns are is not known here; the values stay nodes until the table is.

use super::check::{Checker, Memo};
use super::grammar::{Record, SEED_FILE, SET_FILE};
use super::node::{self, Key, Node};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::QualifiedName;

/// `!ref users/ana`: the row of that name.
pub const REF: &str = "!ref";
/// `!!binary aGk=`: bytes in base64.
pub const BINARY: &str = "!!binary";

/// What happens to a row that is in the table with other values.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnConflict {
    #[default]
    Update,
    Keep,
    Fail,
}

/// The file of one table.
#[derive(Clone, Debug)]
pub struct SeedFile {
    pub table: QualifiedName,
    pub table_span: Span,
    pub key: Vec<(String, Span)>,
    pub on_conflict: OnConflict,
    pub prune: bool,
    /// `None` where the rows are in a file beside.
    pub rows: Option<Vec<SeedRow>>,
}

/// One row.
#[derive(Clone, Debug)]
pub struct SeedRow {
    /// The name that `!ref` knows it by.
    pub label: Option<String>,
    /// Where it begins.
    pub span: Span,
    pub cells: Vec<(Key, Node)>,
}

/// `set.yaml`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetOptions {
    /// Where the set may be loaded; anywhere if nothing is said.
    pub environments: Option<Vec<String>>,
}

/// Reads the rows of one table; with any mistake they must not be used.
pub fn seed_file(source: &Source) -> (Option<SeedFile>, Vec<Diagnostic>) {
    let (root, mut diagnostics) = checked(source, &SEED_FILE);
    let file = root.as_ref().and_then(|root| read(root, source, &mut diagnostics));
    diagnostics.sort_by_key(|it| it.span);
    (file, diagnostics)
}

/// Reads what holds for a set.
pub fn set_file(source: &Source) -> (SetOptions, Vec<Diagnostic>) {
    let (root, diagnostics) = checked(source, &SET_FILE);
    let environments = root.as_ref().and_then(|root| root.get("environments")).and_then(Node::list);
    let names = |nodes: &[Node]| nodes.iter().filter_map(Node::text).map(str::to_owned).collect();
    (SetOptions { environments: environments.map(names) }, diagnostics)
}

/// The tree of a file and what the grammar says about it.
pub(super) fn checked(source: &Source, record: &'static Record) -> (Option<Node>, Vec<Diagnostic>) {
    let mut diagnostics = Vec::new();
    let root = node::parse(source, &[REF, BINARY], &mut diagnostics);
    let reported = diagnostics.iter().map(|mistake| mistake.span).collect();
    let mut memo = Memo::default();
    let mut checker = Checker::new(source, &mut memo, reported);
    if let Some(root) = &root {
        checker.record(root, record);
    } else if diagnostics.is_empty() && record.keys.iter().any(|key| key.required) {
        let span = Span { start: (1, 0), end: (1, 0) };
        let help = "write `table:` and `rows:`, or remove the file";
        diagnostics.push(Diagnostic::new(&source.path, span, "missing-key", "the file is empty").help(help));
    }
    diagnostics.append(&mut checker.diagnostics);
    (root, diagnostics)
}

fn read(root: &Node, source: &Source, diagnostics: &mut Vec<Diagnostic>) -> Option<SeedFile> {
    let at = root.get("table")?;
    let Some(table) = QualifiedName::parse(at.text()?) else {
        let message = format!("`{}` is not a name", at.text().unwrap_or_default());
        let help = "write `name` or `schema.name`; a part with a dot in it stands in double quotes";
        diagnostics.push(Diagnostic::new(&source.path, at.span, "bad-name", message).help(help));
        return None;
    };
    let key = root.get("key");
    let key = key.map(|node| node.list().unwrap_or(std::slice::from_ref(node))).unwrap_or_default();
    let on_conflict = match root.get("on_conflict").and_then(Node::text) {
        Some("keep") => OnConflict::Keep,
        Some("fail") => OnConflict::Fail,
        _ => OnConflict::Update,
    };
    Some(SeedFile {
        table,
        table_span: at.span,
        key: key.iter().filter_map(|node| Some((node.text()?.to_owned(), node.span))).collect(),
        on_conflict,
        prune: root.get("prune").and_then(Node::boolean).unwrap_or_default(),
        rows: root.get("rows").map(rows),
    })
}

/// The rows of a list, or of a mapping from their names.
fn rows(node: &Node) -> Vec<SeedRow> {
    let cells = |row: &Node| row.map().map(<[_]>::to_vec).unwrap_or_default();
    // A block mapping's own place is its first key's.
    let listed = node.list().into_iter().flatten();
    let listed = listed.map(|row| SeedRow { label: None, span: row.span, cells: cells(row) });
    let named = node.map().into_iter().flatten();
    let named = named.map(|(label, row)| SeedRow {
        label: Some(label.text.to_string()),
        span: label.span,
        cells: cells(row),
    });
    listed.chain(named).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<SeedFile>, Vec<String>) {
        let source = Source { path: "seeds/demo/t.yaml".into(), text: text.to_owned() };
        let (file, mistakes) = seed_file(&source);
        let worded =
            mistakes.iter().map(|it| format!("{}:{} {}", it.span.start.0, it.span.start.1, it.message));
        (file, worded.collect())
    }

    #[test]
    fn rows_by_name_or_in_a_list() {
        let (file, mistakes) =
            read("table: t\nkey: a\nrows:\n  ana: { a: 1 }\n  ben: { a: !ref u/x, b: !!binary aGk= }\n");
        assert_eq!(mistakes, Vec::<String>::new());
        let file = file.unwrap();
        let rows = file.rows.unwrap();
        assert_eq!(rows[1].label.as_deref(), Some("ben"));
        assert_eq!(rows[1].span.start, (5, 2));
        assert_eq!(rows[1].cells[0].1.tagged(), Some((REF, "u/x")));
        assert_eq!(rows[1].cells[1].1.tagged(), Some((BINARY, "aGk=")));
        let (file, mistakes) = read(
            "table: auth.users\nkey: [a, b]\non_conflict: keep\nprune: true\nrows:\n  - a: 1\n    b: 2\n",
        );
        assert_eq!(mistakes, Vec::<String>::new());
        let file = file.unwrap();
        assert_eq!((file.key.len(), file.on_conflict, file.prune), (2, OnConflict::Keep, true));
        assert_eq!(file.rows.unwrap()[0].span.start, (6, 4));
    }

    #[test]
    fn all_mistakes_at_once() {
        let (_, mistakes) =
            read("tabel: t\nkey: [a]\non_conflict: ignore\nrows:\n  - 5\n  - { a: !oops 1, a: 2 }\n");
        assert_eq!(
            mistakes,
            [
                "1:0 unknown key `tabel`; did you mean `table`?",
                "3:13 `ignore` is not possible here",
                "5:4 expected names and what they stand for, found `5`",
                "6:9 unknown tag `!oops`",
                "6:18 duplicate key `a`",
            ]
        );
        assert_eq!(read("").1.len(), 1);
    }

    #[test]
    fn a_set_says_where_it_may_go() {
        let set = |text: &str| set_file(&Source { path: "set.yaml".into(), text: text.to_owned() });
        assert_eq!(set("environments: [local]\n").0.environments, Some(vec!["local".to_owned()]));
        assert_eq!(set("# nothing\n"), (SetOptions::default(), vec![]));
        assert_eq!(set("environment: [local]\n").1.len(), 1);
    }
}
