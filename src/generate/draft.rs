//! Which tables get rows, how many, and in which order: those that are referred to first. Where
//! foreign keys make a circle, some of them have to wait until all rows are there.

use std::collections::BTreeMap;

use super::{Refusal, Request};
use crate::model::constraint::{Constraint, ConstraintKind, ForeignKey};
use crate::model::index::IndexedValue;
use crate::model::table::{Column, ColumnValue, PartitionOf};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema, Sql, Table};
use crate::yaml::audit;

/// How many rows a table gets where nothing is said.
const SCALE: u64 = 10_000;
/// A platform's tables hold people, not what they do.
const PLATFORM_SHARE: f64 = 0.01;

/// A table that gets rows.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub table: &'a Table,
    /// All columns, inherited ones included, but for those that PostgreSQL computes.
    pub columns: Vec<&'a Column>,
    pub checks: Vec<&'a Constraint>,
    pub uniques: Vec<Unique>,
    pub keys: Vec<(&'a Name, &'a ForeignKey)>,
    pub partitions: Vec<&'a PartitionOf>,
    pub rows: u64,
    /// Somebody asked for just so many.
    pub fixed: bool,
}

/// Columns that are never the same twice.
#[derive(Clone, Debug)]
pub struct Unique {
    pub name: Name,
    pub columns: Vec<Name>,
    /// No row may have a NULL in them, as two NULLs would count as equal or none is allowed.
    pub nulls: Nulls,
    pub kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nulls {
    Distinct,
    Never,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Equal,
    /// Ranges that have nothing in common.
    Apart,
}

impl<'a> Draft<'a> {
    pub fn name(&self) -> &'a QualifiedName {
        &self.table.name
    }

    pub fn column(&self, name: &Name) -> Option<usize> {
        self.columns.iter().position(|it| it.name == *name)
    }
}

/// The tables in the order in which they are filled, and the foreign keys that have to wait.
pub struct Order<'a> {
    pub drafts: Vec<Draft<'a>>,
    pub waiting: Vec<(QualifiedName, Name)>,
}

pub fn drafts<'a>(request: &Request<'a>, refusals: &mut Vec<Refusal>) -> Order<'a> {
    let mut wanted: BTreeMap<QualifiedName, Draft<'a>> = BTreeMap::new();
    let named = |name: &QualifiedName| request.rows.iter().find(|(it, _)| it == name).map(|(_, rows)| *rows);
    // Without a scale, the tables that were named and those that they refer to.
    let only_named = request.scale.is_none() && !request.rows.is_empty();
    let scale =
        request.scale.unwrap_or_else(|| request.rows.iter().map(|(_, rows)| *rows).max().unwrap_or(SCALE));
    let mut open: Vec<&Table> = if only_named {
        request.rows.iter().filter_map(|(name, _)| request.schema.table(name)).collect()
    } else {
        // The audit log is written by what is written elsewhere.
        let is_wanted = |table: &&Table| table.partition_of.is_none() && table.name.schema != audit::SCHEMA;
        request.schema.tables().filter(is_wanted).collect()
    };
    while let Some(table) = open.pop() {
        if wanted.contains_key(&table.name) {
            continue;
        }
        let wish = request.wishes.table(&table.name);
        let fixed = named(&table.name).or_else(|| wish.and_then(|wish| wish.rows));
        let platform = request.schema.get(&ObjectId::Table(table.name.clone())).is_none();
        let share = wish.and_then(|it| it.share).unwrap_or(if platform { PLATFORM_SHARE } else { 1.0 });
        let rows = fixed.unwrap_or_else(|| part(scale, share));
        if rows == 0 {
            continue;
        }
        let draft = draft(request.schema, table, rows, fixed.is_some(), refusals);
        let targets = draft.keys.iter().filter_map(|(_, key)| request.schema.table(&key.table));
        open.extend(targets);
        wanted.insert(table.name.clone(), draft);
    }
    ordered(wanted)
}

/// A part of the scale, one row at the least.
fn part(scale: u64, share: f64) -> u64 {
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a number of rows that was asked for roughly"
    )]
    let rows = (scale as f64 * share).round() as u64;
    if scale == 0 || share == 0.0 { 0 } else { rows.max(1) }
}

fn draft<'a>(
    schema: &'a Schema,
    table: &'a Table,
    rows: u64,
    fixed: bool,
    refusals: &mut Vec<Refusal>,
) -> Draft<'a> {
    let mut draft = Draft {
        table,
        columns: Vec::new(),
        checks: Vec::new(),
        uniques: Vec::new(),
        keys: Vec::new(),
        partitions: Vec::new(),
        rows,
        fixed,
    };
    inherit(schema, table, &mut draft, 0);
    for constraint in &table.constraints {
        match &constraint.kind {
            ConstraintKind::PrimaryKey(key) => draft.uniques.push(Unique {
                name: constraint.name.clone(),
                columns: key.columns.clone(),
                nulls: Nulls::Never,
                kind: Kind::Equal,
            }),
            ConstraintKind::Unique(key) => draft.uniques.push(Unique {
                name: constraint.name.clone(),
                columns: key.columns.clone(),
                nulls: if key.nulls_not_distinct { Nulls::Never } else { Nulls::Distinct },
                kind: Kind::Equal,
            }),
            ConstraintKind::ForeignKey(key) => draft.keys.push((&constraint.name, key)),
            ConstraintKind::Exclude(exclude) => {
                let column =
                    |sql: &Sql| draft.columns.iter().find(|it| *sql == Sql::new(it.name.to_string()));
                let found = exclude.elements.iter().find_map(|(on, operator)| {
                    let kind = match operator.as_str() {
                        "=" => Kind::Equal,
                        "&&" => Kind::Apart,
                        _ => return None,
                    };
                    Some((column(on)?.name.clone(), kind))
                });
                match found {
                    Some((column, kind)) => draft.uniques.push(Unique {
                        name: constraint.name.clone(),
                        columns: vec![column],
                        nulls: Nulls::Distinct,
                        kind,
                    }),
                    None => refusals.push(Refusal::of(
                        &table.name,
                        &[],
                        Some(&constraint.name),
                        "what it excludes is not understood",
                    )),
                }
            }
            ConstraintKind::Check(_) => {}
        }
    }
    for index in table.indexes.iter().filter(|index| index.unique) {
        let columns: Option<Vec<Name>> =
            index.keys.iter().map(|key| indexed(&key.on, &draft.columns)).collect();
        match columns {
            Some(columns) => draft.uniques.push(Unique {
                name: index.name.clone(),
                columns,
                nulls: if index.nulls_not_distinct { Nulls::Never } else { Nulls::Distinct },
                kind: Kind::Equal,
            }),
            None => refusals.push(Refusal::of(
                &table.name,
                &[],
                Some(&index.name),
                "what makes its expression another in each row is not understood",
            )),
        }
    }
    let partitions = schema.tables().filter_map(|it| it.partition_of.as_ref());
    draft.partitions = partitions.filter(|it| it.table == table.name).collect();
    draft
}

/// The column of an index's key; `lower(a)` is as good as `a`, since texts are made in lower case.
fn indexed(on: &IndexedValue, columns: &[&Column]) -> Option<Name> {
    match on {
        IndexedValue::Column(name) => Some(name.clone()),
        IndexedValue::Expression(sql) => {
            let same = |name: &Name| {
                ["lower", "upper"].iter().any(|function| *sql == Sql::new(format!("{function}({name})")))
            };
            columns.iter().map(|it| &it.name).find(|name| same(name)).cloned()
        }
    }
}

/// The columns and checks of a table and, before them, of those that it inherits from.
fn inherit<'a>(schema: &'a Schema, table: &'a Table, draft: &mut Draft<'a>, depth: usize) {
    for parent in table.inherits.iter().filter(|_| depth < 16) {
        if let Some(Object::Table(parent)) = schema.find(&ObjectId::Table(parent.clone())) {
            inherit(schema, parent, draft, depth + 1);
        }
    }
    for column in &table.columns {
        let generated = matches!(column.value, Some(ColumnValue::Generated(_)));
        match draft.columns.iter_mut().find(|it| it.name == column.name) {
            Some(before) => *before = column,
            None if generated => {}
            None => draft.columns.push(column),
        }
    }
    draft.checks.extend(table.constraints.iter().filter(|it| matches!(it.kind, ConstraintKind::Check(_))));
}

/// A table comes after those that it refers to. In a circle the one comes first that refers to the
/// fewest others.
fn ordered(mut wanted: BTreeMap<QualifiedName, Draft<'_>>) -> Order<'_> {
    let mut order = Order { drafts: Vec::new(), waiting: Vec::new() };
    while !wanted.is_empty() {
        let missing = |draft: &Draft| {
            let targets = draft.keys.iter().map(|(_, key)| &key.table);
            targets.filter(|it| *it != draft.name() && wanted.contains_key(*it)).count()
        };
        let Some(next) = wanted.values().min_by_key(|draft| missing(draft)).map(|it| it.name().clone())
        else {
            break;
        };
        let Some(draft) = wanted.remove(&next) else { break };
        for (name, key) in &draft.keys {
            if key.table != next && wanted.contains_key(&key.table) {
                order.waiting.push((next.clone(), (*name).clone()));
            }
        }
        order.drafts.push(draft);
    }
    order
}
