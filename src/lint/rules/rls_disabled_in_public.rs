//! Tables that the API shows to everybody.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Name;
use crate::model::name::PUBLIC;
use crate::model::policy::PolicyCommand;

pub static RULE: Rule = Rule {
    name: "rls_disabled_in_public",
    about: "A table or partition in `public` without row security, on which an API's visitors have a privilege",
    why: "An API like PostgREST serves every table of its schema to `anon` and `authenticated`, who hold all privileges by default: without row security anybody reads and deletes all rows. A partition asked for by its own name has its own row security, not its parent's. Grants, memberships and the platform's default privileges tell who holds one.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    if !project.has_api() {
        return;
    }
    let tables = project.schema.tables().filter(|it| project.places.has(&it.name) && !is_secured(it));
    // With policies it is the other rule's.
    for table in tables.filter(|it| it.name.schema == *PUBLIC && it.policies.is_empty()) {
        let who: Vec<&Name> =
            project.visitors().filter(|role| project.may(role, table, PolicyCommand::All)).collect();
        if who.is_empty() {
            continue;
        }
        let (name, who) = (&table.name, list(who));
        let place = project.places.table(name).map(|it| it.spot());
        match &table.partition_of {
            None => {
                let message = format!("{name} has no row security, so {who} reach all of its rows");
                let help = "write `row_security: enabled` and `policies:`, or put it in another schema";
                found.report(place, message, help);
            }
            // Without row security of its parent's that one is told of.
            Some(it) if project.schema.table(&it.table).is_some_and(is_secured) => {
                let parent = &it.table;
                let message = format!(
                    "{name} has no row security, so {who} reach all of its rows by its own name, past the policies of {parent}"
                );
                let help = "write `row_security: enabled`, which a partition does not have from its parent, or `grants:` that give them nothing";
                found.report(place, message, help);
            }
            Some(_) => {}
        }
    }
}
