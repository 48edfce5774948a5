//! What a platform owns, for databases where the platform is not: local and scratch ones.

use super::{create_if_missing, render};
use crate::model::Schema;
use crate::plan::{self, Impossible, Statement};

/// A script that creates every platform object that is missing and leaves the others alone.
pub fn platform_script(schema: &Schema) -> Result<String, Vec<Impossible>> {
    let platform = Schema { objects: schema.platform.clone(), ..Schema::default() };
    let plan = plan::plan(&Schema::default(), &platform)?;
    let statements = plan.steps().map(|step| match &step.statement {
        Statement::Create(object) => create_if_missing(object),
        // A table that is there has its own keys and policies.
        other => render(other),
    });
    Ok(statements.collect::<Vec<_>>().join("\n\n"))
}
