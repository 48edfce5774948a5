//! Columns of type money.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "money",
    about: "A column of type money",
    why: "What its digits mean depends on the setting lc_monetary of whoever reads it, and it names no currency: a dump restored elsewhere holds other amounts.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns().filter(|(_, it)| it.data_type.is_of("money")) {
        let place = project.places.column(&table.name, &column.name).map(|it| it.at_value("type"));
        let message = format!("`{}` of {} is money", column.name, table.name);
        let help = "write `type: \"numeric(12,2)\"`, with the currency in a column of its own";
        found.report(place.map(|it| it.spot()), message, help);
    }
}
