//! YAML files to a [`Schema`], and every mistake in them at once.

mod check;
mod declared;
pub mod grammar;
mod json_schema;
mod literal;
pub mod naming;
pub mod node;
mod read;

use std::collections::BTreeMap;

pub use json_schema::json_schema;

use crate::diagnostic::{Diagnostic, Source};
use crate::model::{Name, Object, ObjectId, Schema};

/// Reads all files of a schema. What could be read is returned along with the mistakes, which are in
/// the order of files and places; with any mistake the schema must not be used.
pub fn read(sources: &[Source]) -> (Schema, Vec<Diagnostic>) {
    let mut checker = check::Checker::default();
    let parsed = parse_all(sources, &mut checker.diagnostics);
    let mut declared = declared::Declared::default();
    for (_, root) in &parsed {
        declared.add(root);
    }
    let mut schema = Schema::default();
    let mut places = BTreeMap::new();
    for (source, root) in &parsed {
        let objects = read::file(source, root, &declared, &mut checker);
        let managed = objects.managed.into_iter().map(|it| (it, true));
        let platform = objects.platform.into_iter().map(|it| (it, false));
        for ((object, span), is_managed) in managed.chain(platform) {
            for (id, taken) in relation_names(&object) {
                if let Some((path, line)) = places.insert(taken, (&source.path, span.start.0)) {
                    let message = format!("{id} is declared twice, or its name is taken");
                    let help = format!("it stands in {}:{line} already", path.display());
                    checker.report(source, span, "duplicate-object", message, help);
                }
            }
            let map = if is_managed { &mut schema.objects } else { &mut schema.platform };
            map.insert(object.id(), object);
        }
    }
    let mut diagnostics = checker.diagnostics;
    diagnostics.sort_by(|a, b| (&a.path, a.span).cmp(&(&b.path, b.span)));
    (schema, diagnostics)
}

/// The files as trees, each CPU reading its share.
fn parse_all<'s>(sources: &'s [Source], diagnostics: &mut Vec<Diagnostic>) -> Vec<(&'s Source, node::Node)> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let share = sources.len().div_ceil(workers).max(1);
    let results: Vec<_> = std::thread::scope(|scope| {
        let handles: Vec<_> = sources
            .chunks(share)
            .map(|chunk| {
                scope.spawn(move || {
                    let mut found = Vec::new();
                    let trees: Vec<_> = chunk
                        .iter()
                        .filter_map(|source| Some((source, node::parse(source, &mut found)?)))
                        .collect();
                    (trees, found)
                })
            })
            .collect();
        handles.into_iter().map(|handle| handle.join().unwrap_or_default()).collect()
    });
    let mut trees = Vec::new();
    for (some, found) in results {
        trees.extend(some);
        diagnostics.extend(found);
    }
    trees
}

/// Every name that the object takes in PostgreSQL's namespaces, under the object it belongs to.
fn relation_names(object: &Object) -> Vec<(ObjectId, (Option<Name>, &'static str, String))> {
    let id = object.id();
    let space = match object {
        Object::Table(_) | Object::View(_) | Object::MaterializedView(_) | Object::Sequence(_) => "relation",
        Object::Enum(_) | Object::Domain(_) | Object::Composite(_) => "type",
        Object::Routine(_) => "routine",
        Object::Role(_) => "role",
        Object::Namespace(_) => "schema",
        Object::Extension(_) => "extension",
    };
    let schema = id.namespace().cloned();
    let mut names = vec![(id.clone(), (schema.clone(), space, id.path()))];
    let indexes = match object {
        Object::Table(table) => &table.indexes,
        Object::MaterializedView(view) => &view.indexes,
        _ => return names,
    };
    for index in indexes {
        if let (Some(schema), ObjectId::Table(table) | ObjectId::MaterializedView(table)) = (&schema, &id) {
            let index_id = ObjectId::Index { table: table.clone(), name: index.name.clone() };
            let path = index_id.path();
            names.push((index_id, (Some(schema.clone()), "relation", path)));
        }
    }
    names
}
