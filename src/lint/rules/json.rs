//! Columns of type json.

use crate::lint::finding::Found;
use crate::lint::fix;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "json",
    about: "A column of type json instead of jsonb",
    why: "It keeps the text as it was sent, blanks and doubled keys included, and parses it again for every operator; jsonb is parsed once and can be compared and indexed. On a table with rows the change rewrites it under a lock, so early is better.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns().filter(|(_, it)| it.data_type.is_of("json")) {
        let place = project.places.column(&table.name, &column.name).and_then(|it| it.value("type"));
        let message = format!("`{}` of {} is {}", column.name, table.name, column.data_type);
        let better = if column.data_type.array { "jsonb[]" } else { "jsonb" };
        let fix = place.as_ref().and_then(|it| fix::replace(it, better));
        found.report_with(place.map(|it| it.spot()), message, format!("write `type: {better}`"), fix);
    }
}
