//! Policies that let everybody write everything.

use crate::lint::finding::Found;
use crate::lint::project::{Project, command_word, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Sql;
use crate::model::policy::PolicyCommand;

pub static RULE: Rule = Rule {
    name: "rls_policy_always_true",
    about: "A permissive policy for writing whose condition is `true`",
    why: "It is the same as no row security for that role and command. To let everybody read is often meant, so `for: select` is left alone.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    let is_true = |condition: &Option<Sql>| {
        let text = condition.as_ref().map(Sql::as_str);
        text.is_some_and(|it| ["true", "(true)"].iter().any(|always| it.eq_ignore_ascii_case(always)))
    };
    for (table, policy) in project.policies() {
        let (using, check) = (is_true(&policy.using), is_true(&policy.with_check));
        let key = match policy.command {
            PolicyCommand::Select => continue,
            PolicyCommand::Insert if check => "with_check",
            PolicyCommand::Insert => continue,
            // Without a check of its own the condition is the check, too.
            _ if using && (check || policy.with_check.is_none()) => "using",
            _ if check => "with_check",
            _ => continue,
        };
        if policy.restrictive || policy.to.iter().all(|role| project.bypasses_policies(role)) {
            continue;
        }
        let message = format!(
            "policy `{}` lets {} {} any row of {table}",
            policy.name,
            list(&policy.to),
            match policy.command {
                PolicyCommand::All => "read and write",
                command => command_word(command),
            }
        );
        let place = project.places.policy(table, &policy.name).map(|it| it.at(key).spot());
        found.report(place, message, "say whose rows: `using: (select auth.uid()) = user_id`");
    }
}
