//! Columns that are for the staff or a machine by their names, and that visitors may read.

use crate::access::{Held, Holder};
use crate::lint::finding::Found;
use crate::lint::project::{Project, asked, commands, is_for, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::access::Command;
use crate::model::policy::PolicyCommand;
use crate::model::{Name, Table};

pub static RULE: Rule = Rule {
    name: "internal_column_readable",
    about: "A secret or internal column, by its name, that an API's visitors may read",
    why: "Row security is about rows: whoever may see a row of his own sees all of its columns, what the staff notes about him and the traces of the server's code among them. Grants on columns keep one back: `grants: { authenticated: [{ select: [id, subject] }] }`.",
    severity: Severity::Warn,
    check: Check::Schema(check),
};

/// What the name begins or ends with, or is.
const WORDS: [&str; 12] = [
    "internal",
    "private",
    "secret",
    "password",
    "passwd",
    "stack_trace",
    "stacktrace",
    "backtrace",
    "api_key",
    "apikey",
    "credentials",
    "token_hash",
];

fn check(project: &Project, found: &mut Found) {
    for table in project.tables() {
        let internal: Vec<&Name> =
            table.columns.iter().map(|it| &it.name).filter(|it| is_internal(it)).collect();
        for column in internal {
            let Some(role) = project.visitors().find(|role| reads(project, table, role, column)) else {
                continue;
            };
            let message =
                format!("`{column}` of {} is internal by its name, and {role} may read it", table.name);
            let spot = project.places.column(&table.name, column).map(|it| it.spot());
            found.report(
                spot,
                message,
                "grant `select` on the other columns alone, or keep it in a table of its own",
            );
        }
    }
}

fn is_internal(name: &Name) -> bool {
    let name = name.as_str();
    WORDS.iter().any(|word| {
        name == *word
            || name.strip_prefix(word).is_some_and(|rest| rest.starts_with('_'))
            || name.strip_suffix(word).is_some_and(|rest| rest.ends_with('_'))
    })
}

fn reads(project: &Project, table: &Table, role: &Name, column: &Name) -> bool {
    let holder = Holder::of(project.schema, role);
    let is_held = match holder.held(project.schema, table, Command::Select) {
        Held::Nothing => false,
        Held::Columns(columns) => columns.contains(column),
        Held::Whole => true,
    };
    // A role past row security is the server's own, whatever it is called.
    let is_let = || {
        !is_secured(table)
            || project.policies_of(table).any(|policy| {
                !policy.restrictive
                    && is_for(policy, role.as_str())
                    && commands(policy).contains(&PolicyCommand::Select)
                    && asked(policy, PolicyCommand::Select)
                        .all(|it| project.condition(it).constant != Some(false))
            })
    };
    is_held && !holder.bypasses && is_let()
}
