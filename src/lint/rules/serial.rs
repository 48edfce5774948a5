//! Numbers from a sequence beside the column.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::table::ColumnValue;

pub static RULE: Rule = Rule {
    name: "serial",
    about: "A column numbered by nextval() (serial) instead of as an identity",
    why: "The sequence is an object of its own with privileges of its own, an INSERT with an explicit number leaves it behind, and the next INSERT fails. An identity column belongs to the table and refuses that (`identity: always`).",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, column) in project.columns() {
        let Some(ColumnValue::Expression(sql)) = &column.value else { continue };
        let is_nextval = |name: &crate::model::Name| *name == *"nextval";
        let counts = sql.expression_names().calls.iter().any(|path| path.last().is_some_and(is_nextval));
        if counts && column.data_type.integer_limits().is_some() {
            let place =
                project.places.column(&table.name, &column.name).map(|it| it.at("default_sql").spot());
            let message = format!("`{}` of {} takes its numbers from a sequence", column.name, table.name);
            found.report(place, message, "write `identity: always` (or `by default`) instead of the default");
        }
    }
}
