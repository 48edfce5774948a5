//! The names that all files together declare, gathered before any of them is read in full, so that
//! a reference can be checked where it is written.

use std::collections::{BTreeMap, BTreeSet};

use super::node::Node;
use crate::model::{Name, QualifiedName};

/// Everything that can be referred to.
#[derive(Debug, Default)]
pub struct Declared {
    pub tables: BTreeMap<QualifiedName, DeclaredTable>,
    /// Enums, domains, composite types; tables and views are types as well.
    pub types: BTreeSet<QualifiedName>,
    pub roles: BTreeSet<Name>,
    pub routines: BTreeSet<QualifiedName>,
    pub schemas: BTreeSet<Name>,
    /// Extensions bring types and functions that nothing here knows.
    pub has_extensions: bool,
}

#[derive(Debug, Default)]
pub struct DeclaredTable {
    pub columns: Vec<Name>,
    pub primary_key: Vec<Name>,
}

impl Declared {
    /// Adds what one file declares.
    pub fn add(&mut self, file: &Node) {
        if let Some(name) = file.get("table").and_then(Node::text).and_then(QualifiedName::parse) {
            self.types.insert(name.clone());
            self.tables.insert(name, declared_table(file));
        } else if let Some(platform) = file.get("platform") {
            for (name, table) in entries(platform, "tables") {
                self.types.insert(name.clone());
                self.tables.insert(name, declared_table(table));
            }
            self.objects(platform);
        } else {
            self.objects(file);
        }
    }

    fn objects(&mut self, node: &Node) {
        for key in ["enums", "domains", "types", "views", "materialized_views"] {
            self.types.extend(entries(node, key).map(|(name, _)| name));
        }
        for key in ["functions", "procedures"] {
            let names = node.get(key).and_then(Node::map).into_iter().flatten();
            let plain = names.map(|(name, _)| name.text.split('(').next().unwrap_or_default().trim());
            self.routines.extend(plain.filter_map(QualifiedName::parse));
        }
        let names =
            |key| node.get(key).and_then(Node::map).into_iter().flatten().map(|(name, _)| &*name.text);
        self.roles.extend(names("roles").map(Name::from));
        self.schemas.extend(names("schemas").map(Name::from));
        self.has_extensions |= names("extensions").next().is_some();
    }

    /// Whether a policy or grant may name the role.
    pub fn has_role(&self, role: &str) -> bool {
        let special = ["public", "current_user", "session_user", "current_role", "postgres"];
        special.contains(&role) || role.starts_with("pg_") || self.roles.contains(role)
    }
}

fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (QualifiedName, &'a Node)> {
    let entries = node.get(key).and_then(Node::map).into_iter().flatten();
    entries.filter_map(|(name, value)| Some((QualifiedName::parse(&name.text)?, value)))
}

fn declared_table(node: &Node) -> DeclaredTable {
    let columns = || node.get("columns").and_then(Node::map).into_iter().flatten();
    let names = columns().map(|(name, _)| Name::new(&name.text)).collect();
    let alone = columns().filter(|(_, it)| it.get("primary_key").and_then(Node::boolean) == Some(true));
    let mut primary_key: Vec<Name> = alone.map(|(name, _)| Name::new(&name.text)).collect();
    if let Some(key) = node.get("primary_key") {
        let list = key.list().or_else(|| key.get("columns").and_then(Node::list)).unwrap_or_default();
        primary_key = list.iter().filter_map(Node::text).map(Name::from).collect();
    }
    DeclaredTable { columns: names, primary_key }
}
