//! What a platform owns, for databases where the platform is not: local and scratch ones.

use super::{create_if_missing, render};
use crate::model::dependencies::Dependencies;
use crate::model::{Object, ObjectId, Schema};
use crate::plan::{self, Impossible, Statement};

/// A script that creates every platform object that is missing and leaves the others alone.
pub fn platform_script(schema: &Schema) -> Result<String, Vec<Impossible>> {
    let mut platform = Schema { objects: schema.platform.clone(), ..Schema::default() };
    leave_out_views_of_managed(schema, &mut platform);
    let plan = plan::plan(&Schema::default(), &platform)?;
    let statements = plan.steps().map(|step| match &step.statement {
        Statement::Create(object) => create_if_missing(object),
        // A table that is there has its own keys and policies.
        other => render(other),
    });
    Ok(statements.collect::<Vec<_>>().join("\n\n"))
}

/// A view of what the project manages cannot be there before it; nothing in the migrations needs one.
fn leave_out_views_of_managed(schema: &Schema, platform: &mut Schema) {
    loop {
        let is_missing = |id: &ObjectId| {
            let id = id.owner();
            let made = matches!(id, ObjectId::Namespace(_) | ObjectId::Role(_));
            !made
                && (schema.objects.contains_key(&id) || schema.platform.contains_key(&id))
                && !platform.objects.contains_key(&id)
        };
        let found = platform.objects.iter().find(|(_, object)| {
            let query = match object {
                Object::View(view) => &view.definition,
                Object::MaterializedView(view) => &view.definition,
                _ => return false,
            };
            let mut needs = Dependencies::new(schema);
            needs.query(query);
            needs.into_set().iter().any(is_missing)
        });
        let Some(id) = found.map(|(id, _)| id.clone()) else { return };
        platform.objects.remove(&id);
    }
}
