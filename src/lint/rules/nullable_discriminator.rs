//! Columns that say whose a row is, and may say nothing.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_never_null, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::Action;
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "nullable_discriminator",
    about: "A column by which policies tell whose a row is, that may be NULL",
    why: "NULL equals nobody: such a row is invisible to everybody but the owner and never deleted along with an account. Where rows outlive their owner on purpose (`on_delete: set null`), or a policy is about `is null`, it is meant and not reported.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables().filter(|it| is_secured(it)) {
        for column in project.discriminators(table) {
            if is_never_null(table, &column) || outlives_its_owner(table, &column) {
                continue;
            }
            let message =
                format!("policies of {} tell by `{column}` whose a row is, and it may be NULL", table.name);
            let spot = project.places.column(&table.name, &column).map(|it| it.spot());
            found.report(
                spot,
                message,
                format!("write `{column}: {{ ..., not_null: true, backfill_sql: ... }}`"),
            );
        }
    }
}

/// Whether its being NULL was thought of.
pub fn outlives_its_owner(table: &Table, column: &Name) -> bool {
    let is_null = crate::model::Sql::new(format!("{column} is null"));
    let keys = table.constraints.iter().filter_map(|it| it.foreign_key());
    let set_null = |action: Action| action == Action::SetNull;
    keys.into_iter().any(|key| key.let_go().contains(column) && set_null(key.on_delete))
        || table.policies.iter().any(|it| it.using.iter().chain(&it.with_check).any(|sql| *sql == is_null))
}
