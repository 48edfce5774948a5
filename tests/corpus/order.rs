//! A schema without what means nothing: the order in which parts stand, and how a check is written.

use canai_db::model::constraint::{Constraint, ConstraintKind};
use canai_db::model::{Object, Schema};

/// The schema with everything by name whose order means nothing, and without the sugar of checks: one with a
/// name of its own is written as the condition that it is.
pub fn sorted(schema: &Schema) -> Schema {
    let mut sorted = schema.clone();
    for object in sorted.objects.values_mut().chain(sorted.platform.values_mut()) {
        match object {
            Object::Table(table) => {
                table.constraints.sort_by(|a, b| a.name.cmp(&b.name));
                table.constraints.iter_mut().for_each(without_rule);
                table.indexes.sort_by(|a, b| a.name.cmp(&b.name));
                table.policies.sort_by(|a, b| a.name.cmp(&b.name));
                table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
                table.statistics.sort_by(|a, b| a.name.cmp(&b.name));
            }
            Object::MaterializedView(view) => view.indexes.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::View(view) => view.triggers.sort_by(|a, b| a.name.cmp(&b.name)),
            Object::Domain(domain) => {
                domain.checks.sort_by(|a, b| a.name.cmp(&b.name));
                domain.checks.iter_mut().for_each(without_rule);
            }
            _ => {}
        }
    }
    sorted
}

fn without_rule(constraint: &mut Constraint) {
    if let ConstraintKind::Check(check) = &mut constraint.kind {
        check.rule = None;
    }
}
