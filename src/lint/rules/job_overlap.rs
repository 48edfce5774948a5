//! Jobs that get in each other's way.

use time::OffsetDateTime;
use time::macros::datetime;

use crate::job::{Job, schedule};
use crate::lint::finding::{Found, Spot};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::QualifiedName;

pub static RULE: Rule = Rule {
    name: "job_overlap",
    about: "Two jobs on one table whose schedules come due at the same minute",
    why: "They wait for each other's rows, batch by batch, and what one was to archive the other may have deleted: which of them is first is for chance to say.",
    severity: Severity::Warn,
    check: Check::Jobs(check),
};

/// How many times of a schedule are looked at.
const TIMES: usize = 100;
/// A month with a 31st day, in a year with a 29th of February.
const START: OffsetDateTime = datetime!(2024-01-01 0:00 UTC);

fn check(project: &Project, found: &mut Found) {
    for (at, job) in project.jobs.iter().enumerate() {
        let earlier = project.jobs[..at].iter().filter(|other| meets(job, other));
        for other in earlier {
            let Some((table, span)) = shared_table(job, other) else { continue };
            let message = format!(
                "`{}` and `{}` both work on {table}, and come due at the same minute",
                job.name.it, other.name.it
            );
            let help = "give one of them another hour in `schedule`";
            found.report(Some(Spot::new(&job.path, span)), message, help);
        }
    }
}

fn shared_table<'j>(job: &'j Job, other: &Job) -> Option<(&'j QualifiedName, crate::diagnostic::Span)> {
    let touches = |table: &QualifiedName| {
        other.rules.iter().any(|rule| {
            rule.table.it == *table
                || rule.cascade_into.iter().chain(&rule.detach).any(|it| it.it == *table)
                || rule.into.as_ref().and_then(|it| it.it.table()) == Some(table)
        })
    };
    let named = job
        .rules
        .iter()
        .flat_map(|rule| std::iter::once(&rule.table).chain(&rule.cascade_into).chain(&rule.detach));
    named.into_iter().find(|it| touches(&it.it)).map(|it| (&it.it, it.span))
}

/// Whether there is a minute at which both come due.
fn meets(left: &Job, right: &Job) -> bool {
    let cron = |job: &Job| job.schedule.as_deref().and_then(|text| schedule::parse(text).ok());
    let (Some(left), Some(right)) = (cron(left), cron(right)) else { return false };
    let is_due = |cron: &croner::Cron, at: OffsetDateTime| {
        let just_before = at - time::Duration::seconds(1);
        schedule::after(cron, just_before).next() == Some(at)
    };
    // The one that comes due more seldom decides, and it is not known which that is.
    schedule::after(&left, START).take(TIMES).any(|at| is_due(&right, at))
        || schedule::after(&right, START).take(TIMES).any(|at| is_due(&left, at))
}
