//! Identity columns. One for a table that has rows: PostgreSQL would write the table anew under an exclusive
//! lock. A sequence gives the rows their numbers in batches, and the identity goes on where it stands. And what
//! the sequences of identities are called.

use std::collections::BTreeSet;

use super::Planner;
use super::statement::Statement;
use super::step::{HazardKind, Link, LockMode, Phase, Step};
use crate::diff::ColumnAspect;
use crate::model::dependencies::Dependencies;
use crate::model::grant::Grants;
use crate::model::naming::{identity_sequence, usual_sequence};
use crate::model::sequence::{Sequence, SequenceOptions};
use crate::model::table::{Column, ColumnValue, Identity};
use crate::model::{Name, Object, ObjectId, QualifiedName, Sql, Table};

pub(super) const BEYOND_LIMITS: &str = "fails where it has given a number that is outside of the new limits";

impl Planner<'_> {
    /// The sequence of an identity that goes, as it is called until then: its name is free for another one.
    pub(super) fn sequence_before(&self, table: &QualifiedName, column: &Column) -> Option<QualifiedName> {
        let after = self.from.table(table)?;
        let at = after.columns.iter().position(|it| it.name == column.name)?;
        let before = self.table_of_before(table)?;
        let sequence = identity_sequence(&before.name, before.columns.get(at)?)?;
        Some(table.sibling(sequence.name))
    }

    /// The value of before, with what the sequence of an identity was called before its table or column had
    /// another name: it comes back under that name.
    pub(super) fn as_it_was_named(
        &self,
        table: &QualifiedName,
        column: &Name,
        value: Option<ColumnValue>,
    ) -> Option<ColumnValue> {
        let Some(ColumnValue::Identity(identity)) = value else { return value };
        let before = self.from.table(table).and_then(|it| it.column(column));
        let sequence = before.and_then(|it| self.sequence_before(table, it)).map(|it| it.name);
        let sequence_name = sequence.filter(|it| *it != usual_sequence(&table.name, column));
        Some(ColumnValue::Identity(Identity { sequence_name, ..identity }))
    }

    /// The sequence of a column that is an identity afterwards.
    pub(super) fn sequence_after(&self, table: &QualifiedName, column: &Name) -> Option<ObjectId> {
        let column = self.to.table(table)?.column(column)?;
        identity_sequence(table, column).map(ObjectId::Sequence)
    }

    /// The table under the names of before, by what it is called after.
    fn table_of_before(&self, table: &QualifiedName) -> Option<&Table> {
        self.before.table(self.renamed_tables.get(table).unwrap_or(table))
    }

    /// Where the name of an identity's sequence follows a new name of its table or column, or is another
    /// one by itself.
    pub(super) fn names_of_identities(&self) -> Vec<Vec<Step>> {
        let mut found = Vec::new();
        for table in self.to.tables().filter(|it| !self.created.contains(&ObjectId::Table(it.name.clone()))) {
            for column in table.columns.iter().filter(|it| it.is_identity()) {
                let id = ObjectId::Column { table: table.name.clone(), name: column.name.clone() };
                let new = identity_sequence(&table.name, column);
                let old = self.sequence_before(&table.name, column);
                if let (Some(old), Some(new)) = (old, new)
                    && old != new
                    && !self.created.contains(&id)
                    && !self.dropped.contains(&id)
                {
                    found.push(vec![rename(&old, &new, column, &table.name)]);
                }
            }
        }
        found
    }

    pub(super) fn add_identity(
        &self,
        table: &QualifiedName,
        column: &Column,
        identity: &Identity,
    ) -> Vec<Step> {
        let id = ObjectId::Column { table: table.clone(), name: column.name.clone() };
        let base = format!("{}_{}", table.name.as_str(), column.name.as_str());
        let sequence = Sequence {
            name: self.spare.relation(table, &base, "_fill"),
            renamed_from: None,
            comment: None,
            data_type: Some(column.data_type.clone()).filter(|it| !it.is("bigint")),
            options: identity.sequence.clone(),
            owned_by: None,
            grants: Grants::default(),
        };
        let sequence_id = ObjectId::Sequence(sequence.name.clone());
        let quoted = sequence.name.sql().replace('\'', "''");
        let next = Sql::new(format!("nextval('{quoted}'::regclass)"));
        let default = Some(ColumnValue::Expression(next.clone()));
        let owner = || id.owner();
        let create = Statement::Create(Object::Sequence(sequence.clone()));
        let create_again = create.clone();
        let mut steps = vec![
            Step::new(create, format!("create a sequence to fill {id} from"), owner())
                .requires([owner()])
                .undo(Statement::Drop(sequence_id.clone())),
        ];
        let bare = Column { not_null: false, value: None, ..column.clone() };
        steps.push(self.add_column_step(table, bare).after());
        steps.push(self.set_value(table, &column.name, None, default.clone()).after());
        let filled = Column { not_null: true, value: None, backfill: Some(next), ..column.clone() };
        steps.extend(self.set_not_null(table, &filled));
        steps.push(self.set_value(table, &column.name, default, None).after());
        steps.push(self.set_value(table, &column.name, None, column.value.clone()).after());
        let go_on = Statement::ContinueIdentity {
            table: table.clone(),
            column: column.name.clone(),
            sequence: sequence.name,
        };
        let go_on = Step::new(go_on, format!("let the identity of {id} go on from there"), owner());
        steps.push(go_on.lock(LockMode::AccessExclusive, table).after());
        let drop = Step::new(Statement::Drop(sequence_id), "drop the sequence it was filled from", owner());
        steps.push(drop.undo(create_again).after());
        let provided = steps.iter().flat_map(|it| it.place.provides.clone()).collect();
        for step in &mut steps {
            // They stand one after the other; the column is there for others once all is done.
            step.place.requires.retain(|it| *it != id);
            step.place.provides.retain(|it| matches!(it, ObjectId::Sequence(_)));
        }
        if let Some(first) = steps.first_mut() {
            first.place.link = Link::Free;
        }
        if let Some(last) = steps.last_mut() {
            last.place.provides = provided;
        }
        steps
    }

    /// NOT NULL first, online; then the sequence.
    pub(super) fn become_identity(&self, table: &QualifiedName, from: &Column, to: &Column) -> Vec<Step> {
        let id = ObjectId::Column { table: table.clone(), name: to.name.clone() };
        let in_key = |schema: &crate::model::Schema| {
            schema.table(table).is_some_and(|it| it.primary_key_columns().contains(&from.name))
        };
        let mut steps = Vec::new();
        // A new key brings the proof itself.
        let with_key = !from.not_null && !in_key(self.from) && in_key(self.to);
        if !from.not_null && !in_key(self.from) && !with_key {
            steps = self.set_not_null(table, &Column { value: None, ..to.clone() });
        }
        // With another type an old default has gone.
        let old = from.value.clone().filter(|_| !ColumnAspect::Type.differs(from, to));
        let mut add = self.set_value(table, &to.name, old.clone(), to.value.clone());
        if old.is_some() {
            add = self.values_again(table, &to.name).into_iter().fold(add, Step::undo);
        }
        let goes_down = |it: &SequenceOptions| it.start.is_none() && !it.counts_up();
        if matches!(&to.value, Some(ColumnValue::Identity(it)) if goes_down(&it.sequence)) {
            let reason = "it counts down, whatever numbers the rows have: write `start` in its `identity`";
            add = add.hazard(HazardKind::Correctness, id.path(), reason);
        }
        if with_key {
            let key = self.to.table(table).and_then(|it| it.primary_key());
            add.place
                .requires
                .extend(key.map(|it| ObjectId::Constraint { table: table.clone(), name: it.name.clone() }));
        }
        // The name of its sequence may be that of the one it replaces.
        let dropped = self.dropped.iter().filter(|it| matches!(it, ObjectId::Sequence(_)));
        let of_default: BTreeSet<ObjectId> = match &from.value {
            Some(ColumnValue::Expression(sql)) => {
                let mut used = Dependencies::inside(self.from, table);
                used.expression(sql);
                let used = used.into_set();
                dropped.filter(|it| used.contains(it)).cloned().collect()
            }
            _ => BTreeSet::new(),
        };
        if of_default.is_empty() {
            steps.push(add.after());
        } else {
            let drop = |it| self.drop_above(self.set_value(table, &to.name, Some(it), None), table, &to.name);
            steps.extend(old.map(|it| drop(it).after()));
            let mut identity = self.set_value(table, &to.name, None, to.value.clone());
            identity.hazards = add.hazards;
            identity.place.requires.extend(add.place.requires);
            identity.place.without = of_default.into_iter().collect();
            steps.push(identity.after());
        }
        steps
    }
}

fn rename(old: &QualifiedName, new: &QualifiedName, column: &Column, table: &QualifiedName) -> Step {
    let statement = |from: &QualifiedName, to: &QualifiedName| Statement::RenameIdentity {
        from: from.clone(),
        to: to.name.clone(),
    };
    let id = ObjectId::Column { table: table.clone(), name: column.name.clone() };
    let summary = format!("rename the sequence of identity {id} to {}", new.name);
    Step::new(statement(old, new), summary, ObjectId::Table(table.clone()))
        .phase(Phase::Rename)
        .removes(ObjectId::Sequence(old.clone()))
        .provides(ObjectId::Sequence(new.clone()))
        .undo(statement(new, old))
}

fn sequences<'c>(from: &'c Column, to: &'c Column) -> Option<(&'c SequenceOptions, &'c SequenceOptions)> {
    match (&from.value, &to.value) {
        (Some(ColumnValue::Identity(old)), Some(ColumnValue::Identity(new))) => {
            Some((&old.sequence, &new.sequence))
        }
        _ => None,
    }
}

/// The new value, with the limits that a narrower type gives an identity where it begins outside of them: the
/// type comes after it.
pub(super) fn with_limits(from: &Column, to: &Column) -> Option<ColumnValue> {
    let mut value = to.value.clone();
    if let Some((old, new)) = sequences(from, to)
        && let Some(ColumnValue::Identity(identity)) = &mut value
        && !new.has_room_for(old, Some(&to.data_type))
    {
        identity.sequence.write_limits(&to.data_type);
    }
    value
}

pub(super) fn counts_less_far(from: &Column, to: &Column) -> bool {
    sequences(from, to).is_some_and(|(old, new)| new.is_narrower_than(old))
}
