//! Sequences that come to their end.

use crate::lint::finding::{Found, Spot};
use crate::lint::live::Row;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::{Name, QualifiedName};

pub static RULE: Rule = Rule {
    name: "sequence_exhaustion",
    about: "A sequence of which 70% is used up",
    why: "At its end, or the end of the column that it fills, every INSERT fails. An integer column ends at 2,147,483,647, whatever its sequence says.",
    severity: Severity::Error,
    check: Check::Live { report: "sequences", check },
};

fn check(project: &Project, rows: &[Row], found: &mut Found) {
    for row in rows.iter().filter(|it| it.is_bad()) {
        let (sequence, column) = (row.text("relation"), row.text("used_by"));
        let used = row.number("used_ratio").unwrap_or_default() * 100.0;
        let fills = if column.is_empty() { String::new() } else { format!(", which fills {column},") };
        let message = format!("{used:.0}% of sequence {sequence}{fills} are used up");
        found.on_server(
            column_spot(project, column),
            message,
            "write `type: bigint` in time: on a large table it takes a new column and a backfill",
        );
    }
}

/// Where a column is declared, if it is: `public.orders.id`.
fn column_spot(project: &Project, column: &str) -> Option<Spot> {
    let (table, name) = column.rsplit_once('.')?;
    let table = QualifiedName::parse(table)?;
    project.places.column(&table, &Name::from(name.trim_matches('"'))).map(|it| it.spot())
}
