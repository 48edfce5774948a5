//! Foreign keys that no index serves.

use crate::lint::finding::Found;
use crate::lint::fix;
use crate::lint::project::{Project, leading_columns, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, ForeignKey};
use crate::model::index::Index;
use crate::model::{Name, Sql, Table};

pub static RULE: Rule = Rule {
    name: "unindexed_foreign_keys",
    about: "A foreign key without an index that begins with its columns",
    why: "Whenever a row of the referenced table is deleted or its key changes, PostgreSQL looks for the rows that refer to it: without an index it reads the whole table, once for each row. A purge or an erasure then takes hours instead of seconds.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for constraint in &table.constraints {
            let Some(key) = constraint.foreign_key() else { continue };
            if is_indexed(table, key) {
                continue;
            }
            let (columns, name) = (list(&key.columns), name_for(table, key));
            let message =
                format!("no index of {} begins with {columns}, which refers to {}", table.name, key.table);
            let fix =
                project.places.table(&table.name).and_then(|place| fix::add_index(&place, &name, &columns));
            let spot = project.places.constraint(table, constraint).map(|it| it.spot());
            found.report_with(spot, message, format!("add one: `indexes: {{ {name}: [{columns}] }}`"), fix);
        }
    }
}

fn name_for(table: &Table, key: &ForeignKey) -> String {
    let columns: Vec<&str> = key.columns.iter().map(Name::as_str).collect();
    format!("idx_{}_{}", table.name.name.as_str(), columns.join("_"))
}

fn is_indexed(table: &Table, key: &ForeignKey) -> bool {
    let begins = |leading: &[&Name]| {
        leading.len() >= key.columns.len()
            && key.columns.iter().all(|it| leading[..key.columns.len()].contains(&it))
    };
    let by_constraint = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(it) | ConstraintKind::Unique(it) => {
            begins(&it.columns.iter().collect::<Vec<_>>())
        }
        _ => false,
    });
    by_constraint || table.indexes.iter().any(|index| is_whole(index, key) && begins(&leading_columns(index)))
}

/// Whether every row that refers to another is in the index.
fn is_whole(index: &Index, key: &ForeignKey) -> bool {
    let leaves_nulls_out = |predicate: &Sql| {
        key.columns.iter().any(|column| *predicate == Sql::new(format!("{column} is not null")))
    };
    ["btree", "hash"].contains(&index.using.as_str()) && index.predicate.as_ref().is_none_or(leaves_nulls_out)
}
