//! Tables that the API shows to everybody.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured};
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "rls_disabled_in_public",
    about: "A table in `public` without row security, where an API's visitors have roles",
    why: "An API like PostgREST serves every table of its schema to `anon` and `authenticated`, who hold all privileges by default: without row security anybody reads and deletes all rows. Only looked for where one of these roles is declared.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    if !project.has_api() {
        return;
    }
    let exposed = |schema: &str| schema == "public";
    for table in project.tables().filter(|it| exposed(it.name.schema.as_str()) && !is_secured(it)) {
        // With policies it is the other rule's.
        if table.policies.is_empty() {
            let place = project.places.table(&table.name).map(|it| it.spot());
            let message = format!("{} has no row security, so visitors reach all of its rows", table.name);
            let help = "write `row_security: enabled` and `policies:`, or put it in another schema";
            found.report(place, message, help);
        }
    }
}
