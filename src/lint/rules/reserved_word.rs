//! Names that every query has to quote.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "reserved_word",
    about: "A table or column named by a reserved word: `user`, `order`, `end`",
    why: "canai-db quotes it; whoever writes SQL by hand forgets to, and gets a syntax error or, with `user`, his own role's name instead of the column.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        if table.name.name.is_reserved_word() {
            let message = format!("`{}` is a reserved word of SQL", table.name.name.as_str());
            let help = "choose another name, and write `renamed_from:`";
            found.report(project.places.table(&table.name).map(|it| it.spot()), message, help);
        }
    }
    for (table, column) in project.columns().filter(|(_, it)| it.name.is_reserved_word()) {
        let message =
            format!("column `{}` of {} is a reserved word of SQL", column.name.as_str(), table.name);
        let spot = project.places.column(&table.name, &column.name).map(|it| it.spot());
        found.report(spot, message, "choose another name, and write `renamed_from:`");
    }
}
