//! What a table says about how its rows are kept, told apart and counted.

use super::table::{Body, Label, storage_parameters};
use super::{Name, Node, Reader, Space, Sql};
use crate::diagnostic::Span;
use crate::model::index::{Index, IndexedValue};
use crate::model::table::{ReplicaIdentity, Statistics, StatisticsKind, StorageParameters};

impl Reader<'_> {
    pub fn replica_identity(&mut self, node: &Node, body: &Body, indexes: &[Index]) -> ReplicaIdentity {
        match Self::word(node, "replica_identity") {
            Some("full") => ReplicaIdentity::Full,
            Some("nothing") => ReplicaIdentity::Nothing,
            _ => match node.get("replica_identity").and_then(|it| it.get("index")) {
                Some(at) => {
                    let name = Name::new(at.text().unwrap_or_default());
                    self.known_index(node, (&name, at.span), body, indexes);
                    ReplicaIdentity::Index(name)
                }
                None => ReplicaIdentity::Default,
            },
        }
    }

    pub fn cluster_on(&mut self, node: &Node, body: &Body, indexes: &[Index]) -> Option<Name> {
        let name = self.name_at(node, "cluster_on")?;
        let at = node.get("cluster_on")?;
        self.known_index(node, (&name, at.span), body, indexes);
        Some(name)
    }

    /// An index of the table, or one that a key or an exclusion constraint stands on. What a partition has
    /// from its parent is not known here: the plan looks.
    fn known_index(&mut self, node: &Node, (name, span): (&Name, Span), body: &Body, indexes: &[Index]) {
        if node.get("partition_of").is_some() {
            return;
        }
        let stands_on_one =
            body.taken.iter().filter(|it| it.space == Space::Relation).map(|it| it.name.as_str());
        let known: Vec<&str> = indexes.iter().map(|it| it.name.as_str()).chain(stands_on_one).collect();
        if !known.contains(&name.as_str()) {
            let message = super::unknown("index", name.as_str(), known.iter().copied());
            let help = format!("table `{}` has no such index, nor a key of that name", body.name);
            self.report(span, "unknown-index", message, help);
        }
    }

    pub fn statistics(&mut self, node: &Node, body: &mut Body) -> Vec<Statistics> {
        let mut statistics = Vec::new();
        for (key, value) in node.get("statistics").and_then(Node::map).into_iter().flatten() {
            let name = self.name_of_key(key);
            let label = Label { written: Some(name.clone()), span: key.span, how_to_name: "" };
            body.take(Space::Statistics, &name, "statistics", &label);
            let list = if value.list().is_some() { Some(value) } else { value.get("on") };
            let mut on = Vec::new();
            for (item, text) in list.map(Self::texts).unwrap_or_default() {
                let Some(read) = self.index_key(item, text, body, "statistics") else { continue };
                on.push(match read.on {
                    IndexedValue::Column(name) => Sql::new(name.to_string()),
                    IndexedValue::Expression(sql) => Sql::new(format!("({sql})")),
                });
            }
            let kinds = value.get("kinds").map(Self::texts).unwrap_or_default();
            let mut kinds: Vec<StatisticsKind> = kinds.iter().filter_map(|(_, word)| kind(word)).collect();
            kinds.sort();
            kinds.dedup();
            // All there are is what is found out anyway.
            if kinds.len() == 3 {
                kinds.clear();
            }
            if on.len() == 1 && !on[0].as_str().starts_with('(') {
                let message = "one column has statistics already";
                let help = "write several columns, or `statistics` at the column for a finer look at it";
                self.report(key.span, "wrong-value", message, help);
            }
            let target = Self::statistics_target(self, value, "target");
            statistics.push(Statistics {
                renamed_from: self.name_at(value, "renamed_from"),
                comment: Self::comment(value),
                name,
                kinds,
                on,
                target,
            });
        }
        statistics
    }

    pub fn attribute_options(&mut self, column: &Node) -> StorageParameters {
        for (_, value) in column.get("with").and_then(Node::map).into_iter().flatten() {
            if let Some(number) = value.number().filter(|it| it.parse::<f64>().is_ok_and(|it| it < -1.0)) {
                let help = "write a number of values, or from -1 to 0 a fraction of the rows";
                self.report(value.span, "wrong-value", format!("`{number}` is out of range"), help);
            }
        }
        storage_parameters(column)
    }

    pub fn statistics_target(&mut self, node: &Node, key: &str) -> Option<i32> {
        let at = node.get(key)?;
        let target = at.integer()?;
        match i32::try_from(target) {
            Ok(target) if (0..=10_000).contains(&target) => Some(target),
            _ => {
                let help = "write 0 (none at all) to 10000, or leave it out for the server's own";
                self.report(at.span, "wrong-value", format!("`{target}` is out of range"), help);
                None
            }
        }
    }
}

fn kind(word: &str) -> Option<StatisticsKind> {
    match word {
        "ndistinct" => Some(StatisticsKind::Ndistinct),
        "dependencies" => Some(StatisticsKind::Dependencies),
        "mcv" => Some(StatisticsKind::Mcv),
        _ => None,
    }
}
