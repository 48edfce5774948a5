//! Views that see more than their readers.

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::{Name, Object, QualifiedName, Sql};

pub static RULE: Rule = Rule {
    name: "security_definer_view",
    about: "A view over a table with row security that checks it as its owner",
    why: "A view reads its tables with the rights of its owner, whom their policies do not hold back: whoever may read the view reads everybody's rows. With `security_invoker` (PostgreSQL 15) the reader's own rights count. One that is granted to nobody, and that no API serves, is left alone.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, object) in &project.schema.objects {
        let Object::View(view) = object else { continue };
        let is_read = !view.grants.is_empty() || project.has_api() && view.name.schema == *"public";
        if view.security_invoker || !is_read {
            continue;
        }
        let Some(table) = secured_tables(project, &view.definition).into_iter().next() else { continue };
        let message = format!("{id} shows rows of {table} past its row security");
        let spot = project.places.object(id).map(|it| it.spot());
        found.report(spot, message, "write `security_invoker: true`");
    }
}

/// The tables with row security that a query reads.
pub fn secured_tables(project: &Project, query: &Sql) -> Vec<QualifiedName> {
    let names = query.query_names().relations.iter().filter_map(|path| match path.as_slice() {
        [name] => Some(QualifiedName { schema: Name::from("public"), name: name.clone() }),
        [schema, name] => Some(QualifiedName { schema: schema.clone(), name: name.clone() }),
        _ => None,
    });
    names.filter(|name| project.schema.table(name).is_some_and(is_secured)).collect()
}
