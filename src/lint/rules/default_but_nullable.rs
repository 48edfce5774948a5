//! Columns that have a value unless somebody takes it away.

use super::nullable_discriminator::outlives_its_owner;
use crate::job::Mask;
use crate::lint::finding::Found;
use crate::lint::fix;
use crate::lint::project::{Project, is_never_null};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Table;
use crate::model::constraint::ConstraintKind;
use crate::model::subject::ColumnErasure;
use crate::model::table::{Column, ColumnValue};

pub static RULE: Rule = Rule {
    name: "default_but_nullable",
    about: "A column with a default that may be NULL",
    why: "The default says that there is always a value, and an explicit NULL says otherwise: a row with no created_at is never purged, a status of NULL is in no list. NOT NULL costs nothing and lets the planner know more; compile adds it without a long lock. A column that a foreign key, a job or `on_erase` sets to NULL, or whose check or policy asks `is null`, is left alone.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for column in table.columns.iter().filter(|it| has_default(it) && !is_never_null(table, &it.name)) {
            if may_become_null(project, table, column) {
                continue;
            }
            let place = project.places.column(&table.name, &column.name);
            let fix = place.as_ref().and_then(|it| fix::add_key(it, "type", "not_null", "true"));
            let message = format!("`{}` of {} has a default and may be NULL", column.name, table.name);
            let help =
                "write `not_null: true`; rows that hold NULL get the default, or what `backfill_sql` says";
            found.report_with(place.map(|it| it.spot()), message, help, fix);
        }
    }
}

/// Whether something sets it to NULL, or was written for it.
fn may_become_null(project: &Project, table: &Table, column: &Column) -> bool {
    let rules = || project.jobs.iter().flat_map(|job| &job.rules);
    let mut settings =
        rules().filter(|rule| rule.table.it == table.name).flat_map(crate::job::Rule::settings);
    let mut keys = table.constraints.iter().filter_map(|it| it.foreign_key());
    let is_detached = rules().any(|rule| rule.detaches(&table.name));
    let mut asked = table.constraints.iter().filter_map(|it| match &it.kind {
        ConstraintKind::Check(check) => Some(&check.expression),
        _ => None,
    });
    outlives_its_owner(table, &column.name)
        || is_detached && keys.any(|key| key.columns.contains(&column.name))
        || column.on_erase == Some(ColumnErasure::SetNull)
        || settings.any(|it| it.column.it == column.name && it.mask == Mask::Null)
        || asked.any(|it| it.formula().asks_for_null(&column.name))
}

/// Whether a row has a value in it unless an INSERT says otherwise.
pub fn has_default(column: &Column) -> bool {
    match &column.value {
        Some(ColumnValue::Literal(text)) => !text.eq_ignore_ascii_case("null"),
        Some(ColumnValue::Expression(sql)) => !sql.as_str().eq_ignore_ascii_case("null"),
        Some(ColumnValue::Generated(_) | ColumnValue::Identity(_)) | None => false,
    }
}
