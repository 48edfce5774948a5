//! Views that see more than their readers.

use std::collections::BTreeSet;

use crate::lint::finding::Found;
use crate::lint::project::{Project, is_secured};
use crate::lint::rule::{Check, Rule, Severity};
use crate::model::grant::Privilege;
use crate::model::name::PUBLIC;
use crate::model::view::View;
use crate::model::{Name, Object, ObjectId, QualifiedName, Sql};

pub static RULE: Rule = Rule {
    name: "security_definer_view",
    about: "A view over a table with row security that checks it as its owner",
    why: "A view reads its tables with the rights of its owner, whom their policies do not hold back: whoever may read the view reads everybody's rows. With `security_invoker` (PostgreSQL 15) the reader's own rights count. It is looked through other views, at any depth; one that nobody may read for whom policies hold is left alone.",
    severity: Severity::Error,
    check: Check::Schema(check),
};

fn check(project: &Project, found: &mut Found) {
    for (id, object) in &project.schema.objects {
        let Object::View(view) = object else { continue };
        if view.asks_as_reader()
            || project.reached_by(id, &view.name.schema, &view.grants, Privilege::Select).is_empty()
        {
            continue;
        }
        // Views that ask as their readers do so wherever they stand.
        let Some(table) = secured_table(project, &view.definition, |it| !it.asks_as_reader()) else {
            continue;
        };
        let message = format!("{id} shows rows of {table} past its row security");
        let spot = project.places.object(id).map(|it| it.spot());
        found.report(spot, message, "write `security_invoker: true`");
    }
}

/// A table with row security that a query reads, itself or through views that may be looked through.
pub fn secured_table(project: &Project, query: &Sql, is_open: fn(&View) -> bool) -> Option<QualifiedName> {
    let mut open = relations(query);
    let mut seen = BTreeSet::new();
    while let Some(name) = open.pop() {
        if project.schema.table(&name).is_some_and(is_secured) {
            return Some(name);
        }
        if !seen.insert(name.clone()) {
            continue;
        }
        if let Some(Object::View(view)) = project.schema.find(&ObjectId::View(name.clone()))
            && is_open(view)
        {
            open.extend(relations(&view.definition));
        } else if let Some(Object::MaterializedView(view)) =
            project.schema.find(&ObjectId::MaterializedView(name))
        {
            open.extend(relations(&view.definition));
        }
    }
    None
}

/// The tables and views that a query names, the first one last.
fn relations(query: &Sql) -> Vec<QualifiedName> {
    let names = query.query_names().relations.iter().rev().filter_map(|path| match path.as_slice() {
        [name] => Some(QualifiedName { schema: Name::from(PUBLIC), name: name.clone() }),
        [schema, name] => Some(QualifiedName { schema: schema.clone(), name: name.clone() }),
        _ => None,
    });
    names.collect()
}
