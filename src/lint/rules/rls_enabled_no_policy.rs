//! Tables that only their owner can read.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured};
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "rls_enabled_no_policy",
    about: "A table with row security and no policy",
    why: "Everybody but its owner and roles with BYPASSRLS finds it empty, without an error. That is right for a table of the server's own, and otherwise a forgotten policy.",
    severity: Severity::Info,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables().filter(|it| is_secured(it)) {
        if project.policies_of(table).next().is_none() {
            let place = project.places.table(&table.name).map(|it| it.at("row_security").spot());
            let message = format!("{} has row security and no policy: its rows are nobody's", table.name);
            let help = "write `policies:`, or allow it if only the owner and the servers are to read it";
            found.report(place, message, help);
        }
    }
}
