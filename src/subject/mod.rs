//! Which rows of a database are one person's, and the SQL that copies or erases them. It is decided from
//! the schema alone; nothing here connects. The generated functions and the commands run the same SQL.

pub mod copy;
pub mod erase;
pub mod files;
pub mod functions;
mod left;
mod select;

use std::collections::BTreeSet;

use crate::model::constraint::ForeignKey;
use crate::model::subject::{ColumnErasure, RootErasure, Selector, Subject, TableErasure};
use crate::model::table::{Column, Pii};
use crate::model::{Name, QualifiedName, Schema, Table};

pub use select::{Words, type_sql};

/// The tables that hold a person's rows, and how their rows are found.
#[derive(Debug)]
pub struct Graph<'s> {
    schema: &'s Schema,
    pub subject: &'s Subject,
    pub root: &'s Table,
    /// The column that tells persons apart: the root's primary key.
    pub key: &'s Column,
    /// The root first; then every table after those through which its rows are found.
    pub members: Vec<Member<'s>>,
}

/// A table that holds a person's rows.
#[derive(Debug)]
pub struct Member<'s> {
    pub table: &'s Table,
    pub selectors: &'s [Selector],
    /// The rows that its rows pack, if they do.
    pub packed: Option<Packed<'s>>,
    pub treatment: Treatment<'s>,
}

/// Rows of another table, in a column that is an array of objects.
#[derive(Debug)]
pub struct Packed<'s> {
    pub column: &'s Name,
    /// The table that they are of, and what ties them to a person.
    pub table: &'s Table,
    pub selectors: &'s [Selector],
    /// What becomes of them: the same as of those in the table.
    pub treatment: Treatment<'s>,
}

/// What an erasure does with a person's rows of a table.
#[derive(Debug, PartialEq, Eq)]
pub enum Treatment<'s> {
    Delete,
    Keep {
        /// The legal ground of the columns that do not change.
        ground: Option<&'s str>,
        changes: Vec<(&'s Name, &'s ColumnErasure)>,
    },
}

impl Treatment<'_> {
    /// What people call it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Keep { ground: Some(_), .. } => "retain",
            Self::Keep { ground: None, changes } if changes.is_empty() => "keep",
            Self::Keep { ground: None, .. } => "anonymize",
        }
    }
}

impl<'s> Graph<'s> {
    /// The graph of a schema that declares whom its data is about; none where it does not, or where the
    /// root has no key that tells persons apart.
    pub fn new(schema: &'s Schema) -> Option<Self> {
        let subject = schema.subject.as_ref()?;
        let root = schema.table(&subject.root)?;
        let [key] = root.primary_key_columns() else { return None };
        let key = root.column(key)?;
        let treatment = match subject.on_erase {
            RootErasure::Delete => Treatment::Delete,
            RootErasure::Keep => Treatment::Keep { ground: None, changes: changes(root) },
        };
        let mut graph = Self {
            schema,
            subject,
            root,
            key,
            members: vec![Member { table: root, selectors: &[], packed: None, treatment }],
        };
        let mut visited = BTreeSet::from([&root.name]);
        for table in schema.tables() {
            graph.visit(table, &mut visited);
        }
        Some(graph)
    }

    /// Adds a table, the ones its rows are found through first.
    fn visit(&mut self, table: &'s Table, visited: &mut BTreeSet<&'s QualifiedName>) {
        let Some(selectors) = selectors(table) else { return };
        if !visited.insert(&table.name) {
            return;
        }
        let mut packed = None;
        for selector in selectors {
            let parent = match selector {
                Selector::Through(column) => key_from(table, column).map(|key| &key.table),
                Selector::Packed { rows_of, .. } => Some(rows_of),
                _ => None,
            };
            let Some(parent) = parent.and_then(|name| self.schema.table(name)) else { continue };
            self.visit(parent, visited);
            if let Selector::Packed { column, .. } = selector {
                let selectors = self::selectors(parent).unwrap_or_default();
                packed = Some(Packed { column, table: parent, selectors, treatment: treatment(parent) });
            }
        }
        self.members.push(Member { table, selectors, packed, treatment: treatment(table) });
    }

    pub fn member(&self, table: &QualifiedName) -> Option<&Member<'s>> {
        self.members.iter().find(|member| member.table.name == *table)
    }

    /// Every table in which a row that refers to a person's may stand: the managed ones.
    pub fn tables(&self) -> impl Iterator<Item = &'s Table> {
        self.schema.tables().filter(|table| table.partition_of.is_none())
    }

    /// The declared partitions of those tables, each with the table that it is a partition of: rows in them
    /// are found as long as they are attached.
    pub fn partitions(&self) -> impl Iterator<Item = (&'s QualifiedName, &'s QualifiedName)> {
        self.schema.tables().filter_map(|table| {
            let of = &table.partition_of.as_ref()?.table;
            let mut whole = self.schema.table(of)?;
            while let Some(above) = whole.partition_of.as_ref().and_then(|it| self.schema.table(&it.table)) {
                whole = above;
            }
            let is_personal =
                self.member(&whole.name).is_some() || whole.columns.iter().any(Column::is_personal);
            is_personal.then_some((&table.name, of))
        })
    }

    /// The members whose rows go, each before those it refers to.
    pub fn deleted(&self) -> Vec<&Member<'s>> {
        let mut order = Vec::new();
        let mut visited = BTreeSet::new();
        for member in &self.members {
            self.parents_first(member, &mut visited, &mut order);
        }
        order.reverse();
        order
    }

    fn parents_first<'g>(
        &'g self,
        member: &'g Member<'s>,
        visited: &mut BTreeSet<&'s QualifiedName>,
        order: &mut Vec<&'g Member<'s>>,
    ) {
        if member.treatment != Treatment::Delete
            || member.packed.is_some()
            || !visited.insert(&member.table.name)
        {
            return;
        }
        for key in foreign_keys(member.table) {
            if let Some(parent) = self.member(&key.table) {
                self.parents_first(parent, visited, order);
            }
        }
        order.push(member);
    }

    /// The tables in which something personal was found or tied to a person: those a search looks into.
    pub fn classified(&self) -> impl Iterator<Item = &'s Table> {
        self.tables().filter(|table| {
            table.name != self.root.name
                && (selectors(table).is_some() || table.columns.iter().any(Column::is_personal))
        })
    }

    /// The root's columns by whose values a person is known: they are what a search looks for.
    pub fn identifiers(&self) -> Vec<&'s Name> {
        let mut names: Vec<&Name> = self
            .members
            .iter()
            .flat_map(|member| member.selectors)
            .filter_map(|selector| match selector {
                Selector::Is { of: Some(of), .. } => Some(of),
                _ => None,
            })
            .chain(self.root.columns.iter().filter(|it| it.pii == Some(Pii::Contact)).map(|it| &it.name))
            .filter(|name| **name != self.key.name)
            .collect();
        names.sort();
        names.dedup();
        names
    }
}

/// What becomes of a table's rows.
fn treatment(table: &Table) -> Treatment<'_> {
    match &table.on_erase {
        None | Some(TableErasure::Delete) => Treatment::Delete,
        Some(TableErasure::Anonymize) => Treatment::Keep { ground: None, changes: changes(table) },
        Some(TableErasure::Retain(ground)) => {
            Treatment::Keep { ground: Some(ground), changes: changes(table) }
        }
    }
}

/// The ways from a table's rows to a person; none where there are none. A partition's are its parent's.
pub fn selectors(table: &Table) -> Option<&[Selector]> {
    let selectors = table.subject.as_deref().filter(|it| !it.is_empty())?;
    table.partition_of.is_none().then_some(selectors)
}

/// The foreign key from that column alone.
pub fn key_from<'t>(table: &'t Table, column: &Name) -> Option<&'t ForeignKey> {
    foreign_keys(table).find(|key| matches!(key.columns.as_slice(), [only] if only == column))
}

pub fn foreign_keys(table: &Table) -> impl Iterator<Item = &ForeignKey> {
    table.constraints.iter().filter_map(|constraint| constraint.foreign_key())
}

/// The columns that an erasure changes in a row that stays.
fn changes(table: &Table) -> Vec<(&Name, &ColumnErasure)> {
    let changed = table.columns.iter().filter_map(|column| Some((&column.name, column.on_erase.as_ref()?)));
    changed.filter(|(_, erasure)| !matches!(erasure, ColumnErasure::Retain(_))).collect()
}
