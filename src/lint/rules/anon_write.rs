//! What visitors who did not sign in may write.

use crate::lint::finding::Found;
use crate::lint::project::{ANON, Project, asked, command_word, commands, is_for, is_secured, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::constraint::{ConstraintKind, RuleKind};
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "anon_write",
    about: "A policy that lets `anon` write",
    why: "Whoever knows the public key can fill the table, and no account tells who it was. A column without a limit takes as much as a request may hold: 5 MB went into one row in our test. Limit every column, and how often, before the API.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    let Some(anon) = project.visitors().find(|it| **it == *ANON) else { return };
    for table in project.tables().filter(|it| is_secured(it)) {
        let policies: Vec<&Policy> =
            project.policies_of(table).filter(|policy| is_for(policy, ANON)).collect();
        let is_closed = |policy: &Policy, command: PolicyCommand| {
            asked(policy, command).any(|it| project.is_closed_to_nobody(it))
        };
        let is_held_back = |command: PolicyCommand| {
            policies
                .iter()
                .any(|it| it.restrictive && commands(it).contains(&command) && is_closed(it, command))
        };
        for policy in policies.iter().filter(|it| !it.restrictive) {
            let writes: Vec<&str> = commands(policy)
                .iter()
                .copied()
                .filter(|it| *it != PolicyCommand::Select && project.may(anon, table, *it))
                .filter(|it| !is_closed(policy, *it) && !is_held_back(*it))
                .map(command_word)
                .collect();
            if writes.is_empty() {
                continue;
            }
            let open = unlimited(table);
            let room = match open.as_slice() {
                [] => String::new(),
                columns => format!("; {} take any amount of data", list(columns.iter().copied())),
            };
            let message = format!(
                "policy `{}` lets visitors who did not sign in {} rows of {}{room}",
                policy.name,
                writes.join(", "),
                table.name
            );
            let help = "write it for `authenticated`, or give each column a limit (`length: { max: 500 }`, `check: pg_column_size(details) < 8192`) and allow it";
            let spot = project.places.policy(&table.name, &policy.name).map(|it| it.spot());
            found.report(spot, message, help);
        }
    }
}

/// The columns whose values may be of any size.
fn unlimited(table: &Table) -> Vec<&Name> {
    let is_limited = |column: &Name| {
        table.constraints.iter().any(|constraint| match &constraint.kind {
            ConstraintKind::Check(check) => match &check.rule {
                Some(rule) if rule.column.as_ref() == Some(column) => match &rule.kind {
                    RuleKind::OneOf(_) => true,
                    RuleKind::Length(bounds) => bounds.max.is_some() || bounds.below.is_some(),
                    RuleKind::Matches(pattern) => pattern.contains('{'),
                    RuleKind::Range(_) => false,
                },
                Some(_) => false,
                // What a check of one's own asks is not known; that it asks for the size is likely.
                None => {
                    check.expression.calls().iter().any(|call| {
                        call.reads_columns
                            && call.name.last().is_some_and(|it| {
                                it.as_str().contains("size") || it.as_str().contains("length")
                            })
                    }) && check
                        .expression
                        .expression_names()
                        .columns
                        .iter()
                        .any(|path| path.last() == Some(column))
                }
            },
            _ => false,
        })
    };
    let columns = table.columns.iter().filter(|column| {
        let it = &column.data_type;
        let is_wide = ["text", "jsonb", "json", "bytea", "xml"].iter().any(|name| it.is(name))
            || it.is("varchar") && it.modifier.is_none()
            || it.array;
        is_wide && !is_limited(&column.name)
    });
    columns.map(|column| &column.name).collect()
}
