//! Indexes and statistics over what changes, of tables and of materialised views: they go before, and are built
//! again after.

use super::{Handled, Search};
use crate::diff::{Change, TableChange};
use crate::model::dependencies::Dependencies;
use crate::model::index::{Index, IndexedValue};
use crate::model::table::{Statistics, Table};
use crate::model::{Object, ObjectId, QualifiedName};

impl Search<'_> {
    /// The indexes of materialised views that stay.
    pub(super) fn stored(&mut self, changes: &[Change]) {
        for (id, object) in &self.to.objects {
            let (Object::MaterializedView(after), Some(Object::MaterializedView(before))) =
                (object, self.before.get(id))
            else {
                continue;
            };
            let is_built = |it: &Change| matches!(it, Change::Create(object) if object.id() == *id);
            if self.rebuilt.iter().any(|(_, it)| it.id() == *id) || changes.iter().any(is_built) {
                continue;
            }
            let handled = Handled::of(changes, &after.name);
            self.indexes(&after.name, (&before.indexes, &after.indexes), &handled);
        }
    }

    /// An index over an expression of a column that gets another type, or over a function that goes.
    pub(super) fn indexes(
        &mut self,
        table: &QualifiedName,
        (before, after): (&[Index], &[Index]),
        handled: &Handled,
    ) {
        for index in after {
            let id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
            let former = handled.former(&id);
            let Some(old) = before.iter().find(|it| it.name == former && !handled.contains(&id)) else {
                continue;
            };
            let found = self.found(table, |found| expressions(index, found));
            let of_type =
                |id: &ObjectId| !matches!(id, ObjectId::Column { .. }) || self.touched.retyped.contains(id);
            let falls = || {
                found.intersection(&self.touched.ids).any(of_type) || !found.is_disjoint(&self.touched.cut)
            };
            let loses_a_column = || {
                let whole = self.found(table, |found| _ = found.index(index));
                !whole.is_disjoint(&self.touched.anew)
            };
            if falls() || loses_a_column() {
                let old = Index { name: former, comment: old.comment.clone(), ..index.clone() };
                self.push(table, TableChange::DropIndex(old), None);
                let comment = Some((id, index.comment.as_ref()));
                self.push(table, TableChange::CreateIndex(index.clone()), comment);
            }
        }
    }

    /// Those over a function that goes; PostgreSQL carries them over to another type of a column by itself.
    pub(super) fn statistics(&mut self, before: &Table, table: &Table, handled: &Handled) {
        for statistics in &table.statistics {
            let id = ObjectId::Statistics { table: table.name.clone(), name: statistics.name.clone() };
            let former = handled.former(&id);
            let old = before.statistics.iter().find(|it| it.name == former && !handled.contains(&id));
            let Some(old) = old else { continue };
            let found = self.found(&table.name, |found| _ = found.statistics(statistics));
            let goes = |it: &ObjectId| match it {
                ObjectId::Column { .. } => self.touched.anew.contains(it),
                _ => self.touched.ids.contains(it),
            };
            if found.iter().any(goes) {
                let from = Statistics { name: former, comment: old.comment.clone(), ..statistics.clone() };
                let to = statistics.clone();
                let comment = Some((id, statistics.comment.as_ref()));
                self.push(&table.name, TableChange::ReplaceStatistics { from, to }, comment);
            }
        }
    }
}

fn expressions(index: &Index, found: &mut Dependencies) {
    for key in &index.keys {
        if let IndexedValue::Expression(sql) = &key.on {
            found.expression(sql);
        }
    }
    if let Some(sql) = &index.predicate {
        found.expression(sql);
    }
}
