//! Constraints under their names: the one that was written, or the one PostgreSQL would choose.

use super::table::{Body, Label};
use super::{Name, Space};
use crate::model::constraint::{Constraint, ConstraintKind};
use crate::model::naming::joined_columns;

impl Body<'_> {
    /// Adds a constraint under the name that was written, or the one PostgreSQL would choose.
    pub fn add(&mut self, kind: ConstraintKind, label: &Label) -> &mut Constraint {
        let name = label.written.clone().unwrap_or_else(|| self.choose_name(&kind));
        self.constraint_names.take(name.clone());
        let what = match kind {
            ConstraintKind::PrimaryKey(_) => "primary key",
            ConstraintKind::Unique(_) => "unique constraint",
            ConstraintKind::Check(_) => "check",
            ConstraintKind::ForeignKey(_) => "foreign key",
            ConstraintKind::Exclude(_) => "exclusion constraint",
        };
        if !matches!(kind, ConstraintKind::Check(_) | ConstraintKind::ForeignKey(_)) {
            self.take(Space::Relation, &name, what, label);
        }
        self.take(Space::Constraint, &name, what, label);
        let constraint = Constraint::new(name, kind);
        let at = self.constraints.len();
        self.constraints.push(constraint);
        &mut self.constraints[at]
    }

    fn choose_name(&mut self, kind: &ConstraintKind) -> Name {
        let table = self.name.name.as_str();
        let joined = |columns: &[Name]| joined_columns(columns.iter().map(Name::as_str));
        match kind {
            ConstraintKind::PrimaryKey(_) => self.relation_names.choose(table, None, "pkey"),
            ConstraintKind::Unique(key) => {
                let columns: Vec<Name> = key.columns.iter().chain(&key.include).cloned().collect();
                self.relation_names.choose(table, Some(&joined(&columns)), "key")
            }
            ConstraintKind::Check(check) => {
                // PostgreSQL puts the column into the name when the expression reads exactly one.
                let names = check.expression.expression_names();
                let mut columns: Vec<&Name> = names.columns.iter().filter_map(|path| path.last()).collect();
                columns.retain(|column| self.columns.contains(column));
                columns.dedup();
                let only = match columns.as_slice() {
                    [column] => Some(column.as_str()),
                    _ => None,
                };
                self.constraint_names.choose(table, only, "check")
            }
            ConstraintKind::ForeignKey(key) => {
                self.constraint_names.choose(table, Some(&joined(&key.columns)), "fkey")
            }
            ConstraintKind::Exclude(exclude) => {
                let names: Vec<String> = exclude
                    .elements
                    .iter()
                    .map(|(value, _)| super::index::key_name(value.as_str()))
                    .collect();
                let joined = joined_columns(names.iter().map(String::as_str));
                self.relation_names.choose(table, Some(&joined), "excl")
            }
        }
    }
}
