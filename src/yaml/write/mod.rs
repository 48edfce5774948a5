//! A [`Schema`] as the YAML files that somebody would have written: the inverse of [`super::read`].
//! What PostgreSQL or the format would choose anyway is left out.

mod access;
mod constraint;
mod file_name;
mod layout;
mod literal;
mod object;
mod parts;
mod scalar;
mod subject;
mod table;
mod value;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::audit::{self, Claims};
use crate::diagnostic::Source;
use crate::model::index::Index;
use crate::model::routine::RoutineKind;
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};
use crate::subject::functions;
pub use file_name::FileNames;
use value::{Key, MapStyle, Record, Value};

/// The file that says what a platform owns, in the folder of the YAML files.
pub const PLATFORM: &str = "platform/platform.yaml";

/// The files of a schema, their paths relative to its folder. `json_schema` is the path in that folder
/// of the JSON Schema that editors shall use, if there is one.
pub fn write(schema: &Schema, json_schema: Option<&str>) -> Vec<Source> {
    let folded = audit::fold(schema);
    let audits = folded.as_ref().map(|it| &it.audits);
    let claims = folded.as_ref().map(|it| &it.claims).filter(|it| **it != Claims::default());
    let schema = folded.as_ref().map_or(schema, |it| &it.schema);
    let shared = shared_names(schema);
    let none = BTreeSet::new();
    let shared = |id: &ObjectId| id.namespace().and_then(|name| shared.get(name)).unwrap_or(&none);
    let mut files = Vec::new();
    let mut add = |path: PathBuf, text: String| {
        let hint = json_schema.map(|it| editor_hint(&path, it)).unwrap_or_default();
        files.push(Source { text: hint + &text, path });
    };
    let written = |object: &Object| !functions::is_generated(schema, object);
    let mut sections = sections(&schema.objects, written, shared);
    sections.extend(schema.subject.as_ref().map(|it| ("subject", subject::section(it))));
    sections.extend(claims.map(|it| ("audit_claims", table::audit_claims(it))));
    for (file, kinds) in FILES {
        let record: Vec<(Key, Value)> =
            kinds.iter().filter_map(|kind| Some((Key::Word(kind), sections.get(kind)?.clone()))).collect();
        if !record.is_empty() {
            add(file.into(), layout::document(&record, MapStyle::Spaced));
        }
    }
    if !schema.platform.is_empty() {
        add(PLATFORM.into(), platform(schema, shared));
    }
    let mut names = FileNames::default();
    for (id, object) in &schema.objects {
        let (name, record) = match object {
            Object::Table(it) => {
                let audit = audits.and_then(|all| all.get(&it.name));
                (&it.name, table::table(it, audit, shared(id)))
            }
            Object::Additions(it) => (&it.table, table::additions(it)),
            _ => continue,
        };
        let path = Path::new("tables").join(names.of(name, "yaml"));
        add(path, layout::document(&table::entries(record), MapStyle::Lines));
    }
    files
}

/// One index as it stands among a table's, with its indentation and the line's end.
pub fn index_text(index: &Index) -> String {
    let entry = [(Key::Word("indexes"), parts::indexes(std::slice::from_ref(index)))];
    let text = layout::document(&entry, MapStyle::Lines);
    text.split_once('\n').map_or_else(String::new, |(_, line)| line.to_owned())
}

/// Which kinds stand in which file.
const FILES: &[(&str, &[&str])] = &[
    ("roles.yaml", &["roles"]),
    ("schemas.yaml", &["schemas"]),
    ("extensions.yaml", &["extensions"]),
    ("types.yaml", &["collations", "enums", "domains", "types", "ranges"]),
    ("sequences.yaml", &["sequences"]),
    ("functions.yaml", &["functions", "procedures"]),
    ("views.yaml", &["views", "materialized_views"]),
    ("default_privileges.yaml", &["default_privileges"]),
    ("subject.yaml", &["subject"]),
    ("audit.yaml", &["audit_claims"]),
];

/// The kinds in the order of a platform's file.
const PLATFORM_KINDS: &[&str] = &[
    "roles",
    "schemas",
    "extensions",
    "collations",
    "enums",
    "domains",
    "types",
    "ranges",
    "sequences",
    "tables",
    "functions",
    "procedures",
    "views",
    "materialized_views",
    "default_privileges",
];

fn editor_hint(path: &Path, json_schema: &str) -> String {
    let up = "../".repeat(path.components().count().saturating_sub(1));
    format!("# yaml-language-server: $schema={up}{json_schema}\n")
}

fn platform<'s>(schema: &'s Schema, shared: impl Fn(&ObjectId) -> &'s BTreeSet<Name>) -> String {
    let mut sections = sections(&schema.platform, |_| true, &shared);
    let tables = schema.platform.iter().filter_map(|(id, object)| match object {
        Object::Table(it) => {
            let table = table::platform_table(it, shared(id)).into_value(MapStyle::Lines);
            Some((parts::qualified(&it.name), table))
        }
        _ => None,
    });
    let tables: Vec<(String, Value)> = tables.collect();
    if !tables.is_empty() {
        sections.insert("tables", Value::aligned(tables));
    }
    let kinds = PLATFORM_KINDS.iter().filter_map(|kind| Some((Key::Word(kind), sections.remove(kind)?)));
    let mut record = Record::default();
    record.put("platform", Value::Map(kinds.collect(), MapStyle::Spaced));
    layout::document(&table::entries(record), MapStyle::Lines)
}

/// What is not a table, by the key under which it stands.
fn sections<'s>(
    objects: &'s BTreeMap<ObjectId, Object>,
    written: impl Fn(&Object) -> bool,
    shared: impl Fn(&ObjectId) -> &'s BTreeSet<Name>,
) -> BTreeMap<&'static str, Value> {
    let mut sections: BTreeMap<&str, Vec<(String, Value)>> = BTreeMap::new();
    let overloaded = overloaded(objects);
    for (id, object) in objects.iter().filter(|(_, object)| written(object)) {
        let (kind, name, value) = match object {
            Object::Table(_) | Object::Additions(_) | Object::DefaultPrivileges(_) => continue,
            Object::Role(it) => ("roles", it.name.as_str().to_owned(), object::role(it)),
            Object::Namespace(it) => ("schemas", it.name.as_str().to_owned(), object::namespace(it)),
            Object::Extension(it) => ("extensions", it.name.as_str().to_owned(), object::extension(it)),
            Object::Collation(it) => ("collations", parts::qualified(&it.name), object::collation(it)),
            Object::Enum(it) => ("enums", parts::qualified(&it.name), object::enumeration(it)),
            Object::Domain(it) => ("domains", parts::qualified(&it.name), object::domain(it, shared(id))),
            Object::Composite(it) => ("types", parts::qualified(&it.name), object::composite(it)),
            Object::Range(it) => ("ranges", parts::qualified(&it.name), object::range(it)),
            Object::Sequence(it) => ("sequences", parts::qualified(&it.name), object::sequence(it)),
            Object::Routine(it) => {
                let plain = parts::routine_name(&it.name);
                let types = it.signature().arguments.iter().map(ToString::to_string).collect::<Vec<_>>();
                let is_overloaded = overloaded.contains(&(it.kind == RoutineKind::Procedure, &it.name));
                let name = if is_overloaded { format!("{plain}({})", types.join(", ")) } else { plain };
                (routine_section(it.kind), name, object::routine(it))
            }
            Object::View(it) => ("views", parts::qualified(&it.name), object::view(it)),
            Object::MaterializedView(it) => {
                ("materialized_views", parts::qualified(&it.name), object::materialized_view(it))
            }
        };
        sections.entry(kind).or_default().push((name, value));
    }
    let section = |(kind, entries): (&'static str, Vec<(String, Value)>)| {
        let entries = entries.into_iter().map(|(name, value)| (Key::Name(name), value)).collect();
        let lines = ["functions", "procedures", "views", "materialized_views"].contains(&kind);
        (kind, Value::Map(entries, if lines { MapStyle::Spaced } else { MapStyle::Aligned }))
    };
    let mut sections: BTreeMap<&str, Value> = sections.into_iter().map(section).collect();
    let defaults = objects.values().filter_map(|object| match object {
        Object::DefaultPrivileges(it) => Some(it),
        _ => None,
    });
    let mut defaults = defaults.peekable();
    if defaults.peek().is_some() {
        sections.insert("default_privileges", object::default_privileges(defaults));
    }
    sections
}

fn routine_section(kind: RoutineKind) -> &'static str {
    match kind {
        RoutineKind::Function => "functions",
        RoutineKind::Procedure => "procedures",
    }
}

/// The names that several functions, or several procedures (`true`), have.
fn overloaded(objects: &BTreeMap<ObjectId, Object>) -> BTreeSet<(bool, &QualifiedName)> {
    let mut seen = BTreeSet::new();
    let routines = objects.values().filter_map(|object| match object {
        Object::Routine(it) => Some((it.kind == RoutineKind::Procedure, &it.name)),
        _ => None,
    });
    routines.filter(|name| !seen.insert(*name)).collect()
}

/// The names that constraints of several tables or domains of a schema have, by schema.
fn shared_names(schema: &Schema) -> BTreeMap<Name, BTreeSet<Name>> {
    let mut seen = BTreeSet::new();
    let mut shared: BTreeMap<Name, BTreeSet<Name>> = BTreeMap::new();
    for object in schema.objects.values().chain(schema.platform.values()) {
        let (owner, constraints) = match object {
            Object::Table(it) => (&it.name, &it.constraints),
            Object::Domain(it) => (&it.name, &it.checks),
            _ => continue,
        };
        for constraint in constraints {
            if !seen.insert((&owner.schema, &constraint.name)) {
                shared.entry(owner.schema.clone()).or_default().insert(constraint.name.clone());
            }
        }
    }
    shared
}
