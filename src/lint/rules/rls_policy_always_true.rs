//! Policies that let everybody write everything.

use crate::lint::finding::Found;
use crate::lint::project::{Project, command_word, commands, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::policy::PolicyCommand;
use crate::model::{Name, Sql};

pub static RULE: Rule = Rule {
    name: "rls_policy_always_true",
    about: "A permissive policy for writing whose condition is always true",
    why: "It is the same as no row security for that role and command, and where only the check is, for what rows become. To let everybody read is often meant, so `for: select` is left alone.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    let is_true =
        |condition: Option<&Sql>| condition.and_then(|it| project.condition(it).constant) == Some(true);
    for (name, policy) in project.policies() {
        let using = is_true(policy.using.as_ref());
        // Without a check of its own the condition is the check, too.
        let check = is_true(policy.with_check.as_ref().or(policy.using.as_ref()));
        let Some(table) = project.schema.table(name).filter(|_| !policy.restrictive) else { continue };
        let is_open = |command: PolicyCommand| match command {
            PolicyCommand::Insert => check,
            PolicyCommand::Delete => using,
            PolicyCommand::Update => using && check,
            PolicyCommand::Select | PolicyCommand::All => false,
        };
        // What it may change it may make into anything: somebody else's, too.
        let turns = |command: PolicyCommand| command == PolicyCommand::Update && check && !using;
        let is_meant = |role: &Name, command: PolicyCommand| {
            (is_open(command) || turns(command)) && project.may(role, table, command)
        };
        let to: Vec<&Name> = policy
            .to
            .iter()
            .filter(|role| commands(policy).iter().any(|command| is_meant(role, *command)))
            .collect();
        if to.is_empty() {
            continue;
        }
        let held = |command: &PolicyCommand| to.iter().any(|role| project.may(role, table, *command));
        let held: Vec<PolicyCommand> = commands(policy).iter().copied().filter(held).collect();
        let open: Vec<&str> = held.iter().filter(|it| is_open(**it)).map(|it| command_word(*it)).collect();
        let mut said = Vec::new();
        if policy.command == PolicyCommand::All && using && check {
            said.push(format!("read and write any row of {name}"));
        } else if !open.is_empty() {
            said.push(format!("{} any row of {name}", open.join(" and ")));
        }
        if held.iter().any(|it| turns(*it)) {
            said.push(format!("change its rows of {name} into any"));
        }
        let message = format!("policy `{}` lets {} {}", policy.name, list(to), said.join(", and "));
        let key = if using { "using" } else { "with_check" };
        let place = project.places.policy(name, &policy.name).map(|it| it.at(key).spot());
        found.report(place, message, "say whose rows: `using: (select auth.uid()) = user_id`");
    }
}
