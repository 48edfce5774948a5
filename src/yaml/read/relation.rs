//! Logical relations of a table: what belongs together and has no foreign key.

use super::table::Body;
use super::{Name, Node, QualifiedName, Reader};
use crate::model::relation::Relation;

impl Reader<'_> {
    pub fn relations(&mut self, node: &Node, body: &Body) -> Vec<Relation> {
        let written = node.get("relations").and_then(Node::map).into_iter().flatten();
        written.filter_map(|(label, item)| self.logical_relation(&label.text, item, body)).collect()
    }

    fn logical_relation(&mut self, label: &str, node: &Node, body: &Body) -> Option<Relation> {
        let written = node.get("references")?;
        let at = written.get("table").unwrap_or(written);
        let text = at.text()?;
        let Some(table) = QualifiedName::parse(text) else {
            self.bad_name(at.span, text);
            return None;
        };
        let Some(target) = self.declared.tables.get(&table) else {
            self.unknown_table(at);
            return None;
        };
        let columns = self.known_columns(node.get("columns"), body);
        let others = written.get("columns").map(Self::texts).unwrap_or_default();
        for (item, column) in &others {
            if !target.columns.iter().any(|known| known.as_str() == *column) {
                let known = target.columns.iter().map(Name::as_str);
                self.unknown_column(column, item.span, &table.to_string(), known);
            }
        }
        let references: Vec<Name> = others.iter().map(|(_, text)| Name::from(*text)).collect();
        if !references.is_empty() && references.len() != columns.len() {
            let message =
                format!("columns here: {}, columns of `{table}`: {}", columns.len(), references.len());
            let help = "write as many on both sides, or leave both out";
            self.report(at.span, "wrong-value", message, help);
            return None;
        }
        Some(Relation { label: label.to_owned(), columns, table, references })
    }
}
