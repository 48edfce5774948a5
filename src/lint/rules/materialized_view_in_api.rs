//! Materialized views that the API serves.

use super::security_definer_view::secured_tables;
use crate::lint::finding::Found;
use crate::lint::project::{ANON, AUTHENTICATED, Project};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Object;

pub static RULE: Rule = Rule {
    name: "materialized_view_in_api",
    about: "A materialized view in `public` over tables with row security, where an API's visitors have roles",
    why: "It holds the rows as its owner saw them and has no row security itself: whoever may read it reads everybody's. Keep it in a schema that the API does not serve, or grant it to nobody but the roles that may see all of it.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, object) in &project.schema.objects {
        let Object::MaterializedView(view) = object else { continue };
        let is_granted = [ANON, AUTHENTICATED, "public"]
            .iter()
            .any(|role| view.grants.0.iter().any(|(name, given)| *name == **role && !given.is_empty()));
        let is_served = project.has_api() && view.name.schema == *"public";
        let Some(table) = secured_tables(project, &view.definition).into_iter().next() else { continue };
        if is_granted || is_served {
            let message = format!("{id} holds rows of {table} and shows them past its row security");
            let spot = project.places.object(id).map(|it| it.spot());
            found.report(spot, message, "put it into a schema of its own, and serve it through a function or a view that checks who asks");
        }
    }
}
