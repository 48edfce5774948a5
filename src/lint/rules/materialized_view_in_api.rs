//! Materialized views that the API serves.

use super::security_definer_view::secured_table;
use crate::lint::finding::Found;
use crate::lint::project::{ANON, AUTHENTICATED, Project, list};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::Object;
use crate::model::grant::Privilege;
use crate::model::name::PUBLIC;

pub static RULE: Rule = Rule {
    name: "materialized_view_in_api",
    about: "A materialized view over tables with row security that an API's visitors may read",
    why: "It holds the rows as its owner saw them and has no row security itself: whoever may read it reads everybody's. Keep it in a schema that the API does not serve, or grant it to nobody but the roles that may see all of it.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, object) in &project.schema.objects {
        let Object::MaterializedView(view) = object else { continue };
        let who = project.reached_by(id, &view.name.schema, &view.grants, Privilege::Select);
        let is_visitors =
            who.iter().any(|it| [ANON, AUTHENTICATED, PUBLIC].iter().any(|role| **it == **role));
        // Its owner asks, whatever a view in between asks as.
        let table = secured_table(project, &view.definition, |_| true).filter(|_| is_visitors);
        let Some(table) = table else { continue };
        let message =
            format!("{id} holds rows of {table} and shows them to {} past its row security", list(who));
        let spot = project.places.object(id).map(|it| it.spot());
        found.report(
            spot,
            message,
            "put it into a schema of its own, and serve it through a function or a view that checks who asks",
        );
    }
}
