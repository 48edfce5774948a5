//! Keys that end at two thousand million.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_never_null};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::table::ColumnValue;

pub static RULE: Rule = Rule {
    name: "int_primary_key",
    about: "A numbered primary key of type integer or smallint",
    why: "The numbers end at 2,147,483,647 (smallint: 32,767), used up by failed inserts as well, and then every INSERT fails. Widening it later rewrites the table and every one that refers to it, under a lock; bigint takes 4 bytes more.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let [name] = table.primary_key_columns() else { continue };
        let Some(column) = table.column(name) else { continue };
        let is_small = column.data_type.is("integer") || column.data_type.is("smallint");
        let counts = match &column.value {
            Some(ColumnValue::Identity(_)) => true,
            Some(ColumnValue::Expression(sql)) => {
                let calls = &sql.expression_names().calls;
                calls.iter().any(|path| path.last().is_some_and(|it| *it == *"nextval"))
            }
            _ => false,
        };
        if is_small && counts && is_never_null(table, name) {
            let message =
                format!("the key `{name}` of {} is {}, and counts up", table.name, column.data_type);
            let place = project.places.column(&table.name, name).map(|it| it.at_value("type").spot());
            found.report(place, message, "write `type: bigint`");
        }
    }
}
