//! Times of change that depend on every writer's memory.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Table;
use crate::model::trigger::{TriggerEvent, TriggerTiming};

pub static RULE: Rule = Rule {
    name: "updated_at_without_trigger",
    about: "A column `updated_at` that no trigger keeps",
    why: "Its default is set once, by the INSERT. After that it is right only if every UPDATE of every program thinks of it, and what is wrong cannot be told from what is old.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

/// What such columns are called.
const NAMES: [&str; 4] = ["updated_at", "modified_at", "last_updated_at", "last_modified_at"];

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns() {
        let is_time = ["timestamptz", "timestamp"].iter().any(|it| column.data_type.is(it));
        if is_time && NAMES.contains(&column.name.as_str()) && !is_kept(table) {
            let message = format!("nothing keeps `{}` of {}", column.name, table.name);
            let help = format!(
                "write a function that sets it, and `triggers: {{ set_{}: {{ before: update, for_each: row, execute: ... }} }}`",
                column.name
            );
            let spot = project.places.column(&table.name, &column.name).map(|it| it.spot());
            found.report(spot, message, help);
        }
    }
}

/// Whether a trigger has a hand in the rows before they change.
fn is_kept(table: &Table) -> bool {
    table.triggers.iter().any(|trigger| {
        let on_update = trigger.events.iter().any(|it| matches!(it, TriggerEvent::Update(_)));
        trigger.timing == TriggerTiming::Before && trigger.for_each_row && on_update
    })
}
