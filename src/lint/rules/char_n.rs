//! Columns that are padded with blanks.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "char_n",
    about: "A column of type char(n)",
    why: "Values are padded with blanks that sometimes count and sometimes do not: `=` ignores them, LIKE and length() in other types do not. It is no faster than text.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns().filter(|(_, it)| it.data_type.is("char")) {
        let place = project.places.column(&table.name, &column.name).map(|it| it.at_value("type"));
        let length = column.data_type.modifier.as_deref().unwrap_or("1");
        let message =
            format!("`{}` of {} is {}, padded with blanks", column.name, table.name, column.data_type);
        let help = format!("write `type: text, length: {{ min: {length}, max: {length} }}`");
        found.report(place.map(|it| it.spot()), message, help);
    }
}
