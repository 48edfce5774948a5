//! Indexes over a handful of values.

use crate::lint::finding::Found;
use crate::lint::project::{Project, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, RuleKind};
use crate::model::index::IndexedValue;
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "low_cardinality_leader",
    about: "An index whose columns have only a handful of values between them",
    why: "Each of its entries leads to a large part of the table, which is read faster without it. A partial index on what is rare (`where: status = 'pending'`), or a selective column behind the first, is of use; an index with such a column is not reported.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

/// So many different entries find too much each.
const FEW: usize = 16;

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for index in table.indexes.iter().filter(|it| !it.unique && it.predicate.is_none()) {
            let counts: Option<Vec<(&Name, usize)>> = index
                .keys
                .iter()
                .map(|key| match &key.on {
                    IndexedValue::Column(name) => Some((name, values(table, name)?)),
                    IndexedValue::Expression(_) => None,
                })
                .collect();
            let Some(counts) = counts else { continue };
            let entries: usize = counts.iter().map(|(_, count)| count).product();
            if entries <= FEW {
                let columns = list(counts.iter().map(|(name, _)| *name));
                let message = format!(
                    "index `{}` of {} has {entries} different entries, of {columns}",
                    index.name, table.name
                );
                let help = "remove it, or make it partial: `{ on: [created_at], where: status = 'pending' }`";
                let spot = project.places.index(table, &index.name).map(|it| it.spot());
                found.report(spot, message, help);
            }
        }
    }
}

/// How many values a column can have, where that is known and few.
fn values(table: &Table, name: &Name) -> Option<usize> {
    let column = table.column(name)?;
    if column.data_type.is("boolean") {
        return Some(2);
    }
    table.constraints.iter().find_map(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) => match check.rule.as_ref()? {
            rule if rule.column.as_ref() == Some(name) => match &rule.kind {
                RuleKind::OneOf(values) => Some(values.len()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    })
}
