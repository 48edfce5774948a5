//! Columns of existing tables: what is instant is done as it is, what would rewrite or scan the table
//! under an exclusive lock becomes an online sequence.

use super::statement::{Fill, Statement, Validity};
use super::step::{HazardKind, LockMode, Step};
use super::{Planner, suffixed};
use crate::diff::{ColumnAspect, ColumnChange};
use crate::model::constraint::{Check, Constraint, ConstraintKind, Deferrable};
use crate::model::data_type::TypeName;
use crate::model::dependencies::Dependencies;
use crate::model::table::{Column, ColumnValue};
use crate::model::{DataType, Name, ObjectId, QualifiedName, Sql};

fn column_id(table: &QualifiedName, name: &Name) -> ObjectId {
    ObjectId::Column { table: table.clone(), name: name.clone() }
}

impl Planner<'_> {
    pub(super) fn add_column(&mut self, table: &QualifiedName, column: Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let volatile = matches!(&column.value, Some(ColumnValue::Expression(sql)) if is_volatile(sql));
        let in_place = !volatile && (!column.not_null || column.value.is_some());
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
            steps.extend(self.set_not_null(table, &column, true));
        } else if let Some(value) = fill {
            steps.push(self.backfill(table, &column.name, value).after_commit());
        }
        steps
    }

    fn add_column_step(&self, table: &QualifiedName, column: Column) -> Step {
        let id = column_id(table, &column.name);
        let mut needs = Dependencies::inside(self.to, table);
        needs.column(&column);
        Step::new(Statement::AddColumn { table: table.clone(), column }, format!("add {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_set())
            .provides(id.clone())
            .undo(Statement::Drop(id))
    }

    pub(super) fn drop_column(&self, table: &QualifiedName, column: &Column) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let mut used = Dependencies::inside(self.from, table);
        used.column(column);
        let step = Step::new(Statement::Drop(id.clone()), format!("drop {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .hazard(HazardKind::DeletesData, id.path(), "the column's values are gone for good")
            .removes(id.clone())
            .releases(used.into_set())
            .phase(super::Phase::TakeDown)
            .cannot_be_undone(format!("the values of {id} were deleted"));
        vec![step]
    }

    pub(super) fn alter_column(&mut self, table: &QualifiedName, change: ColumnChange) -> Vec<Step> {
        let ColumnChange { aspect, from, to } = change;
        let id = column_id(table, &to.name);
        match aspect {
            ColumnAspect::Type => self.set_type(table, &from, &to),
            ColumnAspect::Value => self.change_value(table, &from, &to),
            ColumnAspect::NotNull if to.not_null => {
                // An identity column is NOT NULL from the start of its sequence.
                let has_rows = from.value != to.value;
                self.set_not_null(table, &to, has_rows)
            }
            ColumnAspect::NotNull => {
                let drop = Statement::DropNotNull { table: table.clone(), column: to.name.clone() };
                let undo = Statement::SetNotNull { table: table.clone(), column: to.name.clone() };
                let step = Step::new(drop, format!("allow NULL in {id}"), id.owner());
                vec![step.lock(LockMode::AccessExclusive, table).undo(undo)]
            }
            ColumnAspect::Storage => {
                let set = |storage| Statement::SetStorage {
                    table: table.clone(),
                    column: to.name.clone(),
                    storage,
                };
                let step = Step::new(set(to.storage), format!("set storage of {id}"), id.owner());
                vec![step.lock(LockMode::AccessExclusive, table).undo(set(from.storage))]
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

    fn set_type(&self, table: &QualifiedName, from: &Column, to: &Column) -> Vec<Step> {
        let id = column_id(table, &to.name);
        let set = |column: &Column| Statement::SetColumnType { table: table.clone(), column: column.clone() };
        let summary = format!("change type of {id} from {} to {}", from.data_type, to.data_type);
        let mut needs = Dependencies::inside(self.to, table);
        needs.data_type(&to.data_type);
        let mut used = Dependencies::inside(self.from, table);
        used.data_type(&from.data_type);
        let mut step = Step::new(set(to), summary, id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_set())
            .releases(used.into_set())
            // The column is taken from its dependants and given back to them.
            .removes(id.clone())
            .provides(id.clone())
            .undo(set(from));
        if !keeps_rows(&from.data_type, &to.data_type) || from.collate != to.collate {
            let reason = "every row is written anew, and its indexes, under an exclusive lock";
            step = step.hazard(HazardKind::TableRewrite, id.path(), reason);
        }
        vec![step]
    }

    fn change_value(&mut self, table: &QualifiedName, from: &Column, to: &Column) -> Vec<Step> {
        let id = column_id(table, &to.name);
        let becomes_generated = matches!(to.value, Some(ColumnValue::Generated(_)));
        if becomes_generated {
            let message = "an existing column cannot become generated, nor its expression be changed";
            let help = "add a generated column of another name, and drop this one when nobody reads it";
            self.cannot(id, message, help);
            return Vec::new();
        }
        let identity = |value: &Option<ColumnValue>| matches!(value, Some(ColumnValue::Identity(_)));
        if identity(&to.value) && from.value.is_some() && !identity(&from.value) {
            let drop = self.set_value(table, &to.name, from.value.clone(), None);
            let add = self.set_value(table, &to.name, None, to.value.clone());
            return vec![drop, add.after()];
        }
        vec![self.set_value(table, &to.name, from.value.clone(), to.value.clone())]
    }

    fn set_value(
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
        if let Some(ColumnValue::Expression(sql)) = &from {
            used.expression(sql);
        }
        let summary = match (&from, &to) {
            (_, None) => format!("drop the default of {id}"),
            (_, Some(ColumnValue::Identity(_))) => format!("set the identity of {id}"),
            _ => format!("set the default of {id}"),
        };
        let set =
            |from, to| Statement::SetColumnValue { table: table.clone(), column: column.clone(), from, to };
        let step = Step::new(set(from.clone(), to.clone()), summary, id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires(needs.into_set())
            .requires([id])
            .releases(used.into_set());
        match (&from, to) {
            (Some(ColumnValue::Generated(_)), _) => {
                step.cannot_be_undone("a column cannot become generated again")
            }
            (_, to) => step.undo(set(to, from)),
        }
    }

    /// Fill the NULLs, then prove that there are none without blocking anybody: a CHECK that is not
    /// validated at first, its validation beside running writes, and SET NOT NULL, which trusts it.
    pub(super) fn set_not_null(&self, table: &QualifiedName, column: &Column, after: bool) -> Vec<Step> {
        let id = column_id(table, &column.name);
        let name = suffixed(&format!("{}_{}", table.name.as_str(), column.name.as_str()), "_not_null");
        let expression = Sql::new(format!("{} IS NOT NULL", column.name));
        let check = Constraint {
            name: name.clone(),
            renamed_from: None,
            comment: None,
            deferrable: Deferrable::No,
            kind: ConstraintKind::Check(Check { expression, rule: None, no_inherit: false }),
        };
        let check_id = ObjectId::Constraint { table: table.clone(), name: name.clone() };
        let add = |constraint| Statement::AddConstraint {
            table: table.clone(),
            constraint,
            validity: Validity::NotValid,
        };
        let mut steps = Vec::new();
        let fill = fill_value(column);
        if let Some(value) = fill.clone() {
            let backfill = self.backfill(table, &column.name, value);
            steps.push(if after { backfill.after_commit() } else { backfill });
        }
        let forbid = Step::new(add(check.clone()), format!("refuse new NULLs in {id}"), id.owner())
            .lock(LockMode::AccessExclusive, table)
            .requires([id.clone()])
            .undo(Statement::Drop(check_id.clone()));
        steps.push(if steps.is_empty() && !after { forbid } else { forbid.after_commit() });
        let mut validate_link = true;
        if let Some(value) = fill {
            let sweep = Statement::Sweep(self.fill(table, &column.name, value));
            let summary = format!("fill what was written to {id} meanwhile");
            steps.push(
                Step::new(sweep, summary, id.owner()).lock(LockMode::RowExclusive, table).after_commit(),
            );
            validate_link = false;
        }
        let validate = Statement::ValidateConstraint { table: table.clone(), name };
        let validate = Step::new(validate, format!("check that {id} holds no NULL"), id.owner())
            .lock(LockMode::ShareUpdateExclusive, table);
        steps.push(if validate_link { validate.after_commit() } else { validate.after() });
        let set = Statement::SetNotNull { table: table.clone(), column: column.name.clone() };
        let unset = Statement::DropNotNull { table: table.clone(), column: column.name.clone() };
        steps.push(
            Step::new(set, format!("set {id} NOT NULL"), id.owner())
                .lock(LockMode::AccessExclusive, table)
                .undo(unset)
                .after_commit(),
        );
        let drop = Statement::Drop(check_id.clone());
        steps.push(
            Step::new(drop, format!("drop the proof {check_id}"), id.owner())
                .lock(LockMode::AccessExclusive, table)
                .undo(add(check))
                .after(),
        );
        steps
    }

    fn backfill(&self, table: &QualifiedName, column: &Name, value: Sql) -> Step {
        let id = column_id(table, column);
        let fill = self.fill(table, column, value);
        Step::new(Statement::Backfill(vec![fill]), format!("fill {id} in batches"), id.owner())
            .no_transaction()
            .lock(LockMode::RowExclusive, table)
            .requires([id])
    }

    fn fill(&self, table: &QualifiedName, column: &Name, value: Sql) -> Fill {
        let before = self.table_before(table);
        let key = before.and_then(crate::model::Table::primary_key).and_then(|it| match &it.kind {
            ConstraintKind::PrimaryKey(key) => Some(key.columns.clone()),
            _ => None,
        });
        Fill { table: table.clone(), column: column.clone(), value, key: key.unwrap_or_default() }
    }
}

/// What rows that hold NULL get: `backfill_sql`, or else the default.
fn fill_value(column: &Column) -> Option<Sql> {
    column.backfill.clone().or_else(|| match &column.value {
        Some(ColumnValue::Literal(literal)) => Some(Sql::new(literal)),
        Some(ColumnValue::Expression(sql)) => Some(sql.clone()),
        _ => None,
    })
}

/// Whether the default may give each row another value. Only what is known to be stable is trusted.
fn is_volatile(sql: &Sql) -> bool {
    const STABLE: &[&str] =
        &["now", "transaction_timestamp", "statement_timestamp", "lower", "upper", "to_char"];
    let calls = &sql.expression_names().calls;
    calls.iter().any(|path| path.last().is_none_or(|name| !STABLE.contains(&name.as_str())))
}

/// Whether PostgreSQL changes the type without writing the rows anew.
fn keeps_rows(from: &DataType, to: &DataType) -> bool {
    if from.array != to.array {
        return false;
    }
    let name = |it: &DataType| match it.name {
        TypeName::Builtin(name) => Some(name),
        TypeName::Named { .. } => None,
    };
    let numbers = |it: &DataType| -> Vec<u32> {
        it.modifier.iter().flat_map(|text| text.split(',')).filter_map(|part| part.parse().ok()).collect()
    };
    match (name(from), name(to)) {
        (Some("varchar"), Some("varchar")) | (Some("varbit"), Some("varbit")) => {
            to.modifier.is_none() || from.modifier.is_some() && numbers(from) <= numbers(to)
        }
        (Some("varchar"), Some("text")) => true,
        (Some("text"), Some("varchar")) => to.modifier.is_none(),
        (Some("numeric"), Some("numeric")) => match (&*numbers(from), &*numbers(to)) {
            (_, []) => true,
            ([p, s], [q, t]) => s == t && p <= q,
            ([p], [q]) => p <= q,
            _ => false,
        },
        (Some("timestamptz" | "timestamp" | "time" | "timetz" | "interval"), same) if name(from) == same => {
            to.modifier.is_none() || from.modifier.is_some() && numbers(from) <= numbers(to)
        }
        (Some("cidr"), Some("inet")) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn type_changes_that_keep_the_rows() {
        let keeps = |from: &str, to: &str| {
            keeps_rows(&DataType::parse(from).expect("a type"), &DataType::parse(to).expect("a type"))
        };
        assert!(keeps("varchar(10)", "varchar(20)"));
        assert!(keeps("varchar(10)", "text"));
        assert!(!keeps("varchar(20)", "varchar(10)"));
        assert!(!keeps("text", "varchar(10)"));
        assert!(keeps("numeric(10,2)", "numeric(12,2)"));
        assert!(!keeps("numeric(10,2)", "numeric(12,3)"));
        assert!(!keeps("numeric", "numeric(12,3)"));
        assert!(!keeps("integer", "bigint"));
        assert!(keeps("timestamptz(3)", "timestamptz"));
        assert!(!keeps("timestamptz", "timestamptz(3)"));
    }
}
