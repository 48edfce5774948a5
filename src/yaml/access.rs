//! Whether what tables declare under `access` fits the tables: rows can only be somebody's own where
//! something tells whose they are. Looked at once every table is known.

use super::declared::table_name;
use super::node::Node;
use crate::access::{Callers, owner, scopes};
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::access::{Command, Rule, Scope};
use crate::model::{Name, QualifiedName, Schema, Table};

/// Everything that does not fit, of the files with a table in them.
pub fn mistakes<'f>(schema: &Schema, files: impl Iterator<Item = (&'f Source, &'f Node)>) -> Vec<Diagnostic> {
    let callers = Callers::of(schema);
    let mut found = Vec::new();
    for (source, root) in files {
        let Some(section) = root.get("access") else { continue };
        let name = table_name(root).and_then(Node::text).and_then(QualifiedName::parse);
        let Some(table) = name.and_then(|name| schema.table(&name)) else { continue };
        if let Some(whole) = &table.partition_of {
            let span = root.entry("access").map_or(section.span, |(key, _)| key.span);
            let message =
                format!("{} is a partition of {}, and its rows are tried there", table.name, whole.table);
            let help = format!(
                "write `access` in the file of {}, and give nobody rights on the partition",
                whole.table
            );
            found.push(Diagnostic::new(&source.path, span, "bad-access", message).help(help));
            continue;
        }
        let owner = owner(schema, &callers, table);
        for (role, commands) in table.access.iter().flat_map(|it| &it.0) {
            for (command, rule) in commands {
                if let Some((message, help)) = objection(table, owner, rule) {
                    let span = place(section, role, *command);
                    found.push(Diagnostic::new(&source.path, span, "bad-access", message).help(help));
                }
            }
        }
    }
    found
}

fn objection(table: &Table, owner: Option<&Name>, rule: &Rule) -> Option<(String, String)> {
    let known = scopes(table, owner, true);
    let scope = rule.rows.iter().find(|it| **it != Scope::All && !known.contains(it))?;
    Some(match owner {
        None => (
            format!("nothing says whose the rows of {} are, so none is `{}`", table.name, scope.word()),
            "write `all`, or beside `columns` what ties a row to a person: `subject: user_id`".to_owned(),
        ),
        Some(owner) => (
            format!("no row of {} is `{}`: `{owner}` is never NULL", table.name, scope.word()),
            "leave it out".to_owned(),
        ),
    })
}

/// Where a rule is written.
fn place(section: &Node, role: &Name, command: Command) -> Span {
    let Some((key, commands)) = section.entry(role.as_str()) else { return section.span };
    commands.entry(command.word()).map_or(key.span, |(key, _)| key.span)
}
