//! What an import would write, decided before anything is: the imported schema beside what the
//! project declares already. Pure.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::{Imported, Unsupported};
use crate::diagnostic::{Diagnostic, Source};
use crate::model::constraint::{Constraint, ConstraintKind, Rule, RuleKind};
use crate::model::table::{ColumnValue, Table};
use crate::model::{Name, Object, ObjectId, Schema};
use crate::subject::functions;
use crate::yaml;

/// The files of an import and what there is to say about them.
#[derive(Debug)]
pub struct Draft {
    pub files: Vec<File>,
    pub unsupported: Vec<Unsupported>,
    /// What a person has to mend in the files: names mostly that the format has no way to write.
    pub mistakes: Vec<Diagnostic>,
    /// What the project's other files declare and the database does not have.
    pub only_declared: Vec<ObjectId>,
    /// What the files declared that are written anew, and the import does not have.
    pub taken_out: Vec<ObjectId>,
}

/// A file as it is to be.
#[derive(Debug)]
pub struct File {
    pub source: Source,
    pub state: State,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    New,
    /// It is there with other content.
    Changed,
    Same,
}

/// Why nothing can be written: beside the files that stay, the new ones do not make a schema. Mostly
/// something is declared in both.
#[derive(Debug)]
pub struct Refusal {
    pub mistakes: Vec<Diagnostic>,
    /// All files as they would be together.
    pub sources: Vec<Source>,
    /// As in [`Draft`]: what may be the cause.
    pub only_declared: Vec<ObjectId>,
    pub taken_out: Vec<ObjectId>,
}

/// The project as it is before an import, and what the import is of.
pub struct Before<'a> {
    /// The folder of the YAML files, in the project's.
    pub folder: &'a Path,
    pub sources: &'a [Source],
    /// The file in that folder that editors check the others with.
    pub json_schema: Option<&'a str>,
    /// The schemas that were asked for; all where it is none.
    pub schemas: Option<&'a [Name]>,
}

impl Draft {
    pub fn new(imported: Imported, before: &Before) -> Result<Self, Refusal> {
        // Mistakes in files that stay are found below; those in the others go with them.
        let (declared, _) = yaml::read(before.sources);
        let Imported { mut schema, mut unsupported, .. } = imported;
        say_as_written(&mut schema, &declared);
        keep_platform(&mut schema, before);
        let written: Vec<Source> = yaml::write(&schema, before.json_schema)
            .into_iter()
            .map(|it| Source { path: before.folder.join(&it.path), ..it })
            .collect();
        let replaced: BTreeSet<&PathBuf> = written.iter().map(|it| &it.path).collect();
        let kept = before.sources.iter().filter(|it| !replaced.contains(&it.path));
        let together: Vec<Source> = kept.chain(&written).cloned().collect();
        let (read, mistakes) = yaml::read(&together);
        let is_new = |path: &Path| written.iter().any(|it| it.path == path);
        let is_asked_for = |id: &ObjectId| match id.namespace() {
            Some(name) => before.schemas.is_none_or(|chosen| chosen.contains(name)),
            // Roles and extensions are imported only where something needs them.
            None => false,
        };
        let mut only_declared = beyond(&read, &schema, is_asked_for);
        let mut taken_out = beyond(&declared, &schema, |id| read.find(id).is_none());
        if mistakes.iter().any(|it| it.code == "duplicate-object" || !is_new(&it.path)) {
            return Err(Refusal { mistakes, sources: together, only_declared, taken_out });
        }
        if mistakes.is_empty() {
            unsupported.extend(lost(&schema, &read));
        } else {
            // Names may not have been read as they are.
            only_declared.clear();
            taken_out.clear();
        }
        let files = written.into_iter().map(|source| File { state: state(&source, before.sources), source });
        Ok(Self { files: files.collect(), unsupported, mistakes, only_declared, taken_out })
    }
}

/// What is declared and the import does not have. What is generated is declared nowhere, and no import reads
/// it.
fn beyond(declared: &Schema, imported: &Schema, is_wanted: impl Fn(&ObjectId) -> bool) -> Vec<ObjectId> {
    let objects = declared.objects.iter().filter(|(_, object)| !functions::is_generated(declared, object));
    objects.map(|(id, _)| id).filter(|id| is_wanted(id) && imported.find(id).is_none()).cloned().collect()
}

/// What was imported, as it is to be written into a project that declares something already.
pub fn say_as_written(schema: &mut Schema, declared: &Schema) {
    leave_out_what_keys_imply(schema);
    align_queries(schema);
    drop_contradicted_rules(schema);
    settle_owners(schema, declared);
    say_who_has_nothing(schema, declared);
    yaml::audit::classify(schema);
    keep_annotations(schema, declared);
}

fn state(source: &Source, before: &[Source]) -> State {
    match before.iter().find(|it| it.path == source.path) {
        None => State::New,
        Some(found) if found.text == source.text => State::Same,
        Some(_) => State::Changed,
    }
}

/// A column of a primary key is NOT NULL by itself.
fn leave_out_what_keys_imply(schema: &mut Schema) {
    for object in schema.objects.values_mut().chain(schema.platform.values_mut()) {
        let Object::Table(table) = object else { continue };
        let key = table.primary_key_columns().to_vec();
        for column in table.columns.iter_mut().filter(|column| key.contains(&column.name)) {
            column.not_null = matches!(column.value, Some(ColumnValue::Identity(_)));
        }
    }
}

/// A list of values that leaves out the column's own default would be a mistake; as a check it stands.
fn drop_contradicted_rules(schema: &mut Schema) {
    for object in schema.objects.values_mut().chain(schema.platform.values_mut()) {
        let Object::Table(table) = object else { continue };
        let defaults: Vec<(Name, String)> = table
            .columns
            .iter()
            .filter_map(|it| match &it.value {
                Some(ColumnValue::Literal(literal)) => Some((it.name.clone(), literal.clone())),
                _ => None,
            })
            .collect();
        for constraint in &mut table.constraints {
            let ConstraintKind::Check(check) = &mut constraint.kind else { continue };
            let Some(Rule { kind: RuleKind::OneOf(values), column: Some(column) }) = &check.rule else {
                continue;
            };
            let contradicts = |(of, default): &(Name, String)| of == column && !values.contains(default);
            if defaults.iter().any(contradicts) {
                check.rule = None;
            }
        }
    }
}

/// PostgreSQL's print of a query begins with a blank, which is gone; so the other lines follow.
fn align_queries(schema: &mut Schema) {
    for object in schema.objects.values_mut().chain(schema.platform.values_mut()) {
        match object {
            Object::View(it) => it.definition = it.definition.outdented(),
            Object::MaterializedView(it) => it.definition = it.definition.outdented(),
            _ => {}
        }
    }
}

/// Whose an object is, the project has said: what it declares under `platform` stays there as it is,
/// and what it manages is not a platform's.
fn settle_owners(schema: &mut Schema, declared: &Schema) {
    schema.platform.retain(|id, _| !declared.platform.contains_key(id));
    schema.objects.retain(|id, _| !declared.platform.contains_key(id));
    let (managed, platform): (Vec<_>, Vec<_>) = std::mem::take(&mut schema.platform)
        .into_iter()
        .partition(|(id, _)| declared.objects.contains_key(id));
    schema.objects.extend(managed);
    schema.platform.extend(platform);
}

/// What the platform's file declares stays in it where it is written anew.
fn keep_platform(schema: &mut Schema, before: &Before) {
    let path = before.folder.join(yaml::PLATFORM);
    let file = before.sources.iter().find(|it| it.path == path);
    if let Some(file) = file.filter(|_| !schema.platform.is_empty()) {
        let (declared, _) = yaml::read(std::slice::from_ref(file));
        for (id, object) in declared.platform {
            schema.platform.entry(id).or_insert(object);
        }
    }
}

/// A role without rights goes without saying, unless the platform gives it some where nothing is said.
fn say_who_has_nothing(schema: &mut Schema, declared: &Schema) {
    for (id, object) in &mut schema.objects {
        if let Object::Table(table) = object {
            for column in table.columns.iter_mut().filter(|it| it.is_identity()) {
                let id = ObjectId::Identity { table: table.name.clone(), name: column.name.clone() };
                column.sequence_grants.name_platform_roles(&id, &declared.platform);
            }
        }
        if let Some(grants) = object.grants_mut() {
            grants.name_platform_roles(id, &declared.platform);
        }
    }
}

/// What no database keeps: whom a column tells about, and what fills it.
fn keep_annotations(schema: &mut Schema, declared: &Schema) {
    for object in schema.objects.values_mut() {
        let Object::Table(table) = object else { continue };
        let Some(before) = declared.table(&table.name) else { continue };
        table.subject.clone_from(&before.subject);
        table.on_erase.clone_from(&before.on_erase);
        table.access.clone_from(&before.access);
        table.relations.clone_from(&before.relations);
        for column in &mut table.columns {
            if let Some(before) = before.column(&column.name) {
                column.pii = before.pii;
                column.on_erase.clone_from(&before.on_erase);
                column.on_export.clone_from(&before.on_export);
                column.backfill.clone_from(&before.backfill);
            }
        }
    }
}

/// The objects that YAML does not say as they are. The importer knows what the format lacks; what it
/// overlooked is found here.
fn lost(wanted: &Schema, read: &Schema) -> Vec<Unsupported> {
    let objects = wanted.objects.iter().chain(&wanted.platform);
    let differs = |id, object| read.find(id).map(in_order) != Some(in_order(object));
    objects
        .filter(|(id, object)| differs(id, object))
        .map(|(id, object)| Unsupported {
            object: id.to_string(),
            reason: why_lost(object, read.find(id)).to_owned(),
        })
        .collect()
}

fn why_lost(object: &Object, read: Option<&Object>) -> &'static str {
    match object {
        _ if read.is_none() => "YAML does not read its name, or the types of its arguments, as they are",
        _ => "YAML does not say all of it as it is in the database",
    }
}

/// The object without what means nothing: the order of its parts, how a check was written.
fn in_order(object: &Object) -> Object {
    fn constraints(all: &mut [Constraint]) {
        all.sort_by(|a, b| a.name.cmp(&b.name));
        for constraint in all {
            if let ConstraintKind::Check(check) = &mut constraint.kind {
                check.rule = None;
            }
        }
    }
    let mut object = object.clone();
    match &mut object {
        Object::Table(Table { constraints: all, indexes, policies, triggers, statistics, .. }) => {
            constraints(all);
            indexes.sort_by(|a, b| a.name.cmp(&b.name));
            policies.sort_by(|a, b| a.name.cmp(&b.name));
            triggers.sort_by(|a, b| a.name.cmp(&b.name));
            statistics.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Object::Additions(additions) => {
            additions.policies.sort_by(|a, b| a.name.cmp(&b.name));
            additions.triggers.sort_by(|a, b| a.name.cmp(&b.name));
        }
        Object::Domain(domain) => constraints(&mut domain.checks),
        Object::View(view) => view.triggers.sort_by(|a, b| a.name.cmp(&b.name)),
        Object::MaterializedView(view) => view.indexes.sort_by(|a, b| a.name.cmp(&b.name)),
        _ => {}
    }
    object
}
