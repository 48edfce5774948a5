//! Tables whose rows cannot be told apart.

use crate::lint::finding::Found;
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};

pub static RULE: Rule = Rule {
    name: "no_primary_key",
    about: "A table without a primary key",
    why: "A row that stands twice cannot be told from its copy, logical replication refuses UPDATE and DELETE, and neither a job nor a backfill can take its rows batch by batch.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables().filter(|it| it.primary_key().is_none() && it.inherits.is_empty()) {
        let message = format!("{} has no primary key", table.name);
        let help =
            "write `primary_key: [...]`, or add `id: { type: bigint, primary_key: true, identity: always }`";
        found.report(project.places.table(&table.name).map(|it| it.spot()), message, help);
    }
}
