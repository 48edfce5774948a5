//! What changes so that nothing may refer to it meanwhile, found from the changes.

use std::collections::BTreeSet;

use crate::diff::{self, Change, ColumnAspect, ColumnChange, TableChange};
use crate::model::data_type::TypeName;
use crate::model::dependencies::Dependencies;
use crate::model::naming::identity_sequence;
use crate::model::table::Column;
use crate::model::types::{Attribute, Composite};
use crate::model::{Object, ObjectId, QualifiedName, Schema};
use crate::plan::{composite, descendants, swapped};

/// What nothing may refer to while it changes.
#[derive(Default)]
pub(super) struct Touched {
    pub ids: BTreeSet<ObjectId>,
    /// The columns whose new type shows in the expressions over them.
    pub retyped: BTreeSet<ObjectId>,
    /// The columns that go and come back, with everything that stands on them.
    pub anew: BTreeSet<ObjectId>,
    /// The constraints that get another name, by the old one.
    pub renamed: BTreeSet<ObjectId>,
    /// The tables that get or lose columns.
    pub reshaped: BTreeSet<ObjectId>,
    /// Those of them, and the composite types, that lose some.
    pub shrunk: BTreeSet<ObjectId>,
    /// The same that get some.
    pub grown: BTreeSet<ObjectId>,
    /// The composite types, or those of tables' rows, that lose attributes: what makes values of them goes and
    /// comes back.
    pub cut: BTreeSet<ObjectId>,
    /// The views that have other rows; what holds rows of theirs has to be filled anew.
    pub requeried: BTreeSet<ObjectId>,
    /// The partitioned tables of which a partition goes out and in again, to which no foreign key may refer
    /// meanwhile.
    pub rebound: BTreeSet<QualifiedName>,
}

impl Touched {
    pub fn by(changes: &[Change]) -> Self {
        let mut touched = Self::default();
        for change in changes {
            match change {
                Change::Drop(object) => {
                    if let Object::Table(table) = object {
                        table.columns.iter().for_each(|it| touched.sequence_behind(&table.name, it));
                    }
                    touched.ids.insert(object.id());
                }
                Change::Table { table, change } => touched.table(table, change),
                Change::Replace { from: Object::View(from), to: Object::View(to) } => {
                    let other_rows = from.definition != to.definition;
                    touched.requeried.extend(other_rows.then(|| ObjectId::View(to.name.clone())));
                }
                Change::Replace { from: Object::Composite(from), to: Object::Composite(to) } => {
                    touched.composite(from, to);
                    touched.ids.extend(swapped(change));
                }
                Change::Replace { .. } => touched.ids.extend(swapped(change)),
                _ => {}
            }
        }
        touched
    }

    fn composite(&mut self, from: &Composite, to: &Composite) {
        let after = |it: &Attribute| to.attributes.iter().find(|after| after.name == it.name);
        if !composite::lacking(from, to).is_empty() {
            // PostgreSQL would cut what makes values of it, which says the same afterwards.
            self.cut.insert(ObjectId::Composite(to.name.clone()));
            self.shrunk.insert(ObjectId::Table(to.name.clone()));
        }
        if !composite::lacking(to, from).is_empty() {
            self.grown.insert(ObjectId::Table(to.name.clone()));
        }
        let other = from.attributes.iter().filter(|it| after(it).is_some_and(|after| !it.is_like(after)));
        let id = |it: &Attribute| ObjectId::Column { table: to.name.clone(), name: it.name.clone() };
        self.ids.extend(other.map(id));
    }

    /// The sequence of an identity goes with it.
    fn sequence_behind(&mut self, table: &QualifiedName, column: &Column) {
        self.ids.extend(identity_sequence(table, column).map(ObjectId::Sequence));
    }

    fn table(&mut self, table: &QualifiedName, change: &TableChange) {
        match change {
            TableChange::AlterColumn(ColumnChange { aspect: ColumnAspect::Value, from, to })
                if !to.is_identity() =>
            {
                self.sequence_behind(table, from);
            }
            TableChange::ReplaceColumn { from, .. } | TableChange::DropColumn(from) => {
                self.sequence_behind(table, from);
            }
            _ => {}
        }
        let table = table.clone();
        match change {
            TableChange::AlterColumn(ColumnChange { aspect: ColumnAspect::Type, from, to }) => {
                let id = ObjectId::Column { table, name: to.name.clone() };
                let other =
                    from.data_type.name != to.data_type.name || from.data_type.array != to.data_type.array;
                // PostgreSQL writes expressions over these anew, with more casts than they had.
                let casts = matches!(to.data_type.name, TypeName::Builtin("varchar" | "char"));
                // An enum that is swapped for another of its name.
                let is_swapped =
                    diff::is_same_type(&from.data_type, &to.data_type) && from.collate == to.collate;
                if other || casts || is_swapped {
                    self.retyped.insert(id.clone());
                }
                self.ids.insert(id);
            }
            TableChange::ReplaceColumn { to, .. } => {
                let id = ObjectId::Column { table, name: to.name.clone() };
                self.anew.insert(id.clone());
                self.retyped.insert(id.clone());
                self.ids.insert(id);
            }
            TableChange::AddColumn(_) => {
                self.reshaped.insert(ObjectId::Table(table.clone()));
                self.grown.insert(ObjectId::Table(table));
            }
            TableChange::RenameColumn { .. } => _ = self.reshaped.insert(ObjectId::Table(table)),
            TableChange::DropColumn(_) => {
                self.cut.insert(ObjectId::Composite(table.clone()));
                self.reshaped.insert(ObjectId::Table(table.clone()));
                self.shrunk.insert(ObjectId::Table(table));
            }
            TableChange::SetPartitionOf { from: Some(from), to: Some(to) } if from.table == to.table => {
                self.rebound.insert(to.table.clone());
            }
            TableChange::RenameConstraint { from, .. } => {
                self.renamed.insert(ObjectId::Constraint { table, name: from.clone() });
            }
            TableChange::DropConstraint(it) | TableChange::ReplaceConstraint { from: it, .. } => {
                self.ids.insert(ObjectId::Constraint { table, name: it.name.clone() });
            }
            TableChange::DropIndex(it) | TableChange::ReplaceIndex { from: it, .. } => {
                self.ids.insert(ObjectId::Index { table, name: it.name.clone() });
            }
            _ => {}
        }
    }

    /// What happens to a table's columns happens to those of its partitions and heirs.
    pub fn carry_over(&mut self, schema: &Schema) {
        let below = |table: &QualifiedName| descendants(schema, table);
        for columns in [&mut self.ids, &mut self.retyped, &mut self.anew] {
            let mut more = Vec::new();
            for id in columns.iter() {
                let ObjectId::Column { table, name } = id else { continue };
                more.extend(
                    below(table).into_iter().map(|table| ObjectId::Column { table, name: name.clone() }),
                );
            }
            columns.extend(more);
        }
        let mut above: Vec<QualifiedName> = self.rebound.iter().cloned().collect();
        while let Some(of) = above.pop().and_then(|it| schema.table(&it)?.partition_of.as_ref()) {
            above.push(of.table.clone());
            self.rebound.insert(of.table.clone());
        }
        let cut: Vec<_> = self.cut.iter().filter_map(ObjectId::type_name).flat_map(below).collect();
        self.cut.extend(cut.into_iter().map(ObjectId::Composite));
        self.carry_rows_over(schema);
        for tables in [&mut self.reshaped, &mut self.shrunk, &mut self.grown] {
            let heirs = tables.iter().filter_map(|id| match id {
                ObjectId::Table(table) => Some(below(table)),
                _ => None,
            });
            let more: Vec<ObjectId> = heirs.flatten().map(ObjectId::Table).collect();
            tables.extend(more);
        }
    }

    /// A view of a view that has other rows has other rows.
    fn carry_rows_over(&mut self, schema: &Schema) {
        let mut known = 0;
        while known < self.requeried.len() {
            known = self.requeried.len();
            for object in schema.objects.values() {
                let Object::View(view) = object else { continue };
                let mut found = Dependencies::new(schema);
                found.query(&view.definition);
                if !found.into_set().is_disjoint(&self.requeried) {
                    self.requeried.insert(object.id());
                }
            }
        }
    }

    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
            && self.cut.is_empty()
            && self.reshaped.is_empty()
            && self.rebound.is_empty()
            && self.requeried.is_empty()
            && self.renamed.is_empty()
    }
}
