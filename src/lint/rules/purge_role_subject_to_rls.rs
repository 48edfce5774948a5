//! Jobs that row security hides every row from.

use crate::lint::finding::{Found, Spot};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::table::RowSecurity;

pub static RULE: Rule = Rule {
    name: "purge_role_subject_to_rls",
    about: "A job on a table whose row security is forced, so that it holds for its owner, too",
    why: "A role that is subject to row security and has no policy finds no rows: a purge deletes nothing, without an error. canai-db's own runner looks first and refuses; pg_cron does not. Run it as a role with BYPASSRLS, or do not force it.",
    severity: Severity::Warn,
    check: Check::Jobs(check),
};

fn check(project: &Project, found: &mut Found) {
    for job in project.jobs {
        for rule in &job.rules {
            let table = project.schema.table(&rule.table.it);
            if table.is_some_and(|it| it.row_security == RowSecurity::Forced) {
                let message = format!(
                    "row security of {} is forced: its owner sees no rows to {}",
                    rule.table.it,
                    job.kind.word()
                );
                let help =
                    "write `row_security: enabled`, or run the job as a role with BYPASSRLS and allow it";
                found.report(Some(Spot::new(&job.path, rule.table.span)), message, help);
            }
        }
    }
}
