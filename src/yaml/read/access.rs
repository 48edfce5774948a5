//! What each role is meant to do with a table. Whether its rows have an owner at all is looked at once every
//! table is known.

use std::collections::BTreeMap;

use super::expression::Subquery;
use super::table::Body;
use super::{Key, Name, Node, Reader};
use crate::model::access::{Access, Columns, Command, RoleAccess, Rule, Scope};

impl Reader<'_> {
    /// `access` of a table.
    pub fn access(&mut self, node: &Node, body: &Body) -> Option<Access> {
        let written = node.get("access")?;
        let mut roles = BTreeMap::new();
        for (key, value) in written.map().into_iter().flatten() {
            if key.text == "public" {
                let help = "name the roles: `anon: { select: all }`";
                self.report(key.span, "wrong-value", "`public` is every role and none that asks", help);
                continue;
            }
            self.role(&key.text, key.span);
            roles.insert(Name::new(key.text.clone()), self.role_access(value, body));
        }
        Some(Access(roles))
    }

    fn role_access(&mut self, node: &Node, body: &Body) -> RoleAccess {
        match node.text() {
            Some("all") => return Command::ALL.map(|it| (it, Rule::everything())).into(),
            Some(_) => return RoleAccess::new(),
            None => {}
        }
        let mut rules = RoleAccess::new();
        for command in Command::ALL {
            let Some((key, value)) = node.entry(command.word()) else { continue };
            rules.insert(command, self.access_rule(command, key, value, body));
        }
        rules
    }

    fn access_rule(&mut self, command: Command, at: &Key, node: &Node, body: &Body) -> Rule {
        let rows = if node.map().is_some() { node.get("rows") } else { Some(node) };
        let (only, except) = (node.entry("columns"), node.entry("except"));
        if let (Some(_), Some((second, _))) = (only, except) {
            let message = "`columns` and `except` exclude each other";
            self.report(second.span, "wrong-key", message, "keep one of them");
        }
        for (key, list) in only.into_iter().chain(except) {
            if !command.has_columns() {
                let message = format!("`{}` has no meaning for `{}`", key.text, at.text);
                self.report(key.span, "wrong-key", message, "it concerns whole rows: leave it out");
            } else if list.list().is_some_and(<[_]>::is_empty) {
                let message = format!("`{}` names no column", key.text);
                self.report(key.span, "wrong-value", message, format!("leave `{}` out", at.text));
            }
        }
        let columns = match (only, except) {
            (Some((_, list)), _) => Columns::Only(self.known_columns(Some(list), body)),
            (None, Some((_, list))) => Columns::Except(self.known_columns(Some(list), body)),
            (None, None) => Columns::All,
        };
        let condition = node.get("where").and_then(|it| self.row_expression(it, body, Subquery::Allowed));
        Rule { rows: scopes(rows), columns, condition }
    }
}

/// The rows that a rule is for; all where it does not say.
fn scopes(node: Option<&Node>) -> Vec<Scope> {
    let Some(node) = node else { return vec![Scope::All] };
    let mut scopes = Vec::new();
    for item in node.list().unwrap_or(std::slice::from_ref(node)) {
        let scope = match item.text() {
            Some("own") => Scope::Own,
            Some("others") => Scope::Others,
            Some("unowned") => Scope::Unowned,
            _ => Scope::All,
        };
        if !scopes.contains(&scope) {
            scopes.push(scope);
        }
    }
    scopes
}
