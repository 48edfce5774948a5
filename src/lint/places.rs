//! Where each object is written: from the schema back to the files. Looked up only for what is found, so
//! that a project without findings pays for a list of its tables and no more.

use std::collections::BTreeMap;

use super::finding::Spot;
use crate::diagnostic::{Source, Span};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::routine::name_and_types;
use crate::model::{Name, ObjectId, QualifiedName, Table};
use crate::yaml::node::{Key, Node};

/// Where something is written.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub source: &'a Source,
    /// The key or the value that a finding underlines.
    pub span: Span,
    /// The line on which the object begins.
    pub line: u32,
    /// What stands under the key.
    pub node: &'a Node,
}

impl<'a> Place<'a> {
    fn of(source: &'a Source, (key, node): &'a (Key, Node)) -> Self {
        Self { source, span: key.span, line: key.span.start.0, node }
    }

    pub fn spot(&self) -> Spot {
        Spot { path: self.source.path.clone(), span: self.span, line: self.line }
    }

    /// The key inside of it; the object stays the same.
    pub fn key(&self, key: &str) -> Option<Self> {
        let (key, node) = self.node.entry(key)?;
        Some(Self { span: key.span, node, ..*self })
    }

    /// The value under a key inside of it; the object stays the same.
    pub fn value(&self, key: &str) -> Option<Self> {
        let node = self.node.get(key)?;
        Some(Self { span: node.span, node, ..*self })
    }

    /// The entry inside of it, as an object of its own.
    pub fn entry(&self, key: &str) -> Option<Self> {
        self.node.entry(key).map(|entry| Self::of(self.source, entry))
    }

    fn item(&self, node: &'a Node) -> Self {
        Self { span: node.span, line: node.span.start.0, node, ..*self }
    }

    /// The value under a key if it is there, else this one.
    pub fn at_value(self, key: &str) -> Self {
        self.value(key).unwrap_or(self)
    }

    /// The place of a key if it is there, else this one.
    pub fn at(self, key: &str) -> Self {
        self.key(key).unwrap_or(self)
    }
}

/// The files as trees.
#[derive(Debug, Default)]
pub struct Places<'a> {
    tables: BTreeMap<QualifiedName, Place<'a>>,
    additions: BTreeMap<QualifiedName, Place<'a>>,
    /// The platform's tables, which are no table somebody wrote a file for.
    platform: BTreeMap<QualifiedName, Place<'a>>,
    /// The roots of files that hold other objects.
    others: Vec<Place<'a>>,
}

/// The sections of a file of objects, by kind.
fn sections(id: &ObjectId) -> &'static [&'static str] {
    match id {
        ObjectId::Role(_) => &["roles"],
        ObjectId::Namespace(_) => &["schemas"],
        ObjectId::Extension(_) => &["extensions"],
        ObjectId::Collation(_) => &["collations"],
        ObjectId::Enum(_) => &["enums"],
        ObjectId::Domain(_) => &["domains"],
        ObjectId::Composite(_) => &["types"],
        ObjectId::Range(_) => &["ranges"],
        ObjectId::Sequence(_) => &["sequences"],
        ObjectId::Routine(_) => &["functions", "procedures"],
        ObjectId::View(_) => &["views"],
        ObjectId::MaterializedView(_) => &["materialized_views"],
        _ => &[],
    }
}

impl<'a> Places<'a> {
    /// Of files and their trees.
    pub fn new(files: impl IntoIterator<Item = (&'a Source, &'a Node)>) -> Self {
        let mut places = Self::default();
        for (source, root) in files {
            let whole = Place { source, span: root.span, line: root.span.start.0, node: root };
            let named = |key: &str| {
                let (key, node) = root.entry(key)?;
                let name = QualifiedName::parse(node.text()?)?;
                Some((name, Place { span: node.span, line: key.span.start.0, ..whole }))
            };
            if let Some((name, place)) = named("table") {
                places.tables.insert(name, place);
            } else if let Some((name, place)) = named("extends") {
                places.additions.insert(name, place);
            } else if let Some(platform) = root.get("platform") {
                let tables = platform.get("tables").and_then(Node::map).into_iter().flatten();
                places.platform.extend(tables.filter_map(|entry| {
                    Some((QualifiedName::parse(&entry.0.text)?, Place::of(source, entry)))
                }));
            } else {
                places.others.push(whole);
            }
        }
        places
    }

    /// Whether somebody wrote the table.
    pub fn has(&self, table: &QualifiedName) -> bool {
        self.tables.contains_key(table)
    }

    /// A table: its file, with the place of its name.
    pub fn table(&self, table: &QualifiedName) -> Option<Place<'a>> {
        self.tables.get(table).copied()
    }

    pub fn column(&self, table: &QualifiedName, column: &Name) -> Option<Place<'a>> {
        self.table(table)?.key("columns")?.entry(column.as_str())
    }

    /// An index of a table, with a name or without.
    pub fn index(&self, table: &Table, index: &Name) -> Option<Place<'a>> {
        let section = self.table(&table.name)?.key("indexes")?;
        section.entry(index.as_str()).or_else(|| {
            let at = table.indexes.iter().position(|it| it.name == *index)?;
            section.node.list()?.get(at).map(|node| section.item(node))
        })
    }

    /// An index by its name alone, with its table.
    pub fn index_named(&self, tables: impl Iterator<Item = &'a Table>, name: &str) -> Option<Place<'a>> {
        let mut all = tables.flat_map(|table| table.indexes.iter().map(move |index| (table, index)));
        let (table, index) = all.find(|(_, index)| index.name == *name)?;
        self.index(table, &index.name)
    }

    pub fn policy(&self, table: &QualifiedName, policy: &Name) -> Option<Place<'a>> {
        let place = self.tables.get(table).or_else(|| self.additions.get(table))?;
        place.key("policies")?.entry(policy.as_str())
    }

    /// A logical relation, of a table of either kind.
    pub fn relation(&self, table: &QualifiedName, label: &str) -> Option<Place<'a>> {
        let place = self.tables.get(table).or_else(|| self.platform.get(table))?;
        place.key("relations")?.entry(label)
    }

    /// A constraint: its own entry, the key of the column that it is written at, or else the table.
    pub fn constraint(&self, table: &Table, constraint: &Constraint) -> Option<Place<'a>> {
        let whole = self.table(&table.name)?;
        let (section, key, columns): (_, _, Vec<&Name>) = match &constraint.kind {
            ConstraintKind::PrimaryKey(it) => ("primary_key", "primary_key", it.columns.iter().collect()),
            ConstraintKind::Unique(it) => ("unique", "unique", it.columns.iter().collect()),
            ConstraintKind::ForeignKey(it) => ("foreign_keys", "references", it.columns.iter().collect()),
            ConstraintKind::Exclude(_) => ("exclude", "exclude", Vec::new()),
            ConstraintKind::Check(it) => {
                let rule = it.rule.as_ref();
                let key = rule.map_or("check", |rule| rule.kind.keyword());
                let columns = match rule {
                    Some(rule) => rule.column.iter().collect(),
                    None => {
                        it.expression.expression_names().columns.iter().filter_map(|it| it.last()).collect()
                    }
                };
                ("checks", key, columns)
            }
        };
        let found = whole.key(section);
        if let Some(entry) = found.and_then(|it| it.entry(constraint.name.as_str())) {
            return Some(entry);
        }
        if let [column] = columns.as_slice()
            && let Some(place) = self.column(&table.name, column).filter(|it| it.node.get(key).is_some())
        {
            return Some(place.at(key));
        }
        let names = |node: &Node| -> Option<Vec<String>> {
            let list = node.list().or_else(|| node.get("columns")?.list())?;
            Some(list.iter().filter_map(Node::text).map(str::to_owned).collect())
        };
        let Some(section) = found else { return Some(whole) };
        let item = section.node.list().unwrap_or_default().iter().find(|node| {
            names(node).is_some_and(|found| {
                found.iter().map(String::as_str).eq(columns.iter().map(|it| it.as_str()))
            })
        });
        Some(item.map_or(section, |node| section.item(node)))
    }

    /// What is no table, by the section that its kind stands in.
    pub fn object(&self, id: &ObjectId) -> Option<Place<'a>> {
        if let ObjectId::Table(name) = id {
            return self.table(name);
        }
        let is_it = |text: &str| match id {
            ObjectId::Routine(signature) => {
                QualifiedName::parse(name_and_types(text.trim_start()).0).as_ref() == Some(&signature.name)
            }
            ObjectId::Role(name) | ObjectId::Namespace(name) | ObjectId::Extension(name) => *name == *text,
            other => QualifiedName::parse(text).is_some_and(|it| it.to_string() == other.path()),
        };
        self.others.iter().find_map(|place| {
            let sections = sections(id).iter().filter_map(|key| place.node.get(key)?.map());
            let entry = sections.flatten().find(|(key, _)| is_it(&key.text))?;
            Some(Place::of(place.source, entry))
        })
    }
}
