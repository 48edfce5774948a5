//! Logs that those can change who are logged.

use crate::lint::finding::Found;
use crate::lint::project::{Project, asked, command_word, commands, is_for, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::policy::{Policy, PolicyCommand};
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "log_writable",
    about: "A log or ledger, by its name, whose rows an API's visitors may change or delete",
    why: "A log proves something as long as those whose doings it holds cannot change it. `for: all` with one's own rows lets a customer set the amount of a payment, or delete it. A table reads as a ledger where a word of its name is payment, invoice, transaction, ledger or audit, and as a log where its name ends with log, logs, history or events and no `updated_at` says that rows are meant to change.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

const LEDGERS: [&str; 8] =
    ["payment", "payments", "invoice", "invoices", "transaction", "transactions", "ledger", "audit"];
const LOGS: [&str; 4] = ["log", "logs", "history", "events"];

fn check(project: &Project, found: &mut Found) {
    let tables = project.tables().filter(|it| is_secured(it) && is_log(it));
    for table in tables {
        for policy in project.policies_of(table).filter(|it| !it.restrictive) {
            let may = |role: &&Name, command: PolicyCommand| {
                is_for(policy, role.as_str())
                    && project.may(role, table, command)
                    && is_open(project, policy, command)
            };
            let changes = [PolicyCommand::Update, PolicyCommand::Delete];
            let changes = changes.into_iter().filter(|it| commands(policy).contains(it));
            for command in changes {
                let Some(role) = project.visitors().find(|role| may(role, command)) else { continue };
                let message = format!(
                    "policy `{}` lets {role} {} rows of {}, a log or ledger by its name",
                    policy.name,
                    command_word(command),
                    table.name
                );
                let help = "write policies `for: select` and `for: insert`, and leave changes to the server's own role";
                let spot = project.places.policy(&table.name, &policy.name).map(|it| it.spot());
                found.report(spot, message, help);
                break;
            }
        }
    }
}

fn is_log(table: &Table) -> bool {
    let mut words = table.name.name.as_str().split('_');
    let is_meant_to_change = table.columns.iter().any(|it| it.name.as_str() == "updated_at");
    words.clone().any(|it| LEDGERS.contains(&it))
        || words.next_back().is_some_and(|last| LOGS.contains(&last)) && !is_meant_to_change
}

/// Whether some row may meet what a policy asks.
fn is_open(project: &Project, policy: &Policy, command: PolicyCommand) -> bool {
    asked(policy, command).all(|it| project.condition(it).constant != Some(false))
}
