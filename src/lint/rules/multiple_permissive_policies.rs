//! Several permissive policies for one role and command.

use crate::lint::finding::Found;
use crate::lint::project::{Project, command_word, commands, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Name;
use crate::model::policy::Policy;

pub static RULE: Rule = Rule {
    name: "multiple_permissive_policies",
    about: "Several permissive policies of a table for the same role and command",
    why: "PostgreSQL joins them by OR and evaluates each for every row until one holds; an index can serve such a condition seldom. One policy that says it all is faster and easier to read.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let permissive: Vec<&Policy> = project.policies_of(table).filter(|it| !it.restrictive).collect();
        for (at, policy) in permissive.iter().enumerate() {
            let meeting = permissive[..at].iter().find_map(|other| {
                let command = commands(policy).iter().find(|it| commands(other).contains(it))?;
                let role = shared(project, policy, other)?;
                Some((*other, *command, role))
            });
            let Some((other, command, role)) = meeting else { continue };
            let message = format!(
                "{} of {} by {role} is decided by policy `{}` and by `{}`",
                command_word(command),
                table.name,
                other.name,
                policy.name
            );
            let help = format!(
                "make one policy of the two, their conditions joined by `or`, for {}",
                list(&policy.to)
            );
            let spot = project.places.policy(&table.name, &policy.name).map(|it| it.spot());
            found.report(spot, message, help);
        }
    }
}

/// A role that both policies are for, and that they hold for.
fn shared(project: &Project, left: &Policy, right: &Policy) -> Option<Name> {
    let everybody = |policy: &Policy| policy.to.iter().any(|it| *it == *"public");
    let held = |policy: &Policy| policy.to.iter().find(|it| !project.bypasses_policies(it)).cloned();
    if everybody(left) {
        return held(right);
    }
    if everybody(right) {
        return held(left);
    }
    left.to.iter().find(|it| right.to.contains(it) && !project.bypasses_policies(it)).cloned()
}
