//! Times that do not say where.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "timestamp_without_time_zone",
    about: "A column of type timestamp without time zone",
    why: "It is whatever clock the writer looked at: sessions in other zones read another moment, an hour comes twice a year, and now() is converted silently. timestamptz is a moment and takes the same 8 bytes.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns().filter(|(_, it)| it.data_type.is("timestamp")) {
        let place = project.places.column(&table.name, &column.name).map(|it| it.at_value("type"));
        let message = format!("`{}` of {} is a timestamp without time zone", column.name, table.name);
        let help = "write `type: timestamptz`; values that are there count as times of the zone the migration runs in, UTC";
        found.report(place.map(|it| it.spot()), message, help);
    }
}
