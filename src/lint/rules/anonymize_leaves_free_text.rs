//! Anonymised rows that still hold what somebody wrote.

use crate::job::Kind;
use crate::lint::finding::{Found, Spot};
use crate::lint::project::{Project, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, RuleKind};
use crate::model::table::{Column, Pii};
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "anonymize_leaves_free_text",
    about: "A job that anonymises a table and leaves a column in which people write",
    why: "Free text holds names, numbers and addresses, whatever its label asks for: a row that keeps it is not anonymous, and under the GDPR still personal data. `pii: none` says that nobody writes there.",
    severity: Severity::Warn,
    check: Check::Jobs(check),
};

fn check(project: &Project, found: &mut Found) {
    for job in project.jobs.iter().filter(|it| it.kind == Kind::Anonymize) {
        for rule in &job.rules {
            let Some(table) = project.schema.table(&rule.table.it) else { continue };
            let is_set = |column: &Column| rule.settings().iter().any(|it| it.column.it == column.name);
            let left = table.columns.iter().filter(|it| is_free_text(table, it) && !is_set(it));
            let left: Vec<&Name> = left.map(|it| &it.name).collect();
            if left.is_empty() {
                continue;
            }
            let columns = list(left);
            let message = format!("{} is anonymised and keeps {columns}", table.name);
            let help = format!("set {columns} too, e.g. to null, or say `pii: none` at the column");
            found.report(Some(Spot::new(&job.path, rule.table.span)), message, help);
        }
    }
}

/// Whether people may write what they like into a column.
fn is_free_text(table: &Table, column: &Column) -> bool {
    let is_list = table.constraints.iter().any(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) => check.rule.as_ref().is_some_and(|rule| {
            rule.column.as_ref() == Some(&column.name) && matches!(rule.kind, RuleKind::OneOf(_))
        }),
        _ => false,
    });
    let is_text = ["text", "varchar", "jsonb", "json"].iter().any(|it| column.data_type.is(it));
    match column.pii {
        Some(pii) => pii == Pii::FreeText || pii == Pii::Contact,
        None => is_text && !is_list,
    }
}
