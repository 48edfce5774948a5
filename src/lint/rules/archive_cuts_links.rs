//! Archives that hold a part of what went.

use std::collections::BTreeSet;

use crate::job::{Facts, Kind, reached};
use crate::lint::finding::{Found, Spot};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::QualifiedName;
use crate::model::constraint::Action;

pub static RULE: Rule = Rule {
    name: "archive_cuts_links",
    about: "An archive of a table that others refer to",
    why: "An archive has the rows of its table alone. Rows that go along are deleted, and rows that stay lose what they referred to; a restore brings neither back. Archive what goes along by a rule of its own in the same job, whose rows then go first.",
    severity: Severity::Warn,
    check: Check::Jobs(check),
};

fn check(project: &Project, found: &mut Found) {
    let facts = Facts::of(project.schema);
    for job in project.jobs.iter().filter(|it| it.kind == Kind::Archive) {
        for rule in &job.rules {
            let (mut deleted, mut cut) = (BTreeSet::new(), BTreeSet::new());
            for it in reached(&facts, rule) {
                match it.action() {
                    _ if it.is_detached(rule) => cut.insert(it.table),
                    Action::Cascade => deleted.insert(it.table),
                    Action::SetNull | Action::SetDefault => cut.insert(it.table),
                    Action::NoAction | Action::Restrict => false,
                };
            }
            for (tables, becomes) in [(deleted, "are deleted along"), (cut, "lose what they refer to")] {
                if tables.is_empty() {
                    continue;
                }
                let tables: Vec<String> = tables.iter().map(|it: &&QualifiedName| it.to_string()).collect();
                let tables = tables.join(", ");
                let message = format!(
                    "rows of {tables} {becomes} when those of {} are archived, and a restore does not bring that back",
                    rule.table.it
                );
                let help =
                    "let them go first, by a rule of their own in this job, or allow it with the reason";
                found.report(Some(Spot::new(&job.path, rule.table.span)), message, help);
            }
        }
    }
}
