//! Tables that inherit: which columns are their own, and how they get other parents.

use std::collections::{BTreeMap, BTreeSet};

use super::Planner;
use super::column::{column_id, without};
use super::heirs::{check_of_both, joined, kept_by_both};
use super::statement::Statement;
use super::step::{HazardKind, LockMode, Phase, Place, Step, Undo};
use crate::diff::{kept_parents, with_inherited_checks};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::table::{Column, ColumnValue, Table};
use crate::model::{Name, ObjectId, QualifiedName, Schema};

pub(super) const UNLIKE: &str = "it is not as in the table it is inherited from";
pub(super) const LIKENESS: &str = "write the same type and collation, and `not_null` where it stands there; \
                                   only another default is its own";

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
        let mut own: Vec<Column> = table.columns.iter().filter(|it| !is_inherited(it)).cloned().collect();
        if let Some(lacking) = inherited.iter().find(|it| table.column(&it.name).is_none()) {
            let message = format!("it lacks the column {} of a table it inherits from", lacking.name);
            self.cannot(
                ObjectId::Table(table.name.clone()),
                message,
                "list the columns of its parents as well",
            );
        }
        for theirs in inherited {
            let Some(ours) = table.column(&theirs.name) else { continue };
            // An identity is not inherited.
            let value = theirs.value.as_ref().filter(|it| !matches!(it, ColumnValue::Identity(_)));
            let never_null = theirs.not_null || in_keys.contains(&&theirs.name);
            let in_own_key =
                self.to.table(&table.name).is_some_and(|it| it.primary_key_columns().contains(&ours.name));
            let generated = |it: Option<&ColumnValue>| matches!(it, Some(ColumnValue::Generated(_)));
            let other_value = ours.value.as_ref() != value;
            let fits = ours.data_type == theirs.data_type
                && ours.collate == theirs.collate
                && (!other_value || !generated(value))
                && (ours.not_null || !never_null || in_own_key);
            if !fits {
                self.cannot(column_id(&table.name, &ours.name), UNLIKE, LIKENESS);
            } else if other_value && ours.value.is_some() || ours.not_null && !never_null {
                // CREATE TABLE merges it with the inherited one; how it is stored is set afterwards.
                let value = ours.value.clone().filter(|_| other_value);
                own.push(Column { value, storage: None, compression: None, ..ours.clone() });
            }
        }
        own
    }

    /// Whether a parent's column of the name holds no NULL, as PostgreSQL from 18 on keeps it in heirs as well.
    pub(super) fn holds_no_null_above(&self, table: &QualifiedName, column: &Name) -> bool {
        let parents = self.to.table(table).into_iter().flat_map(parents);
        let mut theirs = parents.filter_map(|it| self.to.table(it)?.column(column));
        theirs.any(|it| it.not_null)
    }

    /// Whether a parent's column takes NULL that did not, and those below with it.
    pub(super) fn takes_null_above(&self, table: &QualifiedName, column: &Name) -> bool {
        let holds_none = |schema: &Schema, table: &QualifiedName| {
            let table = schema.table(table)?;
            Some(table.column(column)?.not_null || table.primary_key_columns().contains(column))
        };
        let above = self.to.table(table).map(|it| self.ancestors(it)).unwrap_or_default();
        above
            .iter()
            .any(|it| holds_none(self.from, it) == Some(true) && holds_none(self.to, it) == Some(false))
    }

    /// A new heir whose columns do not begin with those that it inherits, or whose parents have different
    /// defaults, is made on its own, and joins then.
    pub(super) fn joins_afterwards(&mut self, table: Table) -> (Table, Vec<QualifiedName>) {
        let parents = table.inherits.iter().filter_map(|name| self.to.table(name));
        let mut inherited: Vec<&Name> = Vec::new();
        let mut defaults: BTreeMap<&Name, &ColumnValue> = BTreeMap::new();
        let mut agree = true;
        for column in parents.flat_map(|it| &it.columns) {
            if !inherited.contains(&&column.name) {
                inherited.push(&column.name);
            }
            if let Some(value) = column.value.as_ref().filter(|it| !matches!(it, ColumnValue::Identity(_))) {
                agree &= *defaults.entry(&column.name).or_insert(value) == value;
            }
        }
        let begins = table.columns.iter().map(|it| &it.name).take(inherited.len()).eq(inherited);
        if begins && agree {
            return (table, Vec::new());
        }
        // For what it says of what does not fit.
        self.beyond_the_inherited(&table);
        let mut alone = with_inherited_checks(&table, self.to);
        let parents = std::mem::take(&mut alone.inherits);
        (alone, parents)
    }

    /// A table leaves parents and joins others, once it has all that they ask for.
    pub(super) fn change_parents(
        &mut self,
        table: &QualifiedName,
        from: &[QualifiedName],
        to: &[QualifiedName],
    ) -> Vec<Step> {
        let id = ObjectId::Table(table.clone());
        let join =
            |parent: &QualifiedName| Statement::Inherit { table: table.clone(), parent: parent.clone() };
        let leave =
            |parent: &QualifiedName| Statement::NoInherit { table: table.clone(), parent: parent.clone() };
        for parent in to.iter().filter(|it| !from.contains(it)) {
            let (Some(old), Some(new)) = (self.from.table(parent), self.to.table(parent)) else { continue };
            let proved = |it: &&Column| it.not_null && old.column(&it.name).is_some_and(|it| !it.not_null);
            if let Some(column) = new.columns.iter().find(proved) {
                let message =
                    format!("it cannot join {parent} while column {} there becomes NOT NULL", column.name);
                self.cannot(id.clone(), message, "make the change in two compiles");
            }
        }
        // Their order is that in which they were joined.
        let kept = from.iter().zip(to).take_while(|(old, new)| old == new).count();
        for parent in from[kept..].iter().filter(|it| to[kept..].contains(it)) {
            let (Some(old), Some(new)) = (self.from.table(parent), self.to.table(parent)) else { continue };
            let names =
                |table: &Table| table.columns.iter().map(|it| it.name.clone()).collect::<BTreeSet<_>>();
            if names(old) != names(new) {
                let message =
                    format!("it cannot leave {parent} and join it again while columns come or go there");
                self.cannot(
                    id.clone(),
                    message,
                    "change the order of the parents and their columns in two compiles",
                );
            }
        }
        for parent in &from[kept..] {
            if let Some(name) = check_of_both(self.from, table, parent) {
                self.cannot(
                    id.clone(),
                    format!("it {}", kept_by_both(parent, &name)),
                    "let one of the two have another name in one compile, and let it leave in a second",
                );
            }
        }
        let mut steps = Vec::new();
        for parent in &from[kept..] {
            let reason = format!("who reads {parent} no longer finds its rows");
            let step = Step::new(leave(parent), format!("take {id} from {parent}"), id.clone())
                .lock(LockMode::AccessExclusive, table)
                .hazard(HazardKind::BreaksClients, table.to_string(), reason)
                .releases([ObjectId::Table(parent.clone())])
                .phase(Phase::TakeApart);
            steps.push(step.cannot_be_undone(format!("what {id} inherited has become its own")));
        }
        for parent in &to[kept..] {
            let needed = self.created.iter().filter(|it| it.owner() == id).cloned();
            let columns = self.to.table(parent).into_iter().flat_map(|it| &it.columns);
            let columns = columns.map(|it| ObjectId::Column { table: parent.clone(), name: it.name.clone() });
            let step = Step::new(join(parent), format!("let {id} inherit from {parent}"), id.clone())
                .lock(LockMode::AccessExclusive, table)
                .requires(needed)
                .requires(columns)
                .requires([ObjectId::Table(parent.clone())]);
            let step = joined(step, self.to, table, parent);
            steps.push(if steps.is_empty() { step } else { step.after() });
        }
        steps
    }

    /// An heir keeps a column that it declares as well as its parent, or had when it joined, unless it goes
    /// from there by itself. One that leaves drops it by itself.
    pub(super) fn drop_from_heirs(&self, table: &QualifiedName, column: &Column) -> Vec<Step> {
        let heirs = self.columns_below(table, &column.name).filter(|(heir, _)| {
            let after = self.to.table(&heir.name);
            !heir.inherits.is_empty()
                && after.is_some_and(|it| it.column(&column.name).is_none())
                && !self.dropped.contains(&column_id(&heir.name, &column.name))
        });
        let drop = |(heir, _): (&Table, &Column)| {
            let id = ObjectId::Table(heir.name.clone());
            let only = self.is_kept_below(&heir.name, &column.name);
            let name = column.name.clone();
            let drop = Statement::DropColumnIfExists { table: heir.name.clone(), name, only };
            let summary = format!("drop column {} from {id}, where it is its own", column.name);
            let step = Step::new(drop, summary, id).lock(LockMode::AccessExclusive, &heir.name);
            step.removes(column_id(&heir.name, &column.name)).phase(Phase::TakeDown)
        };
        heirs.map(drop).collect()
    }

    /// The defaults of heirs that count by a sequence which goes with their parent's column: theirs go after it.
    pub(super) fn drop_values_that_use(
        &self,
        table: &QualifiedName,
        column: &Name,
        sequences: &[ObjectId],
    ) -> Vec<Step> {
        let goes = |heir: &Table| self.to.table(&heir.name).is_some_and(|it| it.column(column).is_none());
        let heirs =
            self.columns_below(table, column).filter(|(heir, _)| !heir.inherits.is_empty() && goes(heir));
        let drop = |(heir, it): (&Table, &Column)| {
            let Some(ColumnValue::Expression(sql)) = &it.value else { return None };
            self.used_by(&heir.name, sql).iter().any(|it| sequences.contains(it)).then(|| {
                let step = self.set_value(&heir.name, column, it.value.clone(), None);
                Step { undo: Undo::Nothing, ..without(step, &column_id(&heir.name, column)) }
                    .phase(Phase::TakeDown)
            })
        };
        let mut steps: Vec<Step> = heirs.filter_map(drop).collect();
        steps.iter_mut().skip(1).for_each(|it| *it = it.clone().after());
        steps
    }

    /// An heir that has the column from a table outside of the family as well: PostgreSQL changes neither
    /// type nor name of it then.
    pub(super) fn heir_of_others(&self, table: &QualifiedName, column: &Name) -> Option<QualifiedName> {
        let family = super::descendants(self.from, table);
        let within = |it: &QualifiedName| it == table || family.contains(it);
        let heirs = self.columns_below(table, column).map(|(heir, _)| heir);
        let mut heirs = heirs.filter(|heir| {
            let others = heir.inherits.iter().filter(|it| !within(it));
            others.filter_map(|it| self.from.table(it)).any(|it| it.column(column).is_some())
        });
        heirs.next().map(|it| it.name.clone())
    }

    /// Whether heirs keep a column that goes from the table.
    pub(super) fn is_kept_below(&self, table: &QualifiedName, column: &Name) -> bool {
        self.columns_below(table, column).any(|(heir, _)| {
            let after = self.to.table(&heir.name);
            !heir.inherits.is_empty() && after.is_some_and(|it| it.column(column).is_some())
        })
    }

    /// The same of a check: one that an heir had when it joined would stay.
    pub(super) fn drop_check_from_heirs(&self, table: &QualifiedName, constraint: &Constraint) -> Vec<Step> {
        if !matches!(&constraint.kind, ConstraintKind::Check(check) if !check.no_inherit) {
            return Vec::new();
        }
        let has = |schema: &Schema, table: &QualifiedName| {
            schema.table(table).is_some_and(|it| it.constraints.iter().any(|it| it.name == constraint.name))
        };
        let heirs = self.heirs_that_follow(table).into_iter().filter(|it| {
            let after = self.to.table(it).filter(|after| !after.inherits.is_empty());
            let above = after.map(|after| self.ancestors(after)).unwrap_or_default();
            after.is_some()
                && !has(self.from, it)
                && !above.iter().any(|above| above != table && has(self.to, above))
        });
        let drop = |heir: QualifiedName| {
            let id = ObjectId::Table(heir.clone());
            let summary = format!("drop constraint {} from {id}, where it is its own", constraint.name);
            let name = constraint.name.clone();
            let own = ObjectId::Constraint { table: heir.clone(), name: name.clone() };
            let drop = Statement::DropConstraintIfExists { table: heir.clone(), name };
            Step::new(drop, summary, id).lock(LockMode::AccessExclusive, &heir).removes(own)
        };
        heirs.map(drop).collect()
    }

    /// The heirs that are tied to the table before and after: what happens to it happens to them.
    fn heirs_that_follow(&self, table: &QualifiedName) -> BTreeSet<QualifiedName> {
        let (mut found, mut waiting) = (BTreeSet::new(), vec![table.clone()]);
        while let Some(parent) = waiting.pop() {
            for child in self.from.tables().filter(|it| it.inherits.contains(&parent)) {
                let kept = self.to.table(&child.name).map(|after| kept_parents(child, after));
                if kept.is_some_and(|it| it.contains(&parent)) && found.insert(child.name.clone()) {
                    waiting.push(child.name.clone());
                }
            }
        }
        found
    }

    /// What the way back of a change of the parent's value would take from partitions and heirs, too.
    pub(super) fn values_again(&self, table: &QualifiedName, column: &Name) -> Vec<Statement> {
        let again = |(table, to)| Statement::SetColumnValue { table, column: column.clone(), from: None, to };
        // One that leaves or goes has done so before.
        let below = super::descendants(self.to, table);
        let own = values_below(self.from, table, column).into_iter();
        own.filter(|(child, _)| below.contains(child)).map(again).collect()
    }

    /// The drop of a value that comes back, which partitions and heirs get back on the way back as they had theirs.
    pub(super) fn drop_above(&self, drop: Step, table: &QualifiedName, column: &Name) -> Step {
        let below = values_below(self.from, table, column);
        let used = below.iter().filter_map(|(child, value)| match value {
            Some(ColumnValue::Expression(sql)) => Some(self.used_by(child, sql)),
            _ => None,
        });
        let drop = drop.releases(used.flatten());
        self.values_again(table, column).into_iter().fold(drop, Step::undo)
    }

    /// Those with a value of their own that leave or go: they do so before their parent's changes.
    pub(super) fn let_go_of_own_values(&self, place: &mut Place, table: &QualifiedName, column: &Name) {
        let own = values_below(self.from, table, column);
        self.after_those_that_leave(place, table, |it| own.iter().any(|(child, _)| *child == it.name));
    }

    /// What partitions and heirs have otherwise, after their parent's value has been set.
    pub(super) fn own_values(&self, table: &QualifiedName, column: &Name) -> Vec<Step> {
        let own = values_below(self.to, table, column).into_iter();
        // One that comes or joins does so afterwards, and has its own by then.
        let stay = super::descendants(self.from, table);
        let own = own.filter(|(child, _)| stay.contains(child));
        let set = |(child, value)| {
            let step = self.set_value(&child, column, None, value);
            without(step, &column_id(&child, column)).requires([ObjectId::Table(child)]).after()
        };
        own.map(set).collect()
    }

    /// The values that partitions and heirs alone have, which keep the type of their parent's column as it is.
    pub(super) fn drop_own_values(&self, table: &QualifiedName, column: &Name) -> Vec<Step> {
        let below = super::descendants(self.to, table);
        // One that leaves or goes has done so by then.
        let own = values_below(self.from, table, column).into_iter();
        let own = own.filter(|(child, _)| below.contains(child));
        let drop = |(child, value): (QualifiedName, Option<ColumnValue>)| {
            let step = self.set_value(&child, column, Some(value?), None);
            let step = without(step, &column_id(&child, column)).phase(Phase::TakeApart);
            Some(Step { undo: Undo::Nothing, ..step })
        };
        let mut steps: Vec<Step> = own.filter_map(drop).collect();
        for step in steps.iter_mut().skip(1) {
            *step = step.clone().after();
        }
        if let Some(first) = steps.first_mut() {
            *first = first.clone().undo_all(self.values_again(table, column));
        }
        steps
    }

    pub(super) fn not_null_below(&self, table: &QualifiedName, column: &Name) -> Vec<Statement> {
        let set = |(child, it): (&Table, &Column)| Statement::SetNotNull {
            table: child.name.clone(),
            column: it.name.clone(),
        };
        // One that leaves or goes has done so before.
        let below = super::descendants(self.to, table);
        let stays = |(child, it): &(&Table, &Column)| it.not_null && below.contains(&child.name);
        self.columns_below(table, column).filter(stays).map(set).collect()
    }

    fn columns_below(&self, table: &QualifiedName, column: &Name) -> impl Iterator<Item = (&Table, &Column)> {
        let below = super::descendants(self.from, table).into_iter();
        let tables = below.filter_map(|it| self.from.table(&it));
        tables.filter_map(move |it| Some((it, it.column(column)?)))
    }
}

/// What partitions and heirs have otherwise than what they have the column from, from the top: setting the
/// parent's value sets theirs, too.
fn values_below(
    schema: &Schema,
    table: &QualifiedName,
    column: &Name,
) -> Vec<(QualifiedName, Option<ColumnValue>)> {
    let value = |it: &QualifiedName| schema.table(it)?.column(column)?.value.as_ref();
    let family = super::descendants(schema, table);
    let above = |it: &QualifiedName| it == table || family.contains(it);
    let is_own = |child: &&Table| {
        let special =
            matches!(value(&child.name), Some(ColumnValue::Identity(_) | ColumnValue::Generated(_)));
        let mut from = parents(child).filter(|it| above(it));
        child.column(column).is_some() && !special && from.any(|it| value(it) != value(&child.name))
    };
    let tables = from_the_top(schema, &family).into_iter().filter(is_own);
    tables.map(|child| (child.name.clone(), value(&child.name).cloned())).collect()
}

fn parents(table: &Table) -> impl Iterator<Item = &QualifiedName> {
    table.partition_of.iter().map(|it| &it.table).chain(&table.inherits)
}

/// Partitions and heirs, each after all that it has its columns from.
pub(super) fn from_the_top<'s>(schema: &'s Schema, family: &BTreeSet<QualifiedName>) -> Vec<&'s Table> {
    let mut waiting = family.clone();
    let mut found = Vec::new();
    loop {
        let is_next = |it: &&Table| parents(it).all(|above| !waiting.contains(above));
        let Some(next) = waiting.iter().filter_map(|it| schema.table(it)).find(is_next) else { break };
        waiting.remove(&next.name);
        found.push(next);
    }
    found
}
