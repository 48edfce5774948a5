//! A schema as an entity-relationship diagram: tables with their columns, and edges from foreign keys
//! and declared relations. [`Diagram`] is what is drawn; each format is a file beside this one and knows
//! nothing of the others. Nothing here reads a file or connects.

mod contradiction;
mod identifier;
mod dbml;
mod dot;
mod drawing;
mod html;
mod layout;
mod mermaid;
mod palette;
mod svg;

use std::collections::{BTreeMap, BTreeSet};

pub use contradiction::{Contradiction, contradictions};
pub use mermaid::mermaid;

use crate::model::constraint::{Action, ConstraintKind, ForeignKey};
use crate::model::policy::Policy;
use crate::model::table::{Column, Pii, RowSecurity};
use crate::model::{Name, QualifiedName, Schema, Table};
use crate::words;

/// How a diagram is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// For markdown: GitHub, GitLab and many wikis draw it
    #[default]
    Mermaid,
    /// For Graphviz
    Dot,
    /// For dbdiagram.io and the tools that read its language
    Dbml,
    /// A picture, laid out here
    Svg,
    /// One page to search, zoom and pan
    Html,
}

/// Tables and what ties them together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagram {
    /// By name; edges speak of them by their place here.
    pub entities: Vec<Entity>,
    pub edges: Vec<Edge>,
}

/// One table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entity {
    pub name: QualifiedName,
    pub comment: Option<String>,
    /// Whether others own it.
    pub is_platform: bool,
    /// Columns that are not shown: of a table that is there since another one leads to it.
    pub hidden: usize,
    pub attributes: Vec<Attribute>,
    pub row_security: RowSecurity,
    pub policies: Vec<Policy>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    pub name: Name,
    pub data_type: String,
    pub is_primary_key: bool,
    pub is_foreign_key: bool,
    /// This column alone is unique, the primary key aside.
    pub is_unique: bool,
    pub is_not_null: bool,
    pub pii: Option<Pii>,
    pub comment: Option<String>,
}

impl Attribute {
    /// `PK`, `FK`, `UK`, as many as hold.
    pub fn keys(&self) -> Vec<&'static str> {
        let marks = [(self.is_primary_key, "PK"), (self.is_foreign_key, "FK"), (self.is_unique, "UK")];
        marks.into_iter().filter(|(holds, _)| *holds).map(|(_, mark)| mark).collect()
    }
}

/// What ties rows of one table to a row of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The table whose rows belong to a row of the other: it has the foreign key.
    pub child: usize,
    /// Places among its attributes; none for a relation that no column holds.
    pub columns: Vec<usize>,
    pub parent: usize,
    pub references: Vec<usize>,
    /// Whether a row may belong to none.
    pub is_optional: bool,
    /// Whether a row of the parent has one row of the child at most.
    pub is_one_to_one: bool,
    /// Whether no foreign key keeps it.
    pub is_logical: bool,
    /// The verb that was declared for it.
    pub label: Option<String>,
    /// What becomes of the rows here when theirs goes.
    pub on_delete: Action,
}

impl Diagram {
    /// Of whole tables of a schema: all that are managed and all that those lead to, or those of `only`
    /// with their neighbours, of which only the columns show that an edge touches. Partitions are left
    /// out: they are as their parents.
    pub fn of(schema: &Schema, only: &[QualifiedName]) -> Self {
        let is_whole = |name: &QualifiedName| only.is_empty() || only.contains(name);
        let tables: BTreeMap<&QualifiedName, &Table> = every_table(schema)
            .filter(|table| table.partition_of.is_none() || only.contains(&table.name))
            .map(|table| (&table.name, table))
            .collect();
        let mut ties: Vec<Tie> = tables.values().flat_map(|table| ties(table)).collect();
        ties.retain(|tie| {
            let shown = is_whole(&tie.child.name) || is_whole(tie.parent);
            shown && tables.contains_key(tie.parent)
        });
        let touched: BTreeSet<&QualifiedName> =
            ties.iter().flat_map(|tie| [&tie.child.name, tie.parent]).collect();
        let is_managed = |name: &QualifiedName| schema.tables().any(|it| it.name == *name);
        let shown: Vec<&Table> = tables
            .values()
            .copied()
            .filter(|table| {
                touched.contains(&table.name)
                    || is_whole(&table.name) && (is_managed(&table.name) || !only.is_empty())
            })
            .collect();
        let entities: Vec<Entity> = shown
            .iter()
            .map(|table| {
                let needed = columns_of_edges(table, &ties);
                let is_needed = |column: &Column| is_whole(&table.name) || needed.contains(&column.name);
                entity(table, !is_managed(&table.name), is_needed)
            })
            .collect();
        let place = |name: &QualifiedName| entities.iter().position(|it| it.name == *name);
        let edges = ties.iter().filter_map(|tie| {
            let (child, parent) = (place(&tie.child.name)?, place(tie.parent)?);
            let places = |entity: usize, names: &[Name]| -> Vec<usize> {
                let attributes = &entities[entity].attributes;
                names.iter().filter_map(|name| attributes.iter().position(|it| it.name == *name)).collect()
            };
            Some(Edge {
                columns: places(child, tie.columns),
                references: places(parent, tie.references),
                child,
                parent,
                is_optional: tie.is_optional,
                is_one_to_one: tie.is_one_to_one,
                is_logical: tie.is_logical,
                label: tie.label.map(str::to_owned),
                on_delete: tie.on_delete,
            })
        });
        let edges = edges.collect();
        Self { entities, edges }
    }

    /// The same with the names of tables alone.
    #[must_use]
    pub fn without_attributes(mut self) -> Self {
        for edge in &mut self.edges {
            let attributes = &self.entities[edge.child].attributes;
            let names = words::names(edge.columns.iter().map(|at| &attributes[*at].name));
            edge.label.get_or_insert(names);
            (edge.columns, edge.references) = (Vec::new(), Vec::new());
        }
        for entity in &mut self.entities {
            (entity.hidden, entity.attributes) = (entity.hidden + entity.attributes.len(), Vec::new());
        }
        self
    }

    /// The diagram in a format, as text that ends with a new line.
    pub fn render(&self, format: Format, title: &str) -> String {
        match format {
            Format::Mermaid => mermaid(self),
            Format::Dot => dot::dot(self),
            Format::Dbml => dbml::dbml(self),
            Format::Svg => svg::svg(self, title),
            Format::Html => html::html(self, title),
        }
    }
}

/// The managed tables and the platform's.
pub fn every_table(schema: &Schema) -> impl Iterator<Item = &Table> {
    let platform = schema.platform.values().filter_map(|object| match object {
        crate::model::Object::Table(table) => Some(table),
        _ => None,
    });
    schema.tables().chain(platform)
}

/// An edge by names, before it is known which tables are shown.
struct Tie<'t> {
    child: &'t Table,
    columns: &'t [Name],
    parent: &'t QualifiedName,
    references: &'t [Name],
    is_optional: bool,
    is_one_to_one: bool,
    is_logical: bool,
    label: Option<&'t str>,
    on_delete: Action,
}

/// What leads from a table to others: its foreign keys, then the relations that no key keeps.
fn ties(table: &Table) -> Vec<Tie<'_>> {
    let keys = table.constraints.iter().filter_map(|it| it.foreign_key());
    let mut ties: Vec<Tie> = keys
        .map(|key| Tie {
            child: table,
            columns: &key.columns,
            parent: &key.table,
            references: &key.references,
            is_optional: key.columns.iter().any(|name| !is_never_null(table, name)),
            is_one_to_one: is_unique(table, &key.columns),
            is_logical: false,
            label: None,
            on_delete: key.on_delete,
        })
        .collect();
    for relation in &table.relations {
        let is_kept = |tie: &&mut Tie| {
            !tie.is_logical
                && *tie.parent == relation.table
                && (relation.columns.is_empty() || *tie.columns == *relation.columns)
        };
        let mut kept: Vec<&mut Tie> = ties.iter_mut().filter(is_kept).collect();
        for tie in &mut kept {
            tie.label = Some(&relation.label);
        }
        if kept.is_empty() {
            ties.push(Tie {
                child: table,
                columns: &relation.columns,
                parent: &relation.table,
                references: &relation.references,
                // Nothing keeps a row of the other table there.
                is_optional: true,
                is_one_to_one: false,
                is_logical: true,
                label: Some(&relation.label),
                on_delete: Action::NoAction,
            });
        }
    }
    ties
}

/// Whether a foreign key keeps what a relation says.
fn keeps(key: &ForeignKey, columns: &[Name], table: &QualifiedName) -> bool {
    key.table == *table && (columns.is_empty() || key.columns == columns)
}

fn is_never_null(table: &Table, column: &Name) -> bool {
    table.primary_key_columns().contains(column) || table.column(column).is_some_and(|it| it.not_null)
}

/// Whether no two rows can hold the same in these columns.
fn is_unique(table: &Table, columns: &[Name]) -> bool {
    let within = |names: &[Name]| !names.is_empty() && names.iter().all(|name| columns.contains(name));
    let by_constraint = table.constraints.iter().any(|it| match &it.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => within(&key.columns),
        _ => false,
    });
    let by_index = table.indexes.iter().filter(|it| it.unique && it.predicate.is_none()).any(|index| {
        let names: Option<Vec<Name>> = index
            .keys
            .iter()
            .map(|key| match &key.on {
                crate::model::index::IndexedValue::Column(name) => Some(name.clone()),
                crate::model::index::IndexedValue::Expression(_) => None,
            })
            .collect();
        names.is_some_and(|names| within(&names))
    });
    by_constraint || by_index
}

/// The columns of a table that an edge begins or ends at.
fn columns_of_edges<'t>(table: &'t Table, ties: &[Tie<'t>]) -> BTreeSet<Name> {
    let begin = ties.iter().filter(|tie| tie.child.name == table.name).flat_map(|tie| tie.columns);
    let end = ties.iter().filter(|tie| *tie.parent == table.name).flat_map(|tie| tie.references);
    begin.chain(end).cloned().collect()
}

fn entity(table: &Table, is_platform: bool, is_shown: impl Fn(&Column) -> bool) -> Entity {
    let foreign: BTreeSet<&Name> =
        table.constraints.iter().filter_map(|it| it.foreign_key()).flat_map(|key| &key.columns).collect();
    let attribute = |column: &Column| {
        let is_primary_key = table.primary_key_columns().contains(&column.name);
        let alone = std::slice::from_ref(&column.name);
        Attribute {
            name: column.name.clone(),
            data_type: column.data_type.to_string(),
            is_primary_key,
            is_foreign_key: foreign.contains(&column.name),
            is_unique: is_unique(table, alone) && table.primary_key_columns() != alone,
            is_not_null: is_never_null(table, &column.name),
            pii: column.pii,
            comment: column.comment.clone(),
        }
    };
    let attributes: Vec<Attribute> =
        table.columns.iter().filter(|column| is_shown(column)).map(attribute).collect();
    Entity {
        name: table.name.clone(),
        comment: table.comment.clone(),
        is_platform,
        hidden: table.columns.len() - attributes.len(),
        attributes,
        row_security: table.row_security,
        policies: table.policies.clone(),
    }
}
