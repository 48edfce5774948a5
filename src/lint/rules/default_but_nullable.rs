//! Columns that have a value unless somebody takes it away.

use crate::lint::finding::Found;
use crate::lint::fix;
use crate::lint::project::{Project, is_never_null};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::table::{Column, ColumnValue};

pub static RULE: Rule = Rule {
    name: "default_but_nullable",
    about: "A column with a default that may be NULL",
    why: "The default says that there is always a value, and an explicit NULL says otherwise: a row with no created_at is never purged, a status of NULL is in no list. NOT NULL costs nothing and lets the planner know more; compile adds it without a long lock.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        for column in table.columns.iter().filter(|it| has_default(it) && !is_never_null(table, &it.name)) {
            let place = project.places.column(&table.name, &column.name);
            let fix = place.as_ref().and_then(|it| fix::add_key(it, "type", "not_null", "true"));
            let message = format!("`{}` of {} has a default and may be NULL", column.name, table.name);
            let help =
                "write `not_null: true`; rows that hold NULL get the default, or what `backfill_sql` says";
            found.report_with(place.map(|it| it.spot()), message, help, fix);
        }
    }
}

/// Whether a row has a value in it unless an INSERT says otherwise.
pub fn has_default(column: &Column) -> bool {
    match &column.value {
        Some(ColumnValue::Literal(text)) => !text.eq_ignore_ascii_case("null"),
        Some(ColumnValue::Expression(sql)) => !sql.as_str().eq_ignore_ascii_case("null"),
        Some(ColumnValue::Generated(_) | ColumnValue::Identity(_)) | None => false,
    }
}
