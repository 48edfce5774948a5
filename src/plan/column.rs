//! Columns of existing tables: what is instant is done as it is, what would rewrite or scan the table
//! under an exclusive lock becomes an online sequence.

use std::collections::BTreeSet;

use super::Planner;
use super::cast::{default_storage, holds_less};
use super::identity::{BEYOND_LIMITS, counts_less_far, with_limits};
use super::inherits::{LIKENESS, UNLIKE};
use super::statement::{Fill, Statement, Validity};
use super::step::{HazardKind, LockMode, Phase, Step};
use crate::diff::{ColumnAspect, ColumnChange};
use crate::model::constraint::{Check, Constraint, ConstraintKind};
use crate::model::dependencies::{Dependencies, reads_every_column};
use crate::model::table::{Column, ColumnValue};
use crate::model::{Name, Object, ObjectId, QualifiedName, Sql};

pub(super) fn column_id(table: &QualifiedName, name: &Name) -> ObjectId {
    ObjectId::Column { table: table.clone(), name: name.clone() }
}

impl Planner<'_> {
    pub(super) fn add_column(&mut self, table: &QualifiedName, column: Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let counted = super::physical::column_counted(table, &column);
        let mut steps = self.add_column_itself(table, column);
        // Beside the column, with which they go on the way back.
        if let Some(at) = steps.iter().position(|it| matches!(it.statement, Statement::AddColumn { .. })) {
            let later = steps.split_off(at + 1);
            steps.extend(counted.into_iter().map(|it| without(it, &id).after()));
            steps.extend(later);
        }
        steps
    }

    fn add_column_itself(&mut self, table: &QualifiedName, column: Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let in_key = self.to.table(table).is_some_and(|it| it.primary_key_columns().contains(&column.name));
        let column = Column { not_null: column.not_null || in_key, ..column };
        let volatile = matches!(&column.value, Some(ColumnValue::Expression(sql)) if is_volatile(sql));
        if let Some(ColumnValue::Identity(identity)) = &column.value {
            let mut steps = self.add_identity(table, &column, identity);
            steps.extend(self.surplus_of_identity(table, &column));
            return steps;
        }
        let constrained = self.is_constrained(&column.data_type);
        let of_type = self.default_of_type(&column.data_type).filter(|_| column.value.is_none());
        let given = column.value.is_some() || constrained || of_type.is_some();
        let held = given && self.keeper_of_rows(table).is_some();
        let generated = matches!(column.value, Some(ColumnValue::Generated(_)));
        if held && (constrained || of_type.is_some() || generated) {
            let message = "PostgreSQL cannot add it while a column elsewhere holds whole rows of its table";
            self.cannot(id, message, "drop what holds the rows in one compile, and add it again in a second");
            return Vec::new();
        }
        let in_place = !volatile && !held && (!column.not_null || column.value.is_some());
        let fill = fill_value(&column);
        if in_place || fill.is_none() {
            let mut step = self.add_column_step(table, column.clone());
            match &column.value {
                Some(ColumnValue::Generated(_) | ColumnValue::Identity(_)) => {
                    let reason = "every row is written anew under an exclusive lock";
                    step = step.hazard(HazardKind::TableRewrite, id.path(), reason);
                }
                None if column.not_null => {
                    let reason = "fails where the table has rows: give it a default or a backfill_sql";
                    step = step.hazard(HazardKind::Correctness, id.path(), reason);
                }
                _ => {}
            }
            return vec![step];
        }
        let bare = Column { not_null: false, value: None, ..column.clone() };
        let mut steps = vec![self.add_column_step(table, bare)];
        if column.value.is_some() {
            let set = self.set_value(table, &column.name, None, column.value.clone());
            steps.push(set.after());
        }
        if column.not_null {
            steps.extend(self.set_not_null(table, &column));
        } else if let Some(value) = fill {
            steps.push(self.backfill(table, &column, value).after_commit());
        }
        steps
    }

    pub(super) fn add_column_step(&self, table: &QualifiedName, column: Column) -> Step {
        let id = column_id(table, &column.name);
        let (name, path) = (&column.name.clone(), id.path());
        let rewritten = self.rewritten_for_type(&column).filter(|_| !self.is_new(table));
        let mut needs = Dependencies::inside(self.to, table);
        needs.column(&column);
        let mut step =
            Step::new(Statement::AddColumn { table: table.clone(), column }, format!("add {id}"), id.owner())
                .lock(LockMode::AccessExclusive, table)
                .requires(needs.into_ids())
                .provides(id.clone())
                .undo(Statement::Drop(id));
        if let Some(reason) = rewritten {
            step = step.hazard(HazardKind::TableRewrite, path, reason);
        }
        step.place.provides.extend(self.below(table, name));
        step.place.without = self.readers_of_every_column(table).into_iter().collect();
        step
    }

    /// The column in the partitions and heirs, where it is the same one.
    pub(super) fn below(&self, table: &QualifiedName, column: &Name) -> impl Iterator<Item = ObjectId> {
        let mut tables = super::descendants(self.to, table);
        tables.extend(super::descendants(self.from, table));
        let column = column.clone();
        tables.into_iter().map(move |it| column_id(&it, &column))
    }

    /// The views and functions that go for the sake of a new column: on the way back they must not find it.
    fn readers_of_every_column(&self, table: &QualifiedName) -> BTreeSet<ObjectId> {
        let is_one = |id: &&ObjectId| {
            let Some(object) = self.before.get(id).filter(|it| reads_every_column(it)) else { return false };
            let mut needs = Dependencies::new(self.from);
            needs.object(object);
            needs.into_set().contains(&ObjectId::Table(table.clone()))
        };
        self.dropped.iter().filter(is_one).cloned().collect()
    }

    /// Whether a column goes, alone, with its table or to be made anew.
    pub(super) fn goes(&self, table: &QualifiedName, column: &Name) -> bool {
        let id = column_id(table, column);
        let was_there = || self.from.table(table).is_some_and(|it| it.column(column).is_some());
        self.dropped.contains(&id.owner())
            || self.dropped.contains(&id)
            || self.created.contains(&id) && was_there()
    }

    pub(super) fn drop_column(&self, table: &QualifiedName, column: &Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let mut used = Dependencies::inside(self.from, table);
        used.column(column);
        let only = self.is_kept_below(table, &column.name);
        let drop = if only {
            Statement::DropColumnIfExists { table: table.clone(), name: column.name.clone(), only }
        } else {
            Statement::Drop(id.clone())
        };
        let step = Step::new(drop, format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .hazard(HazardKind::DeletesData, id.path(), "the column's values are gone for good")
            .removes(id.clone())
            .releases(used.into_ids())
            .phase(Phase::TakeDown)
            .cannot_be_undone(format!("the values of {id} were deleted"));
        let mut step = step;
        let kept = |it: &ObjectId| {
            matches!(it, ObjectId::Column { table, name }
            if self.to.table(table).is_some_and(|it| it.column(name).is_some()))
        };
        step.place.removes.extend(self.below(table, &column.name).filter(|it| !kept(it)));
        let sequences = self.sequences_that_go_with(table, &column.name);
        step.place.removes.extend(sequences.iter().cloned());
        step.place.removes.extend(self.sequence_before(table, column).map(ObjectId::Sequence));
        let mut steps = self.drop_values_that_use(table, &column.name, &sequences);
        steps.push(if steps.is_empty() { step } else { step.after() });
        steps.extend(self.drop_from_heirs(table, column).into_iter().map(Step::after));
        steps
    }

    /// The sequences that a column owns, where it goes for good.
    pub(super) fn sequences_that_go_with(&self, table: &QualifiedName, column: &Name) -> Vec<ObjectId> {
        let is_owned = |object: &&Object| {
            matches!(object, Object::Sequence(it)
                if it.owned_by.as_ref().is_some_and(|(owner, name)| owner == table && name == column))
        };
        let owned = self.from.objects.values().filter(is_owned).map(Object::id);
        owned.filter(|it| self.dropped.contains(it)).collect()
    }

    pub(super) fn alter_column(&mut self, table: &QualifiedName, change: ColumnChange) -> Vec<Step> {
        let ColumnChange { aspect, from, to } = change;
        let id = column_id(table, &to.name);
        match aspect {
            ColumnAspect::Type => self.set_type(table, &from, &to),
            ColumnAspect::Value => self.change_value(table, &from, &to),
            // What becomes an identity column becomes NOT NULL first.
            ColumnAspect::NotNull if to.not_null && is_identity(&to) && !is_identity(&from) => Vec::new(),
            ColumnAspect::NotNull if to.not_null => self.set_not_null(table, &to),
            ColumnAspect::NotNull if self.holds_no_null_above(table, &to.name) => {
                self.cannot(id, UNLIKE, LIKENESS);
                Vec::new()
            }
            ColumnAspect::NotNull => {
                let drop = Statement::DropNotNull { table: table.clone(), column: to.name.clone() };
                let undo = Statement::SetNotNull { table: table.clone(), column: to.name.clone() };
                let mut step = Step::new(drop, format!("allow NULL in {id}"), id.owner());
                if is_identity(&from) {
                    // It has no NULL for as long as it is one.
                    step.place.without.extend(self.sequence_before(table, &from).map(ObjectId::Sequence));
                }
                vec![step.lock(LockMode::AccessExclusive, table).undo(undo)]
            }
            // Said with the type, there and back.
            ColumnAspect::Storage | ColumnAspect::Compression if ColumnAspect::Type.differs(&from, &to) => {
                Vec::new()
            }
            ColumnAspect::Storage => {
                let set = |storage| Statement::SetStorage {
                    table: table.clone(),
                    column: to.name.clone(),
                    storage,
                };
                let wanted =
                    |schema, it: &Column| it.storage.or_else(|| default_storage(schema, &it.data_type));
                let (Some(before), Some(after)) = (wanted(self.from, &from), wanted(self.to, &to)) else {
                    let message = format!("it is not known how {} stores its values by itself", to.data_type);
                    self.cannot(id, message, "write `storage` at the column, with the word it is to have");
                    return Vec::new();
                };
                let step = Step::new(set(after), format!("set storage of {id}"), id.owner());
                vec![step.lock(LockMode::AccessExclusive, table).undo(set(before))]
            }
            ColumnAspect::Statistics => {
                vec![super::physical::set_column_statistics(table, from.statistics, &to)]
            }
            ColumnAspect::Options => {
                vec![super::physical::set_attribute_options(table, &from.attribute_options, &to)]
            }
            ColumnAspect::Compression => {
                let set = |compression| Statement::SetCompression {
                    table: table.clone(),
                    column: to.name.clone(),
                    compression,
                };
                let step = Step::new(set(to.compression), format!("set compression of {id}"), id.owner());
                vec![step.lock(LockMode::AccessExclusive, table).undo(set(from.compression))]
            }
        }
    }

    fn change_value(&mut self, table: &QualifiedName, from: &Column, to: &Column) -> Vec<Step> {
        let id = column_id(table, &to.name);
        let retyped = ColumnAspect::Type.differs(from, to);
        let special = |column: &Column| {
            matches!(column.value, Some(ColumnValue::Generated(_) | ColumnValue::Identity(_)))
        };
        if retyped && !special(from) && !special(to) {
            // The default changes with the type.
            return Vec::new();
        }
        if is_generated(from) && !is_generated(to) && !self.lets_go_of_its_expression(table, &to.name) {
            return Vec::new();
        }
        let set = |from: &Option<ColumnValue>, value: &Option<ColumnValue>| {
            self.set_value(table, &to.name, from.clone(), value.clone())
        };
        if from.value == to.value {
            // It makes room for what it calls.
            let drop = self.drop_above(set(&from.value, &None), table, &to.name);
            let mut steps = vec![drop, set(&None, &to.value).after()];
            steps.extend(self.own_values(table, &to.name));
            return steps;
        }
        let bare = |column: &Column| column.value.as_ref().map(ColumnValue::without_sequence_name);
        if bare(from) == bare(to) {
            // Names have steps of their own.
            return Vec::new();
        }
        let mut steps = Vec::new();
        let mut from = from;
        let plain = Column { value: None, ..from.clone() };
        let swapped = || {
            let name = to.data_type.named();
            name.is_some_and(|name| self.created.iter().any(|it| it.type_name() == Some(&name)))
        };
        // Only numbers can be an identity, and nothing changes under an expression.
        let goes_first =
            is_identity(from) && !is_identity(to) && retyped || is_generated(from) && (retyped || swapped());
        if goes_first {
            let mut drop = set(&from.value, &None);
            drop.place.requires.retain(|it| *it != id);
            drop.place.releases.push(id.clone());
            drop.place.removes.extend(self.sequence_before(table, from).map(ObjectId::Sequence));
            steps.push(drop);
            from = &plain;
        }
        if is_identity(to) && !is_identity(from) {
            steps.extend(self.become_identity(table, from, to));
            steps.extend(self.surplus_of_identity(table, to));
            return steps;
        }
        if goes_first {
            // A default comes with the type.
            return steps;
        }
        let ends = is_identity(from) && !is_identity(to);
        if to.value.is_some() && (ends || self.makes_way(table, from, to)) {
            let mut drop = set(&from.value, &None);
            drop.place.removes.extend(self.sequence_before(table, from).map(ObjectId::Sequence));
            if !ends {
                drop = self.drop_above(drop, table, &to.name);
            }
            return vec![drop, set(&None, &to.value).after()];
        }
        let back = self.values_again(table, &to.name);
        let mut step = back.into_iter().fold(set(&from.value, &with_limits(from, to)), Step::undo);
        if counts_less_far(from, to) {
            step = step.hazard(HazardKind::Correctness, id.path(), BEYOND_LIMITS);
        }
        if is_identity(from) && is_identity(to) && holds_less(&to.data_type, &from.data_type) {
            // Limits that the narrower type does not have go before it comes.
            step = without(step, &id);
            step.place.releases.push(id);
        }
        if ends {
            step.place.removes.extend(self.sequence_before(table, from).map(ObjectId::Sequence));
        }
        vec![step]
    }

    /// Whether what the old default calls goes before what the new one calls can come, as a function
    /// does for an overload that would make its calls ambiguous.
    pub(super) fn makes_way(&self, table: &QualifiedName, from: &Column, to: &Column) -> bool {
        let (Some(old), Some(new)) = (&from.value, &to.value) else { return false };
        if self.makes_wider_rows((old, &from.data_type), (new, &to.data_type)) {
            return true;
        }
        let (ColumnValue::Expression(old), ColumnValue::Expression(new)) = (old, new) else { return false };
        let mut needs = Dependencies::inside(self.to, table);
        needs.expression(new);
        let mut used = Dependencies::inside(self.from, table);
        used.expression(old);
        // Of a type that loses attributes neither makes values while it does.
        let cut = used.types_made().intersection(needs.types_made()).any(|it| self.is_cut(it));
        let called = !self.used_by(table, old).is_disjoint(&self.dropped)
            && !needs.into_set().is_disjoint(&self.created);
        cut || called
    }

    pub(super) fn set_value(
        &self,
        table: &QualifiedName,
        column: &Name,
        from: Option<ColumnValue>,
        to: Option<ColumnValue>,
    ) -> Step {
        let id = column_id(table, column);
        let mut needs = Dependencies::inside(self.to, table);
        if let Some(ColumnValue::Expression(sql)) = &to {
            needs.expression(sql);
        }
        let mut used = Dependencies::inside(self.from, table);
        if let Some(ColumnValue::Expression(sql) | ColumnValue::Generated(sql)) = &from {
            used.expression(sql);
        }
        let summary = match (&from, &to) {
            (Some(ColumnValue::Generated(_)), None) => format!("drop the expression of {id}"),
            (_, None) => format!("drop the default of {id}"),
            (_, Some(ColumnValue::Identity(_))) => format!("set the identity of {id}"),
            _ => format!("set the default of {id}"),
        };
        let is_identity = |value: &Option<ColumnValue>| matches!(value, Some(ColumnValue::Identity(_)));
        let from = if is_identity(&to) { from } else { self.as_it_was_named(table, column, from) };
        let set =
            |from, to| Statement::SetColumnValue { table: table.clone(), column: column.clone(), from, to };
        let identity =
            is_identity(&to).then(|| ObjectId::Identity { table: table.clone(), name: column.clone() });
        let sequence =
            self.sequence_after(table, column).filter(|_| identity.is_some() && !is_identity(&from));
        let mut step = Step::new(set(from.clone(), to.clone()), summary, id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_ids())
            .requires([id])
            .releases(used.into_ids());
        step.place.provides.extend(identity.into_iter().chain(sequence));
        match (&from, to) {
            (Some(ColumnValue::Generated(_)), _) => {
                step.cannot_be_undone("a column cannot become generated again")
            }
            (_, to) => step.undo(set(to, from)),
        }
    }

    /// Fill the NULLs, then prove that there are none without blocking anybody: a CHECK that is not
    /// validated at first, its validation beside running writes, and SET NOT NULL, which trusts it.
    pub(super) fn set_not_null(&self, table: &QualifiedName, column: &Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let base = format!("{}_{}", table.name.as_str(), column.name.as_str());
        let name = self.spare.constraint(table, &base, "_not_null");
        let expression = Sql::new(format!("{} IS NOT NULL", column.name));
        let check = Check { expression, rule: None, no_inherit: false };
        let check = Constraint::new(name.clone(), ConstraintKind::Check(check));
        let check_id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let add =
            |validity| Statement::AddConstraint { table: table.clone(), constraint: check.clone(), validity };
        let mut steps = Vec::new();
        let fill = fill_value(column);
        if let Some(value) = fill.clone() {
            steps.push(self.backfill(table, column, value).after_commit());
        }
        let forbid = Step::new(add(Validity::NotValid), format!("refuse new NULLs in {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires([id.clone()])
            .undo(Statement::Drop(check_id.clone()));
        steps.push(forbid.after_commit());
        let validate = Statement::ValidateConstraint { table: table.clone(), name };
        let validate = Step::new(validate, format!("check that {id} holds no NULL"), id.owner())
            .lock(LockMode::ShareUpdateExclusive, table)
            .undo(Statement::Drop(check_id.clone()))
            .undo(add(Validity::NotValid));
        match fill {
            Some(value) => {
                let used = self.last_used_by(table, column);
                let sweep = Statement::Sweep(self.fill(table, &column.name, value));
                let summary = format!("fill what was written to {id} meanwhile");
                let sweep = Step::new(sweep, summary, id.owner()).lock(LockMode::RowExclusive, table);
                steps.push(sweep.releases(used).after_commit());
                steps.push(validate.after());
            }
            None => steps.push(validate.after_commit()),
        }
        let set = Statement::SetNotNull { table: table.clone(), column: column.name.clone() };
        let unset = Statement::DropNotNull { table: table.clone(), column: column.name.clone() };
        let set = Step::new(set, format!("set {id} NOT NULL"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .undo(unset)
            .after_commit();
        steps.push(self.not_null_below(table, &column.name).into_iter().fold(set, Step::undo));
        let drop = Statement::Drop(check_id.clone());
        steps.push(
            Step::new(drop, format!("drop the proof {check_id}"), id.owner())
                .lock(LockMode::AccessExclusive, table)
                .undo(add(Validity::Checked))
                .after(),
        );
        steps
    }

    fn backfill(&self, table: &QualifiedName, column: &Column, value: Sql) -> Step {
        let id = column_id(table, &column.name);
        let mut needs = Dependencies::inside(self.to, table);
        needs.expression(&value);
        let mut used = self.last_used_by(table, column);
        let fill = self.fill(table, &column.name, value);
        used.extend(fill.key.iter().map(|name| column_id(table, name)));
        Step::new(Statement::Backfill(vec![fill]), format!("fill {id} in batches"), id.owner())
            .no_transaction()
            .lock(LockMode::RowExclusive, table)
            .requires(needs.into_ids())
            .requires([id])
            .releases(used)
    }

    /// What must stay until the value was computed for the last time: a default uses what is there afterwards,
    /// and so does what uses something that goes and comes back.
    fn last_used_by(&self, table: &QualifiedName, column: &Column) -> BTreeSet<ObjectId> {
        let mut used = column.backfill.as_ref().map(|it| self.used_by(table, it)).unwrap_or_default();
        used.retain(|it| !(self.dropped.contains(it) && self.created.contains(it)));
        used
    }

    pub(super) fn used_by(&self, table: &QualifiedName, value: &Sql) -> BTreeSet<ObjectId> {
        let mut used = Dependencies::inside(self.from, table);
        used.expression(value);
        used.into_set()
    }

    fn fill(&self, table: &QualifiedName, column: &Name, value: Sql) -> Fill {
        let key = self.table_before(table).map(|it| it.primary_key_columns().to_vec());
        Fill { table: table.clone(), column: column.clone(), value, key: key.unwrap_or_default() }
    }
}

/// The step where another of its sequence provides the column.
pub(super) fn without(mut step: Step, column: &ObjectId) -> Step {
    step.place.requires.retain(|it| it != column);
    step
}

fn is_generated(column: &Column) -> bool {
    matches!(column.value, Some(ColumnValue::Generated(_)))
}

fn is_identity(column: &Column) -> bool {
    matches!(column.value, Some(ColumnValue::Identity(_)))
}

/// What rows that hold NULL get: `backfill_sql`, or else the default.
pub(super) fn fill_value(column: &Column) -> Option<Sql> {
    column.backfill.clone().or_else(|| match &column.value {
        Some(ColumnValue::Literal(literal)) => Some(Sql::new(literal)),
        Some(ColumnValue::Expression(sql)) => Some(sql.clone()),
        _ => None,
    })
}

/// Whether the default may give each row another value. Only what is known to be stable is trusted.
pub(super) fn is_volatile(sql: &Sql) -> bool {
    const STABLE: &[&str] =
        &["now", "transaction_timestamp", "statement_timestamp", "lower", "upper", "to_char"];
    let calls = &sql.expression_names().calls;
    calls.iter().any(|path| path.last().is_none_or(|name| !STABLE.contains(&name.as_str())))
}
