//! Values that must be unique among everybody's rows.

use crate::lint::finding::Found;
use crate::lint::project::{Project, commands, is_secured, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::ConstraintKind;
use crate::model::policy::PolicyCommand;
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "unscoped_unique",
    about: "A unique value in a table where each user writes rows of his own, unique among all users",
    why: "Constraints do not know row security: a user who tries a value learns from the error that somebody else has it, and can take it first. Right for values that nobody can guess; otherwise the owner's column belongs into the key.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables().filter(|it| is_secured(it)) {
        let owners = project.discriminators(table);
        let inserts = project.policies_of(table).any(|it| {
            let own = it.using.iter().chain(&it.with_check).any(|sql| project.is_about_the_caller(sql));
            own && commands(it).contains(&PolicyCommand::Insert)
        });
        if owners.is_empty() || !inserts {
            continue;
        }
        let mut report = |spot, columns: &[Name]| {
            if columns.iter().any(|it| owners.contains(it)) || is_unguessable(table, columns) {
                return;
            }
            let columns = list(columns);
            let message = format!("{columns} of {} is unique among all users, not for each", table.name);
            let help = format!(
                "write `unique: [[{}, {columns}]]`, or allow it if nobody can guess it",
                list(&owners)
            );
            found.report(spot, message, help);
        };
        for constraint in &table.constraints {
            if let ConstraintKind::Unique(key) = &constraint.kind {
                report(project.places.constraint(table, constraint).map(|it| it.spot()), &key.columns);
            }
        }
        for index in table.indexes.iter().filter(|it| it.unique) {
            let columns: Vec<Name> =
                crate::lint::project::leading_columns(index).into_iter().cloned().collect();
            if columns.len() == index.keys.len() {
                report(project.places.index(table, &index.name).map(|it| it.spot()), &columns);
            }
        }
    }
}

/// Whether a column is made of chance alone.
fn is_unguessable(table: &Table, columns: &[Name]) -> bool {
    columns.iter().any(|it| table.column(it).is_some_and(|column| column.data_type.is("uuid")))
}
