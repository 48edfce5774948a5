//! Whether what the files say about persons fits together: ways that lead nowhere, values that a column
//! cannot take, rows that would go although they are to stay. Looked at once every table is known.

use std::collections::BTreeMap;

use super::declared::{kind_of, table_name};
use super::grammar::TABLE_FILE;
use super::masks::column_mistake;
use super::node::Node;
use crate::diagnostic::{Diagnostic, Source, Span};
use crate::model::constraint::Action;
use crate::model::subject::{Export, RootErasure, Selector, TableErasure};
use crate::model::table::Column;
use crate::model::{Name, ObjectId, QualifiedName, Schema, Table};
use crate::subject::{Graph, Treatment, erase, foreign_keys, functions, key_from, selectors};

/// The files that describe tables, and the one that describes the person.
pub struct Files<'f> {
    tables: BTreeMap<QualifiedName, (&'f Source, &'f Node)>,
    subject: Option<(&'f Source, &'f Node)>,
}

impl<'f> Files<'f> {
    pub fn new(files: impl IntoIterator<Item = (&'f Source, &'f Node)>) -> Self {
        let mut tables = BTreeMap::new();
        let mut subject = None;
        for (source, root) in files {
            if kind_of(root).title == TABLE_FILE.title {
                let name = table_name(root).and_then(Node::text).and_then(QualifiedName::parse);
                tables.extend(name.map(|name| (name, (source, root))));
            } else if let Some(platform) = root.get("platform").and_then(|it| it.get("tables")) {
                for (key, table) in platform.map().into_iter().flatten() {
                    let name = QualifiedName::parse(&key.text);
                    tables.extend(name.map(|name| (name, (source, table))));
                }
            } else if let Some(section) = root.get("subject") {
                subject = Some((source, section));
            }
        }
        Self { tables, subject }
    }

    /// A place in a table's file: the last of the keys that is there.
    fn place(&self, table: &QualifiedName, path: &[&str]) -> Option<(&'f Source, Span)> {
        let (source, mut node) = *self.tables.get(table)?;
        let mut span = table_name(node).map_or(node.span, |it| it.span);
        for key in path {
            let Some((found, value)) = node.entry(key) else { break };
            (span, node) = (found.span, value);
        }
        Some((source, span))
    }

    /// The place of one way to the person: where it is written.
    fn selector(&self, table: &QualifiedName, at: usize) -> Option<(&'f Source, Span)> {
        let (source, node) = *self.tables.get(table)?;
        let written = node.get("subject")?;
        let span = written.list().map_or(written.span, |items| items.get(at).unwrap_or(written).span);
        Some((source, span))
    }
}

/// Everything that does not fit.
pub fn mistakes(schema: &Schema, files: &Files) -> Vec<Diagnostic> {
    let mut check = Check { schema, files, found: Vec::new() };
    let of_platform = check.root().filter(|root| schema.get(&ObjectId::Table(root.name.clone())).is_none());
    for table in schema.tables().chain(of_platform) {
        for column in &table.columns {
            check.column(table, column);
        }
        if matches!(&table.on_erase, Some(TableErasure::Retain(ground)) if ground.is_empty()) {
            check.at(
                &table.name,
                &["on_erase", "retain"],
                "missing-reason",
                "the legal ground is missing",
                GROUND,
            );
        }
    }
    if check.subject() {
        let root = check.root().map(|it| &it.name);
        for table in schema.tables().filter(|it| it.partition_of.is_none() && Some(&it.name) != root) {
            check.table(table);
        }
        check.circles();
        check.staying();
    }
    check.found
}

const GROUND: &str = "name it, e.g. `retain: Art. 6(1)(c) GDPR, tax law, 10 years`";

struct Check<'c> {
    schema: &'c Schema,
    files: &'c Files<'c>,
    found: Vec<Diagnostic>,
}

impl<'c> Check<'c> {
    fn at(
        &mut self,
        table: &QualifiedName,
        path: &[&str],
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report(self.files.place(table, path), code, message, help);
    }

    fn report(
        &mut self,
        place: Option<(&Source, Span)>,
        code: &'static str,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        if let Some((source, span)) = place {
            self.found.push(Diagnostic::new(&source.path, span, code, message).help(help));
        }
    }

    /// The table of persons.
    fn root(&self) -> Option<&'c Table> {
        self.schema.subject.as_ref().and_then(|it| self.schema.table(&it.root))
    }

    /// The section itself; whether the rest can be held against it.
    fn subject(&mut self) -> bool {
        let Some(root) = self.root() else { return false };
        let place = |key: &str| {
            let (source, section) = self.files.subject?;
            Some((source, section.entry(key).map_or(section.span, |(key, _)| key.span)))
        };
        let (at_root, at_functions) = (place("root"), place("functions"));
        if root.primary_key_columns().len() != 1 {
            let message = format!("{} has no primary key of one column to tell persons apart", root.name);
            self.report(at_root, "bad-subject", message, "declare the key, or name the table that has one");
            return false;
        }
        for object in functions::generated(self.schema) {
            let id = object.id();
            if self.schema.objects.contains_key(&id) {
                let message = format!("{id} is generated, and declared as well");
                self.report(at_functions, "duplicate-object", message, "keep one of them");
            }
        }
        true
    }

    fn column(&mut self, table: &Table, column: &Column) {
        let path = ["columns", column.name.as_str(), "on_erase"];
        if let Some((message, help)) = column_mistake(table, column) {
            self.at(&table.name, &path, "bad-erasure", message, help);
        }
        if matches!(&column.on_export, Some(Export::Exclude(reason)) if reason.is_empty()) {
            let path = ["columns", column.name.as_str(), "on_export"];
            let help = "say why, e.g. `exclude: notes about others, Art. 15(4) GDPR`";
            self.at(&table.name, &path, "missing-reason", "the reason is missing", help);
        }
        let deletes = match self.root().filter(|root| root.name == table.name) {
            Some(_) => self.schema.subject.as_ref().is_some_and(|it| it.on_erase == RootErasure::Delete),
            None => matches!(table.on_erase, None | Some(TableErasure::Delete)),
        };
        if column.on_erase.is_some() && deletes {
            let message = "the whole row is deleted, this column with it";
            let help = "say that rows stay, `on_erase: anonymize` or `{ retain: ... }` beside `columns`, or leave this out";
            self.at(&table.name, &path, "bad-erasure", message, help);
        }
        if table.on_erase == Some(TableErasure::Anonymize)
            && column.is_personal()
            && column.on_erase.is_none()
        {
            let message =
                format!("`{}` is personal and the row stays: what becomes of it is not said", column.name);
            let help = "write `on_erase: set null`, `{ mask: ... }` or `{ retain: <legal ground> }`";
            self.at(&table.name, &path, "bad-erasure", message, help);
        }
    }

    fn table(&mut self, table: &Table) {
        let Some(selectors) = selectors(table) else { return self.no_way(table) };
        if table.primary_key_columns().is_empty() {
            let message =
                format!("{} has no primary key, so a person's rows cannot be put aside", table.name);
            self.at(&table.name, &["subject"], "bad-subject", message, "give it one");
        }
        for (at, selector) in selectors.iter().enumerate() {
            if let Some((message, help)) = self.way_mistake(table, selector) {
                self.report(self.files.selector(&table.name, at), "bad-subject", message, help);
            }
        }
    }

    /// A table of which nobody said whose its rows are.
    fn no_way(&mut self, table: &Table) {
        if table.on_erase.as_ref().is_some_and(|_| table.subject.is_none()) {
            let message = "nothing says whose rows these are";
            self.at(&table.name, &["on_erase"], "bad-subject", message, "write `subject` as well");
        } else if table.subject.is_none()
            && let Some(column) = table.columns.iter().find(|it| it.is_personal())
        {
            let message =
                format!("{} holds personal data (`{}`), and nothing says whose", table.name, column.name);
            let help =
                "write `subject: user_id`, a way there, or `subject: none` if it is no person's of the root";
            self.at(&table.name, &[], "no-subject", message, help);
        } else if table.subject.is_none()
            && let Some(key) = foreign_keys(table).find(|key| self.leads_to_person(&key.table))
        {
            let message =
                format!("rows of {} belong to rows of {}, which are a person's", table.name, key.table);
            let column = key.columns.first().map_or("column", Name::as_str);
            let help = format!("write `subject: {{ through: {column} }}`, or `subject: none`");
            self.at(&table.name, &[], "no-subject", message, help);
        }
    }

    fn leads_to_person(&self, table: &QualifiedName) -> bool {
        self.root().is_some_and(|root| root.name == *table)
            || self.schema.table(table).is_some_and(|it| selectors(it).is_some())
    }

    fn way_mistake(&self, table: &Table, selector: &Selector) -> Option<(String, String)> {
        let root = self.root()?;
        let column = table.column(selector.column())?;
        match selector {
            Selector::Is { of, .. } => {
                let name = of.as_ref().or(root.primary_key_columns().first())?;
                let Some(other) = root.column(name) else {
                    let message = format!("{} has no column `{name}`", root.name);
                    return Some((message, "name one that it has, or declare it".to_owned()));
                };
                let (own, its) = (&column.data_type, &other.data_type);
                let text = own.may_be_text() && its.may_be_text();
                (own != its && !text).then(|| {
                    let message = format!("`{}` is {own}, {}.{name} is {its}", column.name, root.name);
                    (message, "they are compared; give them one type".to_owned())
                })
            }
            Selector::Through(name) => match key_from(table, name) {
                None => {
                    let message = format!("no foreign key leads from `{name}` alone to another table");
                    Some((
                        message,
                        "declare it with `references`, or write the column that has one".to_owned(),
                    ))
                }
                Some(key) if !self.leads_to_person(&key.table) => {
                    let message = format!("{} leads to no person", key.table);
                    Some((message, format!("write its `subject`, in the file of {}", key.table)))
                }
                Some(_) => None,
            },
            Selector::Packed { rows_of, .. } => {
                let packed = self.schema.table(rows_of).and_then(selectors);
                let nested =
                    packed.is_none_or(|ways| ways.iter().any(|it| matches!(it, Selector::Packed { .. })));
                let alone = selectors(table).is_some_and(|ways| ways.len() == 1);
                let deletes = matches!(table.on_erase, None | Some(TableErasure::Delete));
                if nested {
                    let message = format!("{rows_of} has no `subject` that tells whose its rows are");
                    Some((message, "write it there, or name the table that the rows are of".to_owned()))
                } else if !column.data_type.is("jsonb") {
                    let message =
                        format!("`{}` is {}, and packed rows are jsonb", column.name, column.data_type);
                    Some((message, "name the column that holds the array".to_owned()))
                } else if !alone || !deletes {
                    let message = "rows are taken out of what packs them, and nothing else becomes of it";
                    let help = "let `packed` be the only way, and leave `on_erase` out";
                    Some((message.to_owned(), help.to_owned()))
                } else {
                    None
                }
            }
            Selector::Same(name) => {
                let others = self.schema.tables().filter(|it| {
                    selectors(it).is_some_and(|ways| {
                        ways.iter().any(|way| matches!(way, Selector::Same(it) if it == name))
                    })
                });
                let types = others.filter_map(|it| it.column(name)).map(|it| &it.data_type);
                let mut others = types.filter(|it| **it != column.data_type);
                others.next().map(|other| {
                    let message =
                        format!("`{name}` is {} here and {other} in another table", column.data_type);
                    (message, "they are compared; give them one type".to_owned())
                })
            }
        }
    }

    /// Ways that lead through a table back to it.
    fn circles(&mut self) {
        for table in self.schema.tables() {
            for (at, selector) in selectors(table).unwrap_or_default().iter().enumerate() {
                let Selector::Through(column) = selector else { continue };
                let mut reached: Vec<&QualifiedName> =
                    key_from(table, column).map(|it| &it.table).into_iter().collect();
                let mut next = 0;
                while let Some(name) = reached.get(next).copied() {
                    next += 1;
                    let Some(parent) = self.schema.table(name) else { continue };
                    for way in selectors(parent).unwrap_or_default() {
                        let Selector::Through(column) = way else { continue };
                        let further = key_from(parent, column).map(|it| &it.table);
                        reached.extend(further.filter(|it| !reached.contains(it)));
                    }
                }
                if reached.contains(&&table.name) {
                    let message = format!("the way through `{column}` leads back to {}", table.name);
                    let help =
                        "take one of the ways out, so that each ends at a column that names the person";
                    self.report(self.files.selector(&table.name, at), "bad-subject", message, help);
                }
            }
        }
    }

    /// Rows that stay although PostgreSQL would delete them, or keep what they refer to.
    fn staying(&mut self) {
        let Some(graph) = Graph::new(self.schema) else { return };
        for table in graph.tables() {
            let stays = graph.member(&table.name).is_none_or(|it| it.treatment != Treatment::Delete);
            for key in foreign_keys(table).filter(|key| stays && key.on_delete != Action::SetDefault) {
                let goes = graph.member(&key.table).is_some_and(|it| it.treatment == Treatment::Delete);
                if !goes || erase::nullable_columns(table, key).next().is_some() {
                    continue;
                }
                let column = key.columns.first().map_or("", Name::as_str);
                let message = format!(
                    "rows of {} stay, but each needs its row of {}, which goes",
                    table.name, key.table
                );
                let help = format!("let `{column}` be NULL, or delete these rows as well");
                self.at(&table.name, &["columns", column], "bad-erasure", message, help);
            }
        }
    }
}

/// The columns that nobody has classified, in tables with personal data.
pub fn unclassified(schema: &Schema, files: &Files) -> Vec<Diagnostic> {
    let mut check = Check { schema, files, found: Vec::new() };
    let root = check.root();
    for table in schema.tables().filter(|it| it.partition_of.is_none()).chain(root) {
        let personal = selectors(table).is_some()
            || root.is_some_and(|root| root.name == table.name)
            || table.columns.iter().any(Column::is_personal);
        for column in table.columns.iter().filter(|it| personal && it.pii.is_none()) {
            let message = format!("`{}` is not classified, in a table with personal data", column.name);
            let help = "write what it tells about a person: `pii: contact`, `identifier`, `network`, `free_text`, `financial` or `none`";
            check.at(&table.name, &["columns", column.name.as_str()], "unclassified", message, help);
        }
    }
    check.found.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    check.found.dedup();
    check.found
}
