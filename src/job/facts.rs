//! What a job has to fit: tables as far as jobs care, whether they come from schema/ or from a live
//! catalog. Both ways a job is held against the same facts by the same rules.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::refresh::{self, ViewFacts};
use crate::model::constraint::{Action, ConstraintKind, RuleKind};
use crate::model::index::IndexedValue;
use crate::model::table::{ColumnValue, PartitionStrategy, Table};
use crate::model::trigger::TriggerEvent;
use crate::model::{Name, Object, QualifiedName, Schema, Sql};

/// The tables and materialised views there are.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    pub tables: BTreeMap<QualifiedName, TableFacts>,
    /// The materialised ones.
    pub views: BTreeMap<QualifiedName, ViewFacts>,
}

/// One table.
#[derive(Clone, Debug, Deserialize)]
pub struct TableFacts {
    pub name: QualifiedName,
    pub columns: Vec<ColumnFacts>,
    /// Empty where there is none.
    pub primary_key: Vec<Name>,
    /// The columns of each B-tree index that is valid and has no condition, those of keys among them.
    pub indexes: Vec<Vec<Name>>,
    /// The column sets in which no two rows may be alike.
    pub uniques: Vec<Vec<Name>>,
    /// Those of them in which NULL is a value like any other.
    pub strict_uniques: Vec<Vec<Name>>,
    pub foreign_keys: Vec<ForeignKeyFacts>,
    /// What schema/ says in SQL of more than one column's form; unknown of a live table.
    #[serde(skip)]
    pub checks: Vec<CheckFacts>,
    pub row_security: bool,
    /// Whether a crash empties it.
    pub unlogged: bool,
    /// Whether it is divided by ranges of one column, and of which.
    pub range_by: Option<Name>,
    /// Whether a trigger or a rule may keep a row that is to be deleted.
    pub keeps_rows: bool,
    /// Whether a trigger or a rule is told of rows that are deleted.
    pub delete_triggers: bool,
    /// Tells its columns, keys and triggers from others; empty where they come from schema/.
    pub shape: String,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ColumnFacts {
    pub name: Name,
    /// As `format_type` writes it.
    pub type_name: String,
    pub not_null: bool,
    pub generated: bool,
    /// Whether it has a collation of its own, under which texts that differ may be equal; unknown of a live
    /// table.
    #[serde(skip)]
    pub collated: bool,
    /// What is known of its values without asking PostgreSQL.
    #[serde(skip)]
    pub rules: Vec<RuleKind>,
}

/// A CHECK that is none of the short forms.
#[derive(Clone, Debug)]
pub struct CheckFacts {
    pub name: Name,
    pub expression: Sql,
    /// The columns that it names.
    pub columns: Vec<Name>,
}

#[derive(Clone, Debug, Deserialize)]
pub struct ForeignKeyFacts {
    pub name: Name,
    pub columns: Vec<Name>,
    pub to: QualifiedName,
    pub to_columns: Vec<Name>,
    pub on_delete: Action,
}

impl TableFacts {
    pub fn column(&self, name: &str) -> Option<&ColumnFacts> {
        self.columns.iter().find(|column| column.name == *name)
    }

    /// Whether an index begins with the columns, in any order.
    pub fn is_indexed(&self, columns: &[Name]) -> bool {
        self.indexes.iter().any(|index| {
            index.len() >= columns.len() && columns.iter().all(|it| index[..columns.len()].contains(it))
        })
    }
}

impl Facts {
    /// The tables of schema/ and the platform's.
    pub fn of(schema: &Schema) -> Self {
        let objects = schema.platform.values().chain(schema.objects.values());
        let tables = objects.filter_map(|object| match object {
            Object::Table(table) => Some((table.name.clone(), table_facts(table))),
            _ => None,
        });
        let views = refresh::views(schema).into_iter().map(|it| (it.name.clone(), it));
        Self { tables: tables.collect(), views: views.collect() }
    }

    pub fn table(&self, name: &QualifiedName) -> Option<&TableFacts> {
        self.tables.get(name)
    }

    pub fn view(&self, name: &QualifiedName) -> Option<&ViewFacts> {
        self.views.get(name)
    }

    /// The tables with a foreign key to a table, itself among them where it has one.
    pub fn referring_to(&self, name: &QualifiedName) -> impl Iterator<Item = &QualifiedName> {
        let refers = move |facts: &TableFacts| facts.foreign_keys.iter().any(|key| key.to == *name);
        self.tables.iter().filter(move |(_, facts)| refers(facts)).map(|(table, _)| table)
    }
}

/// A table of schema/.
pub fn table_facts(table: &Table) -> TableFacts {
    let keys = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::PrimaryKey(key) | ConstraintKind::Unique(key) => Some(key.columns.clone()),
        _ => None,
    });
    let keys: Vec<Vec<Name>> = keys.collect();
    let plain = table.indexes.iter().filter(|index| index.predicate.is_none());
    let columns = |keys: &[crate::model::index::IndexKey]| {
        let columns = keys.iter().map_while(|key| match &key.on {
            IndexedValue::Column(name) => Some(name.clone()),
            IndexedValue::Expression(_) => None,
        });
        columns.collect::<Vec<_>>()
    };
    // What an expression comes to may be alike where its columns differ, and the other way round.
    let unique = plain.clone().filter(|index| {
        index.unique && index.keys.iter().all(|key| matches!(key.on, IndexedValue::Column(_)))
    });
    let strict_keys = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Unique(key) if key.nulls_not_distinct => Some(key.columns.clone()),
        _ => None,
    });
    let strict_indexes = unique.clone().filter(|index| index.nulls_not_distinct);
    let checks = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) if check.rule.is_none() => {
            let names = &check.expression.expression_names().columns;
            let columns = names.iter().filter_map(|path| path.last().cloned()).collect();
            let (name, expression) = (constraint.name.clone(), check.expression.clone());
            Some(CheckFacts { name, expression, columns })
        }
        _ => None,
    });
    let indexes = plain.filter(|index| index.using == "btree").map(|index| columns(&index.keys));
    let foreign_keys = table.constraints.iter().filter_map(|constraint| {
        let key = constraint.foreign_key()?;
        Some(ForeignKeyFacts {
            name: constraint.name.clone(),
            columns: key.columns.clone(),
            to: key.table.clone(),
            to_columns: key.references.clone(),
            on_delete: key.on_delete,
        })
    });
    TableFacts {
        name: table.name.clone(),
        columns: table.columns.iter().map(|column| column_facts(table, column)).collect(),
        primary_key: table.primary_key_columns().to_vec(),
        indexes: indexes.chain(keys.iter().cloned()).collect(),
        uniques: unique.map(|index| columns(&index.keys)).chain(keys.iter().cloned()).collect(),
        strict_uniques: strict_indexes.map(|index| columns(&index.keys)).chain(strict_keys).collect(),
        checks: checks.collect(),
        foreign_keys: foreign_keys.collect(),
        row_security: table.row_security.applies(),
        unlogged: table.unlogged,
        range_by: table.partition_by.as_ref().and_then(|by| match (by.strategy, by.keys.as_slice()) {
            (PartitionStrategy::Range, [key]) => Some(Name::from(key.as_str())),
            _ => None,
        }),
        // A rule is not in a schema; the live catalog knows both.
        keeps_rows: false,
        shape: String::new(),
        delete_triggers: table.triggers.iter().any(|it| it.events.contains(&TriggerEvent::Delete)),
    }
}

fn column_facts(table: &Table, column: &crate::model::table::Column) -> ColumnFacts {
    let rules = table.constraints.iter().filter_map(|constraint| match &constraint.kind {
        ConstraintKind::Check(check) => check.rule.as_ref(),
        _ => None,
    });
    let of_column = rules.filter(|rule| rule.column.as_ref() == Some(&column.name));
    ColumnFacts {
        name: column.name.clone(),
        type_name: column.data_type.to_string(),
        not_null: column.not_null || table.primary_key_columns().contains(&column.name),
        generated: matches!(column.value, Some(ColumnValue::Generated(_))),
        collated: column.collate.is_some(),
        rules: of_column.map(|rule| rule.kind.clone()).collect(),
    }
}
