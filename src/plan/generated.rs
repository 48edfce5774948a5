//! Generated columns: those that are made anew, since PostgreSQL gives no existing column another generated
//! expression, and changes nothing under one, and those that cannot become plain. What the column had beside
//! its definition comes back with it.

use super::inherits::from_the_top;
use super::object::alter_sequence;
use super::physical::{column_counted, stored_otherwise};
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Step};
use super::{Planner, comment_again, descendants};
use crate::model::dependencies::Dependencies;
use crate::model::grant::{Granted, Privilege};
use crate::model::sequence::Sequence;
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

impl Planner<'_> {
    pub(super) fn replace_column(&mut self, table: &QualifiedName, from: &Column, to: Column) -> Vec<Step> {
        let id = ObjectId::Column { table: table.clone(), name: to.name.clone() };
        let own = self.to.table(table);
        let mut parents =
            own.into_iter().flat_map(|it| it.partition_of.iter().map(|it| &it.table).chain(&it.inherits));
        if parents.any(|it| self.to.table(it).is_some_and(|it| it.column(&to.name).is_some())) {
            let message =
                "its generated expression cannot change without that of the table it has the column from";
            self.cannot(id, message, "write the same expression in both tables");
            return Vec::new();
        }
        let in_key = own.is_some_and(|it| it.primary_key_columns().contains(&to.name));
        let mut used = Dependencies::inside(self.from, table);
        used.column(from);
        let mut drop =
            Step::new(Statement::Drop(id.clone()), format!("drop {id} to make it anew"), id.owner())
                .lock(LockMode::AccessExclusive, table)
                .removes(id.clone())
                .releases(used.into_ids());
        drop.place.removes.extend(self.below(table, &to.name));
        let behind = self.from.table(table).into_iter().flat_map(|it| &it.columns);
        let mut behind = behind.skip_while(|it| it.name != from.name).skip(1);
        let stays = |it: &Column| {
            let id = ObjectId::Column { table: table.clone(), name: it.name.clone() };
            !self.created.contains(&id) && !self.dropped.contains(&id)
        };
        drop = if !matches!(from.value, Some(ColumnValue::Generated(_))) {
            drop.hazard(
                HazardKind::DeletesData,
                id.path(),
                "its values make room for those that are computed",
            )
            .cannot_be_undone(format!("the values of {id} were deleted"))
        } else if behind.any(stays) {
            drop.cannot_be_undone(format!("{id} cannot come back to its place among the columns"))
        } else {
            let old = Statement::AddColumn { table: table.clone(), column: from.clone() };
            let counted = column_counted(table, from).into_iter().map(|it| it.statement);
            let comment = comment_again(id.clone(), from.comment.as_ref());
            let granted = Self::granted_on(self.from, table, &to.name);
            let below = self.said_below(self.from, table, &to.name);
            drop.undo_all(
                [old].into_iter().chain(counted).chain(comment).chain(granted).chain(below).collect(),
            )
        };
        let reason = "every row is written anew under an exclusive lock";
        let counted: Vec<Statement> = column_counted(table, &to).into_iter().map(|it| it.statement).collect();
        let name = to.name.clone();
        let granted = Self::granted_on(self.to, table, &name);
        let add = self
            .add_column_step(table, Column { not_null: to.not_null || in_key, ..to })
            .hazard(HazardKind::TableRewrite, id.path(), reason)
            .after();
        let below = self.said_below(self.to, table, &name);
        let again = counted.into_iter().chain(granted).chain(below).map(|statement| {
            Step::new(statement, format!("give {id} again what it had"), id.owner()).requires([id.clone()])
        });
        let owned = self.owned_before_and_after(table, &from.name);
        [drop, add].into_iter().chain(again).chain(owned).collect()
    }

    /// Whether PostgreSQL takes the expression from a column, and what it says where it does not.
    pub(super) fn lets_go_of_its_expression(&mut self, table: &QualifiedName, column: &Name) -> bool {
        let [before, after] = [self.from, self.to].map(|schema| parents_with(schema, table, column));
        let message = if before.iter().any(|it| after.contains(it)) {
            "PostgreSQL takes no expression from a column that its table has from another one"
        } else if [self.from, self.to].iter().any(|it| has_grandchildren(it, table)) {
            "PostgreSQL takes no expression from a column whose table has children of children"
        } else {
            return true;
        };
        let id = ObjectId::Column { table: table.clone(), name: column.clone() };
        let help = "add a column of another name, fill it from this one with `backfill_sql`, and drop this one in the next compile";
        self.cannot(id, message, help);
        false
    }

    /// The sequences that the column owns and keeps: they would go with it.
    fn owned_before_and_after(&self, table: &QualifiedName, column: &Name) -> Vec<Step> {
        let owner = Some((table.clone(), column.clone()));
        let mut steps = Vec::new();
        for object in self.from.objects.values() {
            let Object::Sequence(from) = object else { continue };
            let Some(Object::Sequence(to)) = self.to.get(&object.id()) else { continue };
            if from.owned_by == owner && to.owned_by == owner {
                let id = object.id();
                let column = ObjectId::Column { table: table.clone(), name: column.clone() };
                let free = Sequence { owned_by: None, ..from.clone() };
                let (untie, tie) = (alter_sequence(from, &free), alter_sequence(&free, from));
                let summary = |what| format!("{what} {id} to keep it");
                steps.push(Step::new(untie, summary("untie"), id.clone()).releases([column.clone()]));
                steps.push(Step::new(tie, summary("tie"), id.clone()).requires([column]));
            }
        }
        steps
    }

    /// What partitions and heirs that stay say about the column by themselves.
    fn said_below(&self, schema: &Schema, table: &QualifiedName, column: &Name) -> Vec<Statement> {
        let family = descendants(schema, table);
        let mut statements = Vec::new();
        for child in from_the_top(schema, &family) {
            let stays = self.from.table(&child.name).is_some() && self.to.table(&child.name).is_some();
            let Some(own) = child.column(column).filter(|_| stays && !self.is_new(&child.name)) else {
                continue;
            };
            let steps = column_counted(&child.name, own).into_iter();
            let steps = steps.chain(stored_otherwise(schema, child, own, false));
            statements.extend(steps.map(|it| it.statement));
            let id = ObjectId::Column { table: child.name.clone(), name: column.clone() };
            statements.extend(comment_again(id, own.comment.as_ref()));
            let required = schema.table(table).and_then(|it| it.column(column)).is_some_and(|it| it.not_null);
            if own.not_null && !required {
                let (table, column) = (child.name.clone(), column.clone());
                statements.push(Statement::SetNotNull { table, column });
            }
        }
        statements
    }

    /// The privileges on the column alone, in the table and in those that have it from there.
    fn granted_on(schema: &Schema, table: &QualifiedName, column: &Name) -> Vec<Statement> {
        let tables = descendants(schema, table).into_iter().chain([table.clone()]);
        let mut statements = Vec::new();
        for table in tables.filter_map(|it| schema.table(&it)) {
            for (role, given) in &table.grants.0 {
                let of_column = given.iter().filter(|(_, granted)| granted.columns.contains(column));
                let privileges: Vec<(Privilege, Granted)> = of_column
                    .map(|(privilege, granted)| (*privilege, granted.on(vec![column.clone()])))
                    .collect();
                if !privileges.is_empty() {
                    let on = ObjectId::Table(table.name.clone());
                    statements.push(Statement::Grant { on, role: role.clone(), privileges });
                }
            }
        }
        statements
    }
}

/// What the table has the column from.
fn parents_with<'s>(schema: &'s Schema, table: &QualifiedName, column: &Name) -> Vec<&'s QualifiedName> {
    let table = schema.table(table).into_iter();
    let parents = table.flat_map(|it| it.partition_of.iter().map(|it| &it.table).chain(&it.inherits));
    parents.filter(|it| schema.table(it).is_some_and(|it| it.column(column).is_some())).collect()
}

/// Whether partitions or heirs of the table have some in turn.
fn has_grandchildren(schema: &Schema, table: &QualifiedName) -> bool {
    let is_child = |it: &Table, of: &QualifiedName| {
        it.partition_of.as_ref().is_some_and(|it| it.table == *of) || it.inherits.contains(of)
    };
    let mut children = schema.tables().filter(|it| is_child(it, table));
    children.any(|child| schema.tables().any(|it| is_child(it, &child.name)))
}
