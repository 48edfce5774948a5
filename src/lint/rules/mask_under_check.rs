//! Values that a check over several columns may refuse.

use crate::job::facts::table_facts;
use crate::job::masks::{self, Verdict};
use crate::lint::finding::{Found, Spot};
use crate::lint::project::Project;
use crate::lint::rule::{Check, Rule, Severity};
use crate::yaml::masks::settings;

pub static RULE: Rule = Rule {
    name: "mask_under_check",
    about: "A column that a job or an erasure sets, and that a check names beside others",
    why: "Whether rows keep such a check, what is in their other columns decides. Where one does not, the job fails at its batch and the erasure as a whole, again and again. What would be refused for any row is a mistake already.",
    severity: Severity::Warn,
    check: Check::Jobs(check),
};

fn check(project: &Project, found: &mut Found) {
    for job in project.jobs {
        for rule in &job.rules {
            let Some(table) = project.schema.table(&rule.table.it) else { continue };
            let facts = table_facts(table);
            for met in masks::met(&facts, rule.settings()).iter().filter(|it| it.verdict == Verdict::Unknown)
            {
                let (column, check) = (&met.setting.column, &met.check.name);
                let message =
                    format!("`{}` is set, and {check} of {} names it beside others", column.it, table.name);
                let help = format!("see that each row keeps it: {}", met.check.expression.as_str());
                found.report(Some(Spot::new(&job.path, column.span)), message, help);
            }
        }
    }
    for table in project.tables() {
        let (facts, settings) = (table_facts(table), settings(table));
        for met in masks::met(&facts, &settings).iter().filter(|it| it.verdict == Verdict::Unknown) {
            let (column, check) = (&met.setting.column.it, &met.check.name);
            let message =
                format!("an erasure sets `{column}`, and {check} of {} names it beside others", table.name);
            let help = format!("see that each row keeps it: {}", met.check.expression.as_str());
            let place = project.places.column(&table.name, column);
            found.report(place.map(|it| it.spot()), message, help);
        }
    }
}
