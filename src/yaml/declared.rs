//! The names that all files together declare, gathered before any of them is read in full, so that
//! a reference can be checked where it is written.

use std::collections::{BTreeMap, BTreeSet};

use super::check::closest;
use super::grammar::{ADDITIONS_FILE, OBJECTS_FILE, PLATFORM_FILE, Record, TABLE_FILE};
use super::node::Node;
use crate::model::name::PUBLIC;
use crate::model::naming::usual_sequence;
use crate::model::routine::name_and_types;
use crate::model::types::RangeType;
use crate::model::{Name, QualifiedName};

/// What the keys of a file say it describes; misspelt ones count.
pub fn kind_of(file: &Node) -> &'static Record {
    let keys = || file.map().into_iter().flatten().map(|(key, _)| key.text.as_str());
    let known = |record: &Record, key: &str| record.keys.iter().any(|it| it.name == key);
    if file.get("table").is_some() {
        &TABLE_FILE
    } else if file.get("platform").is_some() {
        &PLATFORM_FILE
    } else if file.get("extends").is_some() {
        &ADDITIONS_FILE
    } else if keys().any(|key| known(&OBJECTS_FILE, key) && !known(&TABLE_FILE, key))
        || file.get("subject").is_some() && file.get("columns").is_none()
    {
        &OBJECTS_FILE
    } else if keys().any(|key| known(&TABLE_FILE, key) || closest(key, ["table"]).is_some()) {
        &TABLE_FILE
    } else if keys().any(|key| closest(key, ["platform"]).is_some()) {
        &PLATFORM_FILE
    } else {
        &OBJECTS_FILE
    }
}

/// The node with a table file's name, under `table` or what was probably meant to be it.
pub fn table_name(file: &Node) -> Option<&Node> {
    let mut misspelt =
        file.map().into_iter().flatten().filter(|(key, _)| closest(&key.text, ["table"]).is_some());
    file.get("table").or_else(|| misspelt.next().map(|(_, node)| node))
}

/// Everything that can be referred to.
#[derive(Debug, Default)]
pub struct Declared {
    pub tables: BTreeMap<QualifiedName, DeclaredTable>,
    /// Those of them that the platform owns.
    pub platform_tables: BTreeSet<QualifiedName>,
    /// Views, materialised views and sequences: what a query can read beside tables.
    pub relations: BTreeSet<QualifiedName>,
    /// Enums, domains, composite types; tables and views are types as well.
    pub types: BTreeSet<QualifiedName>,
    pub roles: BTreeSet<Name>,
    pub routines: BTreeSet<QualifiedName>,
    pub schemas: BTreeSet<Name>,
    /// Extensions bring types and functions that nothing here knows.
    pub has_extensions: bool,
    /// The schemas that extensions are put into.
    pub extension_schemas: BTreeSet<Name>,
    /// A file could not be read at all: what is missing may stand there.
    pub incomplete: bool,
}

#[derive(Debug, Default)]
pub struct DeclaredTable {
    pub columns: Vec<Name>,
    pub primary_key: Vec<Name>,
    /// The columns of what is unique, the primary key left out; parts of no row alone.
    pub unique: Vec<BTreeSet<Name>>,
    /// Whether it has keys of another table, too.
    pub is_partition: bool,
}

impl Declared {
    /// Adds what one file declares.
    pub fn add(&mut self, file: &Node) {
        let kind = kind_of(file);
        if kind.title == TABLE_FILE.title {
            if let Some(name) = table_name(file).and_then(Node::text).and_then(QualifiedName::parse) {
                self.table(name, file);
            }
        } else if let Some(platform) = file.get("platform") {
            for (name, table) in entries(platform, "tables") {
                self.platform_tables.insert(name.clone());
                self.table(name, table);
            }
            self.objects(platform);
        } else {
            self.objects(file);
        }
    }

    fn table(&mut self, name: QualifiedName, node: &Node) {
        let columns = node.get("columns").and_then(Node::map).into_iter().flatten();
        let sequences =
            columns.filter_map(|(column, it)| {
                let own = it.get("identity")?.get("sequence").and_then(Node::text).map(Name::from);
                Some(name.sibling(
                    own.unwrap_or_else(|| usual_sequence(&name.name, &Name::new(column.text.clone()))),
                ))
            });
        self.relations.extend(sequences);
        self.types.insert(name.clone());
        self.tables.insert(name, declared_table(node));
    }

    fn objects(&mut self, node: &Node) {
        for key in ["enums", "domains", "types", "views", "materialized_views"] {
            self.types.extend(entries(node, key).map(|(name, _)| name));
        }
        for (name, range) in entries(node, "ranges") {
            let multirange = range.get("multirange").and_then(Node::text).and_then(QualifiedName::parse);
            let multirange = multirange.unwrap_or_else(|| RangeType::usual_multirange(&name));
            // What makes values of them is called as they are.
            self.routines.extend([multirange.clone(), name.clone()]);
            self.types.extend([multirange, name]);
        }
        for key in ["views", "materialized_views", "sequences"] {
            self.relations.extend(entries(node, key).map(|(name, _)| name));
        }
        for key in ["functions", "procedures"] {
            let names = node.get(key).and_then(Node::map).into_iter().flatten();
            let plain = names.map(|(name, _)| name_and_types(name.text.trim_start()).0);
            self.routines.extend(plain.filter_map(QualifiedName::parse));
        }
        let names =
            |key| node.get(key).and_then(Node::map).into_iter().flatten().map(|(name, _)| &*name.text);
        self.roles.extend(names("roles").map(Name::from));
        self.schemas.extend(names("schemas").map(Name::from));
        let extensions = node.get("extensions").and_then(Node::map).unwrap_or_default();
        self.has_extensions |= !extensions.is_empty();
        for (_, extension) in extensions {
            let schema = extension.get("schema").and_then(Node::text).unwrap_or(PUBLIC);
            self.extension_schemas.insert(Name::from(schema));
        }
    }

    /// Whether objects may be made in the schema, or be expected there.
    pub fn has_schema(&self, schema: &Name) -> bool {
        *schema == PUBLIC || self.incomplete || self.schemas.contains(schema)
    }

    /// Whether nothing but what the files declare can stand in the schema.
    pub fn knows_all_of(&self, schema: &Name) -> bool {
        !self.incomplete
            && (*schema == PUBLIC || self.schemas.contains(schema))
            && !self.extension_schemas.contains(schema)
    }

    /// Whether a policy or grant may name the role.
    pub fn has_role(&self, role: &str) -> bool {
        let special = ["public", "current_user", "session_user", "current_role", "postgres"];
        self.incomplete || special.contains(&role) || role.starts_with("pg_") || self.roles.contains(role)
    }
}

fn entries<'a>(node: &'a Node, key: &str) -> impl Iterator<Item = (QualifiedName, &'a Node)> {
    let entries = node.get(key).and_then(Node::map).into_iter().flatten();
    entries.filter_map(|(name, value)| Some((QualifiedName::parse(&name.text)?, value)))
}

fn declared_table(node: &Node) -> DeclaredTable {
    let columns = || node.get("columns").and_then(Node::map).into_iter().flatten();
    let names = columns().map(|(name, _)| Name::new(name.text.clone())).collect();
    let alone = columns().filter(|(_, it)| it.get("primary_key").and_then(Node::boolean) == Some(true));
    let mut primary_key: Vec<Name> = alone.map(|(name, _)| Name::new(name.text.clone())).collect();
    if let Some(key) = node.get("primary_key") {
        let list = key.list().or_else(|| key.get("columns").and_then(Node::list)).unwrap_or_default();
        primary_key = list.iter().filter_map(Node::text).map(Name::from).collect();
    }
    let alone = columns().filter(|(_, it)| it.get("unique").and_then(Node::boolean) == Some(true));
    let mut unique: Vec<BTreeSet<Name>> =
        alone.map(|(name, _)| BTreeSet::from([Name::new(name.text.clone())])).collect();
    unique.extend(items(node.get("unique")).map(|item| names_in(item.get("columns").unwrap_or(item))));
    let indexes = items(node.get("indexes")).filter(|item| {
        item.get("unique").and_then(Node::boolean) == Some(true) && item.get("where").is_none()
    });
    unique.extend(indexes.filter_map(|item| item.get("on")).map(indexed_names));
    DeclaredTable { columns: names, primary_key, unique, is_partition: node.get("partition_of").is_some() }
}

/// The items of a list, or what stands under the names of a mapping.
fn items(node: Option<&Node>) -> impl Iterator<Item = &Node> {
    let list = node.and_then(Node::list).unwrap_or_default().iter();
    list.chain(node.and_then(Node::map).into_iter().flatten().map(|(_, item)| item))
}

/// The columns of a key, whatever their order is.
fn names_in(node: &Node) -> BTreeSet<Name> {
    let list = node.list().unwrap_or(std::slice::from_ref(node));
    list.iter().filter_map(Node::text).map(Name::from).collect()
}

/// The same of an index, whose keys are SQL: `"Some Name" desc`.
fn indexed_names(node: &Node) -> BTreeSet<Name> {
    let list = node.list().unwrap_or(std::slice::from_ref(node));
    let first = |text: &str| match text.strip_prefix('"') {
        Some(quoted) => Name::from(quoted.split('"').next().unwrap_or_default()),
        None => Name::from(text.split_whitespace().next().unwrap_or_default()),
    };
    list.iter().filter_map(Node::text).map(first).collect()
}
