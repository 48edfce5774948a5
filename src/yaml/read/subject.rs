//! What ties rows to a person, and what becomes of them. Whether it all fits together is looked at once
//! every table is known.

use std::collections::BTreeMap;

use super::table::Body;
use super::{Name, Node, ROUTINE_PRIVILEGES, Reader, Space};
use crate::diagnostic::Span;
use crate::model::DataType;
use crate::model::subject::{ColumnErasure, Export, RootErasure, Selector, Subject, TableErasure};
use crate::yaml::literal::literal;

impl Reader<'_> {
    /// The section `subject` of a file of objects.
    pub fn subject(&mut self, node: &Node) -> Option<Subject> {
        let (key, section) = node.entry("subject")?;
        self.take_global(Space::Subject, "subject", "subject", key.span);
        let root = self.qualified_at(section, "root")?;
        if let (false, Some(at)) = (self.declared.tables.contains_key(&root), section.get("root")) {
            self.unknown_table(at);
        }
        let systems = section.get("external").and_then(Node::map).into_iter().flatten();
        let functions = section.get("functions").map(|it| self.grants(it, ROUTINE_PRIVILEGES, None));
        Some(Subject {
            root,
            on_erase: match Self::word(section, "on_erase") {
                Some("delete") => RootErasure::Delete,
                _ => RootErasure::Keep,
            },
            external: systems
                .filter_map(|(name, what)| Some((name.text.to_string(), what.text()?.trim_end().to_owned())))
                .collect::<BTreeMap<_, _>>(),
            functions,
        })
    }

    /// `subject` of a table.
    pub fn selectors(&mut self, node: &Node, body: &Body) -> Option<Vec<Selector>> {
        let written = node.get("subject")?;
        if written.text() == Some("none") {
            return Some(Vec::new());
        }
        let items = written.list().unwrap_or(std::slice::from_ref(written));
        Some(items.iter().filter_map(|item| self.selector(item, body)).collect())
    }

    fn selector(&mut self, node: &Node, body: &Body) -> Option<Selector> {
        if let Some(text) = node.text() {
            return self.own_column(node, body).then(|| Selector::Is { column: Name::from(text), of: None });
        }
        let mut ways = ["column", "through", "same", "packed"].iter().filter_map(|key| node.entry(key));
        let (key, value) = ways.next()?;
        if let Some((second, _)) = ways.next() {
            let message = format!("`{}` and `{}` are two ways", key.text, second.text);
            let help = "write a list: `[user_id, { through: order_id }]`";
            self.report(second.span, "wrong-key", message, help);
            return None;
        }
        if let (Some((of, _)), true) = (node.entry("of"), key.text != "column") {
            self.report(of.span, "wrong-key", "`of` goes with `column` alone", "leave it out");
        }
        let column = Name::from(value.text()?);
        let rows_of = self.qualified_at(node, "rows_of");
        if !self.own_column(value, body) {
            return None;
        }
        match (key.text.as_str(), rows_of) {
            ("packed", Some(rows_of)) => Some(Selector::Packed { column, rows_of }),
            ("packed", None) => {
                let help = "write `{ packed: rows, rows_of: orders }`";
                self.report(key.span, "missing-key", "`packed` goes with `rows_of`", help);
                None
            }
            ("through", _) => Some(Selector::Through(column)),
            ("same", _) => Some(Selector::Same(column)),
            _ => Some(Selector::Is { column, of: Self::word(node, "of").map(Name::from) }),
        }
    }

    /// Whether the table has the column; reported where it has not.
    fn own_column(&mut self, node: &Node, body: &Body) -> bool {
        let text = node.text().unwrap_or_default();
        self.known_column(text, node.span, body);
        body.columns.iter().any(|known| known == text)
    }

    pub fn column_erasure(&mut self, node: &Node, data_type: &DataType) -> Option<ColumnErasure> {
        let (key, written) = node.entry("on_erase")?;
        match written.text() {
            Some("set null") => return Some(ColumnErasure::SetNull),
            Some("set default") => return Some(ColumnErasure::SetDefault),
            _ => {}
        }
        if let (Some(_), Some((second, _))) = (written.get("mask"), written.entry("retain")) {
            let message = "`mask` and `retain` exclude each other";
            self.report(second.span, "wrong-key", message, "keep one of them");
        }
        if let Some(ground) = written.get("retain") {
            return self.reason(ground, key.span).map(ColumnErasure::Retain);
        }
        let mask = written.get("mask")?;
        if mask.is_null() {
            let help = "write `on_erase: set null`";
            self.report(mask.span, "wrong-value", "nothing is no mask", help);
            return None;
        }
        match literal(mask, data_type) {
            Ok(text) => Some(ColumnErasure::Mask(text)),
            Err((message, help)) => {
                self.report(mask.span, "wrong-value", message, help.replace("default", "mask"));
                None
            }
        }
    }

    /// A legal ground, or why something is left out: not to be left empty.
    pub fn reason(&mut self, node: &Node, span: Span) -> Option<String> {
        let text = node.text().map(str::trim).unwrap_or_default();
        if text.is_empty() && self.checker.is_reported(node.span) {
            return None;
        }
        if text.is_empty() {
            let help = "say it in words that a data protection officer understands";
            self.report(span, "missing-reason", "the reason is missing", help);
            return None;
        }
        Some(text.to_owned())
    }
}

pub fn table_erasure(node: &Node) -> Option<TableErasure> {
    let written = node.get("on_erase")?;
    match written.text() {
        Some("delete") => Some(TableErasure::Delete),
        Some("anonymize") => Some(TableErasure::Anonymize),
        _ => {
            let ground = written.get("retain")?.text()?.trim();
            Some(TableErasure::Retain(ground.to_owned()))
        }
    }
}

pub fn export(node: &Node) -> Option<Export> {
    let written = node.get("on_export")?;
    match written.text() {
        Some("provided") => Some(Export::Provided),
        Some("observed") => Some(Export::Observed),
        Some("derived") => Some(Export::Derived),
        _ => {
            let reason = written.get("exclude")?.text()?.trim();
            Some(Export::Exclude(reason.to_owned()))
        }
    }
}
