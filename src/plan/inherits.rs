//! Tables that inherit: which columns are their own.

use super::Planner;
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::{Name, ObjectId};

impl Planner<'_> {
    /// The columns that CREATE TABLE names; the others come from the parents, as they are there.
    pub(super) fn beyond_the_inherited(&mut self, table: &Table) -> Vec<Column> {
        let mut inherited: Vec<&Column> = Vec::new();
        let mut in_keys: Vec<&Name> = Vec::new();
        for parent in table.inherits.iter().filter_map(|name| self.to.table(name)) {
            in_keys.extend(parent.primary_key_columns());
            for column in &parent.columns {
                if !inherited.iter().any(|it| it.name == column.name) {
                    inherited.push(column);
                }
            }
        }
        let is_inherited = |column: &&Column| inherited.iter().any(|it| it.name == column.name);
        let own: Vec<Column> = table.columns.iter().filter(|it| !is_inherited(it)).cloned().collect();
        let order: Vec<&Name> =
            inherited.iter().map(|it| &it.name).chain(own.iter().map(|it| &it.name)).collect();
        let written: Vec<&Name> = table.columns.iter().map(|it| &it.name).collect();
        if order != written {
            let list = order.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            let help = format!("write them as {list}");
            let message = "the columns of its parents come first, and all of them";
            self.cannot(ObjectId::Table(table.name.clone()), message, help);
        }
        for theirs in inherited {
            let Some(ours) = table.column(&theirs.name) else { continue };
            // An identity is not inherited.
            let value = theirs.value.as_ref().filter(|it| !matches!(it, ColumnValue::Identity(_)));
            let never_null = theirs.not_null || in_keys.contains(&&theirs.name);
            let in_own_key =
                self.to.table(&table.name).is_some_and(|it| it.primary_key_columns().contains(&ours.name));
            let same = ours.data_type == theirs.data_type
                && ours.collate == theirs.collate
                && (ours.storage, ours.compression) == (theirs.storage, theirs.compression)
                && ours.value.as_ref() == value
                && (ours.not_null == never_null || in_own_key);
            if !same {
                let id = ObjectId::Column { table: table.name.clone(), name: ours.name.clone() };
                let message = "it is not as in the table it is inherited from";
                let help = "write the same type, collation, default and `not_null` as there";
                self.cannot(id, message, help);
            }
        }
        own
    }
}
