//! Policies that forgot one of an API's two kinds of visitors.

use crate::lint::finding::Found;
use crate::lint::project::{ANON, AUTHENTICATED, Project, asked, command_word, commands, is_for, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::policy::{Policy, PolicyCommand};

pub static RULE: Rule = Rule {
    name: "role_gap",
    about: "A policy for `anon` and none for `authenticated`, or the other way round where nobody's own rows are meant",
    why: "Neither role is a member of the other: what only `anon` may read is gone for whoever signs in, as 0 rows and no error. What only `authenticated` may read, though the condition asks nobody who he is, is missing before the sign-in.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    if !project.has_role(ANON) || !project.has_role(AUTHENTICATED) {
        return;
    }
    for table in project.tables().filter(|it| is_secured(it)) {
        let permissive: Vec<&Policy> = project.policies_of(table).filter(|it| !it.restrictive).collect();
        // One that is never true permits nothing.
        let permits = |policy: &Policy, command: PolicyCommand| {
            commands(policy).contains(&command)
                && !asked(policy, command).any(|it| project.condition(it).constant == Some(false))
        };
        let may = |role: &str, command: PolicyCommand| {
            permissive.iter().any(|it| is_for(it, role) && permits(it, command))
        };
        for policy in &permissive {
            let (role, other) = if is_for(policy, ANON) && !is_for(policy, AUTHENTICATED) {
                (ANON, AUTHENTICATED)
            } else if is_for(policy, AUTHENTICATED)
                && !is_for(policy, ANON)
                && is_for_anybody(project, policy)
            {
                (AUTHENTICATED, ANON)
            } else {
                continue;
            };
            let open = commands(policy).iter().filter(|it| permits(policy, **it));
            let Some(command) = open.into_iter().find(|it| !may(other, **it)) else { continue };
            let message = format!(
                "policy `{}` lets {role} {} {}, and no policy lets {other}",
                policy.name,
                command_word(*command),
                table.name
            );
            let place = project.places.policy(&table.name, &policy.name);
            let help = format!("write `to: [{ANON}, {AUTHENTICATED}]`");
            found.report(place.map(|it| it.at("to").spot()), message, help);
        }
    }
}

/// Whether a policy for reading means everybody: its condition does not ask who is asking.
fn is_for_anybody(project: &Project, policy: &Policy) -> bool {
    policy.command == PolicyCommand::Select
        && policy.using.as_ref().is_some_and(|it| !project.is_about_the_caller(it))
}
