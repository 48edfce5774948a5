//! Whole rows of tables as values: PostgreSQL writes no table anew while a column elsewhere holds rows of it,
//! and takes a row in a text (`row(1)::t`) for one with the columns that there are.

use std::collections::BTreeSet;

use super::statement::Statement;
use super::step::{State, Step};
use super::{Planner, descendants, enumeration};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::dependencies::{held_as_a_whole, rows_made};
use crate::model::index::IndexedValue;
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::types::Attribute;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema, Sql};

impl Planner<'_> {
    /// A column that holds rows of the table, or of a partition or heir of it, before and after.
    pub(super) fn keeper_of_rows(&self, table: &QualifiedName) -> Option<ObjectId> {
        keeper(self.from, self.to, &self.family(table))
    }

    /// What holds rows of a table goes before it is written anew, or comes after it.
    pub(super) fn mark_rows(&self, step: &mut Step) {
        let family = match &step.statement {
            Statement::SetUnlogged { table, .. } => BTreeSet::from([table.clone()]),
            Statement::SetColumnType { table, .. } | Statement::SetTableAside { table, .. } => {
                self.family(table)
            }
            Statement::AddColumn { table, column } if self.is_given_to_every_row(column) => {
                self.family(table)
            }
            // One that is made anew comes back to every row.
            Statement::Drop(id @ ObjectId::Column { table, .. }) if self.created.contains(id) => {
                self.family(table)
            }
            Statement::AlterAttribute { composite, .. } => BTreeSet::from([composite.clone()]),
            _ => BTreeSet::new(),
        };
        step.place.without.extend(holders(self.from, &family).into_iter().flat_map(own_ids));
        step.place.without.extend(self.attributes_let_go(&family));
        step.place.brings.extend(family.into_iter().map(State::Written));
        let (table, columns) = match &step.statement {
            Statement::AddAttribute { attribute, .. } => {
                step.place
                    .awaits
                    .extend(rows_in(self.to, &attribute.data_type).into_iter().map(State::Written));
                return self.mark_texts(step);
            }
            Statement::Create(Object::Table(table)) => (&table.name, &*table.columns),
            Statement::AddColumn { table, column } | Statement::SetColumnType { table, to: column, .. } => {
                (table, std::slice::from_ref(column))
            }
            _ => return self.mark_texts(step),
        };
        let old = self.from.table(table);
        let mut coming = BTreeSet::new();
        for column in columns {
            let was = old.and_then(|it| it.column(&column.name));
            let was = was.map(|it| rows_in(self.from, &it.data_type)).unwrap_or_default();
            coming.extend(rows_in(self.to, &column.data_type).into_iter().filter(|it| !was.contains(it)));
        }
        // No row may hold itself, not even by way of another that held it before.
        let back = holders(self.from, &BTreeSet::from([table.clone()])).into_iter();
        let back = back.filter(|(of, _)| coming.contains(&of.name));
        let back = back.map(|(of, it)| ObjectId::Column { table: of.name.clone(), name: it.name.clone() });
        step.place.without.extend(back);
        step.place.awaits.extend(coming.into_iter().map(State::Written));
        self.mark_texts(step);
    }

    /// The attributes of types that hold rows of these, or values of such types, and no more.
    fn attributes_let_go(&self, names: &BTreeSet<QualifiedName>) -> Vec<ObjectId> {
        let mut found = Vec::new();
        for (id, object) in self.from.objects.iter().filter(|_| !names.is_empty()) {
            let (Object::Composite(old), Some(Object::Composite(new))) = (object, self.to.get(id)) else {
                continue;
            };
            let holds = |schema: &Schema, it: &Attribute| !rows_in(schema, &it.data_type).is_disjoint(names);
            let stays =
                |it: &Attribute| new.attributes.iter().any(|new| new.name == it.name && holds(self.to, new));
            let gone = old.attributes.iter().filter(|it| holds(self.from, it) && !stays(it));
            found.extend(gone.map(|it| ObjectId::Column { table: old.name.clone(), name: it.name.clone() }));
        }
        found
    }

    /// A row in a text has every column of its type: those that go are gone, and the new ones are there.
    fn mark_texts(&self, step: &mut Step) {
        let mut untold = rows_told(self.from, self.texts_before(&step.statement));
        if let Statement::Drop(id) = &step.statement
            && let Some(object) = self.from.get(id)
        {
            untold.extend(held_as_a_whole(self.from, object));
        }
        step.place.brings.extend(untold.into_iter().map(State::Untold));
        let wider = match &step.statement {
            Statement::AddColumn { table, .. } => self.family(table),
            Statement::AddAttribute { composite, .. } => BTreeSet::from([composite.clone()]),
            _ => BTreeSet::new(),
        };
        step.place.awaits.extend(wider.into_iter().map(|it| State::Untold(ObjectId::Table(it))));
        let made = rows_told(self.to, self.texts(&step.statement));
        if made.is_empty() {
            return;
        }
        step.place.without.extend(self.columns_that_go(&made));
        let own = step.place.provides.clone();
        step.place.requires.extend(self.columns_that_come(&made).filter(|it| !own.contains(it)));
    }

    /// Whether a row that a default makes has other columns before and after: the old one can be brought back only
    /// when the new ones are gone.
    pub(super) fn makes_wider_rows(
        &self,
        old: (&ColumnValue, &DataType),
        new: (&ColumnValue, &DataType),
    ) -> bool {
        let told = |schema, (value, data_type)| rows_told(schema, of_value(Some(value), data_type));
        let (old, new) = (told(self.from, old), told(self.to, new));
        self.columns_that_come(&old.intersection(&new).cloned().collect()).next().is_some()
    }

    /// The texts before, as far as the statement takes them away for new ones.
    fn texts_before<'t>(&'t self, statement: &'t Statement) -> Vec<Text<'t>> {
        match statement {
            Statement::SetColumnValue { table, column, from, .. } => {
                let column = self.from.table(table).and_then(|it| it.column(column));
                let told = |it: &'t Column| of_value(from.as_ref(), &it.data_type);
                column.map(told).unwrap_or_default()
            }
            Statement::SetDomainValue { domain } if domain.value.is_none() => {
                let domain = self.from.get(&ObjectId::Domain(domain.name.clone()));
                domain.map(of_object).unwrap_or_default()
            }
            Statement::Drop(ObjectId::Constraint { table, name }) => {
                let table = self.from.table(table).into_iter();
                let own = table.flat_map(|it| &it.constraints).filter(|it| it.name == *name);
                own.flat_map(of_constraint).map(Text::Sql).collect()
            }
            Statement::Drop(ObjectId::Policy { table, name }) => {
                let table = self.from.table(table).into_iter();
                let own = table.flat_map(|it| &it.policies).filter(|it| it.name == *name);
                own.flat_map(|it| it.using.iter().chain(&it.with_check)).map(Text::Sql).collect()
            }
            Statement::Drop(ObjectId::Trigger { table, name }) => {
                let table = self.from.table(table).into_iter();
                let own = table.flat_map(|it| &it.triggers).filter(|it| it.name == *name);
                own.flat_map(|it| &it.when).map(Text::Sql).collect()
            }
            Statement::Drop(id) => self.from.get(id).map(of_object).unwrap_or_default(),
            _ => Vec::new(),
        }
    }

    /// What a statement has PostgreSQL read.
    fn texts<'t>(&'t self, statement: &'t Statement) -> Vec<Text<'t>> {
        let sql: Vec<&Sql> = match statement {
            Statement::SetColumnValue { table, column, to, .. } => {
                let column = self.to.table(table).and_then(|it| it.column(column));
                return column.map(|it| of_value(to.as_ref(), &it.data_type)).unwrap_or_default();
            }
            Statement::AddColumn { column, .. } | Statement::SetColumnType { to: column, .. } => {
                return of_column(column);
            }
            Statement::Create(object) => return of_object(object),
            Statement::SetDomainValue { domain } => {
                return of_value(domain.value.as_ref(), &domain.data_type);
            }
            Statement::AddConstraint { constraint, .. }
            | Statement::AddDomainConstraint { constraint, .. } => of_constraint(constraint),
            Statement::CreateIndex { index, .. } => {
                let keys = index.keys.iter().filter_map(|it| match &it.on {
                    IndexedValue::Expression(sql) => Some(sql),
                    IndexedValue::Column(_) => None,
                });
                keys.chain(&index.predicate).collect()
            }
            Statement::CreateStatistics { statistics, .. } => statistics.on.iter().collect(),
            Statement::CreatePolicy { policy, .. } => policy.using.iter().chain(&policy.with_check).collect(),
            Statement::CreateTrigger { trigger, .. } => trigger.when.iter().collect(),
            _ => Vec::new(),
        };
        sql.into_iter().map(Text::Sql).collect()
    }

    fn family(&self, table: &QualifiedName) -> BTreeSet<QualifiedName> {
        let mut family = descendants(self.from, table);
        family.extend(descendants(self.to, table));
        family.insert(table.clone());
        family
    }

    fn is_given_to_every_row(&self, column: &Column) -> bool {
        let data_type = &column.data_type;
        column.value.is_some() || self.is_constrained(data_type) || self.default_of_type(data_type).is_some()
    }

    /// The columns and attributes that go from what is given, also where a parent's take them along.
    pub(super) fn columns_that_go(&self, tables: &BTreeSet<ObjectId>) -> impl Iterator<Item = ObjectId> {
        columns_of(self.dropped.iter(), self.from, tables).into_iter()
    }

    /// The new ones.
    pub(super) fn columns_that_come(&self, tables: &BTreeSet<ObjectId>) -> impl Iterator<Item = ObjectId> {
        let columns = self.created.iter().filter(|it| matches!(it, ObjectId::Column { .. }));
        columns_of(columns, self.to, tables).into_iter()
    }
}

/// Those parts of `parts` that the tables have, or have from a parent.
fn columns_of<'p>(
    parts: impl Iterator<Item = &'p ObjectId>,
    schema: &Schema,
    tables: &BTreeSet<ObjectId>,
) -> Vec<ObjectId> {
    let mut found = Vec::new();
    for part in parts.filter(|it| it.owner() != **it) {
        found.extend(tables.contains(&part.owner()).then(|| part.clone()));
        let ObjectId::Column { table, name } = part else { continue };
        let below = descendants(schema, table).into_iter();
        let below = below.filter(|it| tables.contains(&ObjectId::Table(it.clone())));
        found.extend(below.map(|table| ObjectId::Column { table, name: name.clone() }));
    }
    found
}

/// The columns of tables that hold values of the types, or rows of the tables, of these names.
pub(super) fn holders<'s>(
    schema: &'s Schema,
    names: &BTreeSet<QualifiedName>,
) -> Vec<(&'s Table, &'s Column)> {
    if names.is_empty() {
        return Vec::new();
    }
    let columns = schema.tables().flat_map(|table| table.columns.iter().map(move |it| (table, it)));
    columns.filter(|(_, it)| !rows_in(schema, &it.data_type).is_disjoint(names)).collect()
}

/// A column and its table: it goes with either.
pub(super) fn own_ids((table, column): (&Table, &Column)) -> [ObjectId; 2] {
    let table = &table.name;
    [ObjectId::Table(table.clone()), ObjectId::Column { table: table.clone(), name: column.name.clone() }]
}

/// One that does so before and after.
pub(super) fn keeper(before: &Schema, to: &Schema, names: &BTreeSet<QualifiedName>) -> Option<ObjectId> {
    let stays = |(table, column): &(&Table, &Column)| {
        let after = to.table(&table.name).and_then(|it| it.column(&column.name));
        after.is_some_and(|it| !rows_in(to, &it.data_type).is_disjoint(names))
    };
    let (table, column) = holders(before, names).into_iter().find(stays)?;
    Some(ObjectId::Column { table: table.name.clone(), name: column.name.clone() })
}

/// The names of what a value of the type may hold as a value or a row: of the type itself, and of those that
/// it is made of.
fn rows_in(schema: &Schema, data_type: &DataType) -> BTreeSet<QualifiedName> {
    let mut found = BTreeSet::new();
    let mut waiting: Vec<QualifiedName> = data_type.named().into_iter().collect();
    while let Some(name) = waiting.pop() {
        if !found.insert(name.clone()) {
            continue;
        }
        let ids = [ObjectId::Domain(name.clone()), ObjectId::Composite(name.clone()), ObjectId::Range(name)];
        let objects = ids.iter().filter_map(|id| schema.get(id));
        waiting.extend(objects.flat_map(enumeration::parts).filter_map(DataType::named));
    }
    found
}

/// What PostgreSQL reads, and may make rows of.
enum Text<'t> {
    Sql(&'t Sql),
    /// A default makes rows of its column's type, whatever it says.
    Default(&'t DataType),
}

/// The tables and composite types whose rows the texts make.
fn rows_told(schema: &Schema, texts: Vec<Text>) -> BTreeSet<ObjectId> {
    let told = |text| match text {
        Text::Sql(sql) => rows_made(schema, sql),
        Text::Default(it) => rows_in(schema, it).into_iter().map(ObjectId::Table).collect(),
    };
    texts.into_iter().flat_map(told).collect()
}

fn of_object(object: &Object) -> Vec<Text<'_>> {
    let (values, constraints): (Vec<Text>, _) = match object {
        Object::Table(table) => (table.columns.iter().flat_map(of_column).collect(), &table.constraints),
        Object::Domain(domain) => (of_value(domain.value.as_ref(), &domain.data_type), &domain.checks),
        _ => return Vec::new(),
    };
    values.into_iter().chain(constraints.iter().flat_map(of_constraint).map(Text::Sql)).collect()
}

fn of_column(column: &Column) -> Vec<Text<'_>> {
    of_value(column.value.as_ref(), &column.data_type)
}

fn of_value<'t>(value: Option<&'t ColumnValue>, data_type: &'t DataType) -> Vec<Text<'t>> {
    match value {
        Some(ColumnValue::Expression(sql) | ColumnValue::Generated(sql)) => {
            vec![Text::Sql(sql), Text::Default(data_type)]
        }
        Some(ColumnValue::Literal(_)) => vec![Text::Default(data_type)],
        Some(ColumnValue::Identity(_)) | None => Vec::new(),
    }
}

fn of_constraint(constraint: &Constraint) -> Vec<&Sql> {
    match &constraint.kind {
        ConstraintKind::Check(check) => vec![&check.expression],
        ConstraintKind::Exclude(rule) => {
            rule.elements.iter().map(|(sql, _)| sql).chain(&rule.predicate).collect()
        }
        _ => Vec::new(),
    }
}
