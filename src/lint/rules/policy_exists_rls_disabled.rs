//! Policies that nobody asks.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured};
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "policy_exists_rls_disabled",
    about: "A table with policies whose row security is off",
    why: "The policies look as if they protected the table and do nothing: whoever has a privilege on it sees and changes every row.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables().filter(|it| !is_secured(it)) {
        if !table.policies.is_empty() {
            let place = project.places.table(&table.name);
            let message = format!("row security of {} is off, so its policies do nothing", table.name);
            let help = "write `row_security: enabled`";
            found.report(place.map(|it| it.at("policies").spot()), message, help);
        }
    }
}
