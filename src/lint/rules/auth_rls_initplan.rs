//! Policies that ask who is asking for every row anew.

use crate::lint::finding::Found;
use crate::lint::fix;
use crate::lint::project::{Project, leading_columns};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::sql_text::Call;
use crate::model::{QualifiedName, Sql};

pub static RULE: Rule = Rule {
    name: "auth_rls_initplan",
    about: "A policy that calls auth.uid() or the like for every row",
    why: "Measured over 2 million rows without an index for it: ten to twelve times slower than `(select auth.uid())`, which is evaluated once. Where the condition is an equality and an index begins with its column, wrapping gains nothing (and can hide a heavy user's frequency from the planner), so that is not reported.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (table, policy) in project.policies() {
        let Some(using) = &policy.using else { continue };
        let calls = project.condition(using).calls.iter();
        let calls: Vec<&Call> = calls
            .filter(|it| !it.reads_columns && !it.in_subquery && project.asks_for_the_caller(&it.name))
            .collect();
        let Some(first) = calls.first() else { continue };
        if is_found_by_index(project, table, using) {
            continue;
        }
        let text = &using.as_str()[first.at.offset..first.at.offset + first.at.length];
        let message =
            format!("policy `{}` of {table} evaluates {text} for every row that it looks at", policy.name);
        let place = project.places.policy(table, &policy.name);
        let value = place.and_then(|it| it.value("using"));
        // A call inside of another one is wrapped along with it.
        let outer = calls.iter().filter(|it| !calls.iter().any(|around| contains(around, it)));
        let parts: Vec<_> = outer.map(|it| it.at).collect();
        let fix = value.as_ref().and_then(|it| fix::surround(it, &parts, "(select ", ")"));
        let spot = value.or(place).map(|it| it.spot());
        found.report_with(spot, message, format!("write `(select {text})`"), fix);
    }
}

fn contains(around: &Call, inner: &Call) -> bool {
    around.at != inner.at
        && around.at.offset <= inner.at.offset
        && inner.at.offset + inner.at.length <= around.at.offset + around.at.length
}

/// Whether an index begins with a column that has to equal the caller's.
fn is_found_by_index(project: &Project, table: &QualifiedName, using: &Sql) -> bool {
    let Some(table) = project.schema.table(table) else { return false };
    let columns = &project.condition(using).held;
    let leads = |leading: &[&crate::model::Name]| leading.first().is_some_and(|it| columns.contains(it));
    let key = table.primary_key_columns().first().is_some_and(|it| columns.contains(it));
    key || table.indexes.iter().any(|it| it.predicate.is_none() && leads(&leading_columns(it)))
}
