//! `seeds/generate.yaml`: what generated rows look like where the schema does not say. Whether its
//! tables and columns exist is not known here; the values stay nodes until the columns are.

use super::grammar::GENERATE_FILE;
use super::node::{Key, Node};
use super::seed::checked;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::QualifiedName;

/// What the file says; everything has a default.
#[derive(Clone, Debug, Default)]
pub struct GenerateFile {
    pub until: Option<(String, Span)>,
    /// Over how many months times are spread.
    pub months: Option<u32>,
    pub tables: Vec<TableWish>,
}

/// What is particular about a table.
#[derive(Clone, Debug)]
pub struct TableWish {
    pub name: QualifiedName,
    pub span: Span,
    pub rows: Option<u64>,
    pub share: Option<f64>,
    pub columns: Vec<ColumnWish>,
}

/// What is particular about a column.
#[derive(Clone, Debug)]
pub struct ColumnWish {
    pub name: Key,
    pub values: Option<Node>,
    pub examples: Option<Node>,
    pub matches: Option<(String, Span)>,
    pub range: Option<Limits>,
    pub length: Option<Limits>,
    pub nulls: Option<f64>,
    pub distinct: Option<f64>,
    pub skew: Option<u32>,
}

/// The least and the greatest value, as texts.
#[derive(Clone, Debug)]
pub struct Limits {
    pub span: Span,
    pub min: Option<String>,
    pub max: Option<String>,
}

impl ColumnWish {
    /// Whether it says what the values are, so that a check that nobody understands is its to keep.
    pub fn gives_values(&self) -> bool {
        self.values.is_some()
            || self.examples.is_some()
            || self.matches.is_some()
            || self.range.is_some()
            || self.nulls == Some(1.0)
    }
}

impl GenerateFile {
    pub fn table(&self, name: &QualifiedName) -> Option<&TableWish> {
        self.tables.iter().find(|it| it.name == *name)
    }
}

impl TableWish {
    pub fn column(&self, name: &str) -> Option<&ColumnWish> {
        self.columns.iter().find(|it| it.name.text == name)
    }
}

/// Reads the file; with any mistake it must not be used.
pub fn generate_file(source: &Source) -> (GenerateFile, Vec<Diagnostic>) {
    let (root, mut diagnostics) = checked(source, &GENERATE_FILE);
    let mut file = GenerateFile::default();
    if let Some(root) = root.filter(|root| !root.is_null() && diagnostics.is_empty()) {
        let mut reader = Reader { source, diagnostics: &mut diagnostics };
        file.until = reader.text(&root, "until");
        file.months = reader.number(&root, "months", 1.0, 1200.0).and_then(whole);
        for (name, node) in root.get("tables").and_then(Node::map).into_iter().flatten() {
            file.tables.extend(reader.table(name, node));
        }
    }
    diagnostics.sort_by_key(|it| it.span);
    (file, diagnostics)
}

/// A whole number that was held against its limits.
fn whole<N: TryFrom<i64>>(number: f64) -> Option<N> {
    #[expect(clippy::cast_possible_truncation, reason = "held against its limits")]
    N::try_from(number as i64).ok()
}

struct Reader<'a> {
    source: &'a Source,
    diagnostics: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn report(&mut self, span: Span, message: String, help: &str) {
        let mistake = Diagnostic::new(&self.source.path, span, "wrong-value", message).help(help);
        self.diagnostics.push(mistake);
    }

    #[expect(clippy::unused_self, reason = "reads as the others do")]
    fn text(&self, node: &Node, key: &str) -> Option<(String, Span)> {
        let node = node.get(key)?;
        Some((node.text()?.to_owned(), node.span))
    }

    fn number(&mut self, node: &Node, key: &str, least: f64, most: f64) -> Option<f64> {
        let at = node.get(key)?;
        let number = at.number().and_then(|text| text.parse::<f64>().ok())?;
        if (least..=most).contains(&number) {
            return Some(number);
        }
        let message = format!("`{key}` is a number from {least} to {most}, found {number}");
        self.report(at.span, message, "write one between");
        None
    }

    fn table(&mut self, key: &Key, node: &Node) -> Option<TableWish> {
        let Some(name) = QualifiedName::parse(&key.text) else {
            let message = format!("`{}` is not a name", key.text);
            self.report(key.span, message, "write `name` or `schema.name`");
            return None;
        };
        if let (Some(_), Some(second)) = (node.get("rows"), node.entry("share")) {
            let message = "`rows` and `share` exclude each other".to_owned();
            self.report(second.0.span, message, "keep one of them");
        }
        let columns = node.get("columns").and_then(Node::map).into_iter().flatten();
        Some(TableWish {
            name,
            span: key.span,
            rows: self.number(node, "rows", 0.0, 1e12).and_then(whole),
            share: self.number(node, "share", 0.0, 1e6),
            columns: columns.map(|(name, node)| self.column(name, node)).collect(),
        })
    }

    fn column(&mut self, name: &Key, node: &Node) -> ColumnWish {
        let sources = ["values", "examples", "matches"];
        let written: Vec<_> = sources.iter().filter_map(|key| node.entry(key)).collect();
        if let [(first, _), (second, _), ..] = written.as_slice() {
            let message = format!("`{}` and `{}` exclude each other", first.text, second.text);
            self.report(second.span, message, "keep one of them");
        }
        for key in ["values", "examples"] {
            let empty = |node: &Node| {
                node.list().is_some_and(<[_]>::is_empty) || node.map().is_some_and(<[_]>::is_empty)
            };
            if let Some(at) = node.get(key).filter(|node| empty(node)) {
                self.report(at.span, format!("`{key}` holds none"), "write at least one");
            }
        }
        let limits = |key: &str| {
            let node = node.get(key)?;
            let limit = |key: &str| node.get(key).and_then(Node::text).map(str::to_owned);
            Some(Limits { span: node.span, min: limit("min"), max: limit("max") })
        };
        ColumnWish {
            name: name.clone(),
            values: node.get("values").cloned(),
            examples: node.get("examples").cloned(),
            matches: self.text(node, "matches"),
            range: limits("range"),
            length: limits("length"),
            nulls: self.number(node, "nulls", 0.0, 1.0),
            distinct: self.number(node, "distinct", 1e-9, 1e12),
            skew: self.number(node, "skew", 0.0, 5.0).and_then(whole),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (GenerateFile, Vec<String>) {
        let source = Source { path: "seeds/generate.yaml".into(), text: text.to_owned() };
        let (file, mistakes) = generate_file(&source);
        let worded =
            mistakes.iter().map(|it| format!("{}:{} {}", it.span.start.0, it.span.start.1, it.message));
        (file, worded.collect())
    }

    #[test]
    fn tables_and_columns() {
        let (file, mistakes) = read(
            "months: 24\ntables:\n  auth.users: { rows: 10 }\n  t:\n    share: 0.5\n    columns:\n      a: { values: { x: 3, y: 1 }, nulls: 0.25, skew: 2, distinct: 0.1 }\n",
        );
        assert_eq!(mistakes, Vec::<String>::new());
        assert_eq!(file.months, Some(24));
        assert_eq!(file.tables[0].rows, Some(10));
        let column = file.table(&QualifiedName::new("public", "t")).unwrap().column("a").unwrap();
        assert_eq!((column.nulls, column.skew, column.distinct), (Some(0.25), Some(2), Some(0.1)));
        assert!(column.gives_values());
        assert_eq!(read("# nothing\n").1, Vec::<String>::new());
    }

    #[test]
    fn all_mistakes_at_once() {
        let (_, mistakes) = read(
            "months: 0\ntables:\n  t:\n    rows: 5\n    share: 2\n    columns:\n      a: { values: [], examples: [x], nulls: 2 }\n",
        );
        assert_eq!(
            mistakes,
            [
                "1:8 `months` is a number from 1 to 1200, found 0",
                "5:4 `rows` and `share` exclude each other",
                "7:19 `values` holds none",
                "7:23 `values` and `examples` exclude each other",
                "7:45 `nulls` is a number from 0 to 1, found 2",
            ]
        );
        assert_eq!(read("month: 3\n").1, ["1:0 unknown key `month`; did you mean `months`?"]);
    }
}
