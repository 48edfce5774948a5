//! Views and materialised views.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::grant::{Granted, Holder};
use super::raw;
use super::{Name, Reader, Sql, assignments, printed, values};
use crate::model::grant::Grants;
use crate::model::table::StorageParameters;
use crate::model::view::{MaterializedView, View, ViewOption, ViewSetting};

impl Reader<'_> {
    pub fn view(&mut self, relation: &raw::Relation) -> View {
        let name = self.qualified(relation.schema, &relation.name);
        let label = format!("view {name}");
        let (columns, definition) = query(relation);
        let mut view = View {
            renamed_from: None,
            comment: self.catalog.comment("pg_class", relation.oid, 0),
            columns,
            column_comments: self.column_comments(relation),
            definition,
            options: IndexMap::new(),
            triggers: self.triggers_of(relation, &label),
            grants: self.relation_grants(relation, &label),
            name,
        };
        for (option, value) in assignments(relation.options.as_ref()) {
            match ViewOption::named(option).and_then(|it| Some((it, setting(it, value)?))) {
                Some((option, value)) => _ = view.options.insert(option, value),
                None => self.note(
                    label.clone(),
                    format!("the option {option} = {value} cannot be written in YAML yet"),
                ),
            }
        }
        self.note_columns(relation, &label);
        view
    }

    pub fn materialized_view(&mut self, relation: &raw::Relation) -> MaterializedView {
        let name = self.qualified(relation.schema, &relation.name);
        let label = format!("materialized view {name}");
        let (columns, definition) = query(relation);
        self.note_columns(relation, &label);
        self.note_storage(relation, &label);
        if self.indexes.get(&relation.oid).into_iter().flatten().any(|it| it.clustered) {
            self.note(label.clone(), "the index that it is clustered on cannot be written in YAML yet");
        }
        MaterializedView {
            renamed_from: None,
            comment: self.catalog.comment("pg_class", relation.oid, 0),
            columns,
            column_comments: self.column_comments(relation),
            definition,
            with_no_data: !relation.populated,
            indexes: self.indexes_of(relation, &label),
            storage_parameters: storage_parameters(relation.options.as_ref()),
            grants: self.relation_grants(relation, &label),
            name,
        }
    }

    /// The grants on a table or view and on its columns.
    pub fn relation_grants(&mut self, relation: &raw::Relation, label: &str) -> Grants {
        let columns = self.columns.get(&relation.oid).cloned().unwrap_or_default();
        let lists: Vec<(Name, &raw::Acl)> = columns.iter().map(|it| (Name::new(&it.name), &it.acl)).collect();
        let holder = Holder { label: label.to_owned(), kind: &Granted::TABLE, owner: relation.owner };
        self.grants(&holder, &relation.acl, &lists)
    }

    fn column_comments(&self, relation: &raw::Relation) -> BTreeMap<Name, String> {
        let columns = self.columns.get(&relation.oid).into_iter().flatten();
        columns
            .filter_map(|it| {
                Some((Name::new(&it.name), self.catalog.comment("pg_class", relation.oid, it.number)?))
            })
            .collect()
    }

    /// Whether a view has what would be lost with it when it is built anew, in a plan that does not know.
    pub fn has_more_than_yaml_says(&self, relation: &raw::Relation) -> bool {
        let mut columns = self.columns.get(&relation.oid).into_iter().flatten();
        columns.any(|it| it.default.is_some()) || self.catalog.others.iter().any(|it| it.of == relation.oid)
    }

    /// What a view and its columns may have and the format does not know.
    fn note_columns(&mut self, relation: &raw::Relation, label: &str) {
        if marks_cycles_by_a_cast(relation.definition.as_deref().unwrap_or_default()) {
            let reason = "the marks of its CYCLE are printed with a cast, which PostgreSQL does not read there: mark with numbers, or with true and false";
            self.note(label, reason);
        }
        if let Some(index) = self.cluster_on(relation) {
            self.note(label, format!("that it is clustered on {index} cannot be written in YAML yet"));
        }
        for statistics in self.statistics.get(&relation.oid).cloned().unwrap_or_default() {
            let reason =
                format!("the statistics {} of a view cannot be written in YAML yet", statistics.name);
            self.note(label, reason);
        }
        for column in self.columns.get(&relation.oid).cloned().unwrap_or_default() {
            let name = &column.name;
            if column.default.is_some() {
                self.note(label, format!("the default of the column {name} cannot be written in YAML yet"));
            }
            let tuned =
                column.storage.is_some() || !column.compression.is_empty() || column.options.is_some();
            if tuned || column.statistics.is_some_and(|it| it >= 0) {
                self.note(label, format!("how the column {name} is stored cannot be written in YAML yet"));
            }
        }
    }

    /// Where and how a relation is stored, as far as the format cannot say it.
    pub fn note_storage(&mut self, relation: &raw::Relation, label: &str) {
        if let Some(tablespace) = &relation.tablespace {
            self.note(label, format!("the tablespace {tablespace} cannot be written in YAML yet"));
        }
        if let Some(method) = relation.method.as_ref().filter(|it| *it != "heap") {
            self.note(label, format!("the access method {method} cannot be written in YAML yet"));
        }
    }
}

/// The value of an option, for those that have a word of their own or one that means the same.
fn setting(option: ViewOption, value: &str) -> Option<ViewSetting> {
    match (option, value) {
        (ViewOption::CheckOption, "local" | "cascaded") | (_, "on" | "off" | "yes" | "no") => {
            Some(ViewSetting::Word(value.to_owned()))
        }
        (_, "true" | "1") => Some(ViewSetting::Switch(true)),
        (_, "false" | "0") => Some(ViewSetting::Switch(false)),
        _ => None,
    }
}

/// Whether PostgreSQL prints `CYCLE a SET b TO 'Y'::text DEFAULT ..`: it takes constants there, and no casts.
fn marks_cycles_by_a_cast(definition: &str) -> bool {
    definition.lines().map(str::trim_start).filter(|it| it.starts_with(") CYCLE ")).any(|line| {
        let marks = line.split_once(" SET ").and_then(|(_, rest)| rest.rsplit_once(" USING "));
        marks.is_some_and(|(marks, _)| marks.contains("'::"))
    })
}

/// The query, as PostgreSQL prints it, and the names of its columns where it cannot say them.
fn query(relation: &raw::Relation) -> (Vec<Name>, Sql) {
    let text = relation.definition.as_deref().unwrap_or_default().trim();
    let text = printed::stable(text.strip_suffix(';').unwrap_or(text));
    match values::named(&text) {
        Some((columns, values)) => (columns, Sql::new(values)),
        None => (Vec::new(), Sql::new(text)),
    }
}

pub fn storage_parameters(options: Option<&Vec<String>>) -> StorageParameters {
    assignments(options).map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}
