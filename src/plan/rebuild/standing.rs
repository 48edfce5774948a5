//! Whether a view or a function has to go before something that changes.

use super::Touched;
use crate::model::dependencies::{Dependencies, reads_every_column};
use crate::model::{Object, ObjectId, Schema};

/// Whether a view or a function stands on something touched. One that is replaced itself lets go of constraints.
pub(super) fn is_standing_on(schema: &Schema, object: &Object, touched: &Touched, lets_go: bool) -> bool {
    let mut found = Dependencies::new(schema);
    match object {
        Object::View(view) => {
            found.query(&view.definition);
            view.triggers.iter().for_each(|trigger| _ = found.trigger(trigger));
        }
        Object::MaterializedView(view) => _ = found.query(&view.definition),
        Object::Routine(routine) => _ = found.signature(routine).definition(routine),
        _ => return false,
    }
    if !found.types_made().is_disjoint(&touched.cut) {
        return true;
    }
    let mut found = found.into_set();
    // A body is sent with the names in it, on the way back too.
    if matches!(object, Object::Routine(_)) && !found.is_disjoint(&touched.renamed) {
        return true;
    }
    found.retain(|it| !lets_go || !matches!(it, ObjectId::Constraint { .. }));
    let holds_rows = matches!(object, Object::MaterializedView(view) if !view.with_no_data);
    !found.is_disjoint(&touched.ids)
        || holds_rows && !found.is_disjoint(&touched.requeried)
        || !found.is_disjoint(&touched.reshaped) && reads_every_column(object)
}
