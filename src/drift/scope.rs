//! What of two catalogs is held against each other. Ours are the schemas in which the migrations make
//! something or schema/ declares something; there, what nobody expects is drift too. What others own, in
//! these schemas or elsewhere, counts only as far as a migration changed it.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Expected;
use crate::import::Selection;
use crate::model::name::OWN;
use crate::model::{Name, ObjectId, Schema};
use crate::pg::catalog::{self, Catalog, Object};

/// The schema that is there without having been made.
const PUBLIC: &str = "schema public";
const STANDARD_COMMENT: &str = "standard public schema";
const ROW_SECURITY: &str = "row security";
/// Those of the role that applies the migrations.
const OWN_DEFAULTS: &str = "default privileges";
/// Those of others, for what they make.
const OTHERS_DEFAULTS: &str = "default privileges for ";

/// The schemas that are ours.
pub fn schemas(expected: &Expected, declared: &Schema) -> Vec<String> {
    let made = expected.ours.objects.iter().filter(|(name, object)| {
        object.part_of.is_none()
            && !expected.before.objects.contains_key(*name)
            && !name.starts_with("extension ")
            && !name.starts_with(OWN_DEFAULTS)
    });
    let made = made.filter_map(|(_, object)| object.schema.as_deref().map(str::to_owned));
    let declared = declared.objects.keys().filter_map(|id| match id {
        ObjectId::Namespace(name) => Some(name.as_str().to_owned()),
        // Their table is a platform's, and so is its schema.
        ObjectId::Additions(_) => None,
        other => other.namespace().map(|name| name.as_str().to_owned()),
    });
    made.chain(declared).collect::<BTreeSet<String>>().into_iter().collect()
}

/// The schemas to read: ours, and those where a migration changed something of somebody else's.
pub fn to_read(expected: &Expected, ours: &[String]) -> Vec<String> {
    let touched = expected.ours.objects.values().filter_map(|it| it.schema.as_deref().map(str::to_owned));
    let dropped = expected.dropped.iter().filter_map(|name| expected.before.objects.get(name));
    let dropped = dropped.filter_map(|object| object.schema.as_deref().map(str::to_owned));
    touched.chain(dropped).chain(ours.iter().cloned()).collect::<BTreeSet<String>>().into_iter().collect()
}

/// Those of the schemas that a database has, for an import.
pub fn selection(schemas: &[String], catalog: &Catalog) -> Selection {
    let there = schemas.iter().filter(|it| catalog.objects.contains_key(&format!("schema {it}")));
    Selection { schemas: Some(there.map(|it| Name::from(it.as_str())).collect()) }
}

/// The two catalogs without what is not compared. `role` applies the migrations: it owns what they make,
/// here and in the replay, and what others granted to it changes nothing.
pub fn settle(
    expected: Expected,
    mut found: Catalog,
    ours: &[String],
    role: &str,
    declared: &Schema,
) -> (Catalog, Catalog) {
    let Expected { before, ours: mut wanted, dropped } = expected;
    let is_ours =
        |object: &Object| object.schema.as_deref().is_some_and(|it| ours.iter().any(|our| our == it));
    // `public` and its privileges, and what objects get when they are made, are as if we had made them.
    for (name, object) in &before.objects {
        let kept = name == PUBLIC && is_ours(object)
            || name.starts_with(OWN_DEFAULTS) && !name.starts_with(OTHERS_DEFAULTS);
        if kept && !wanted.objects.contains_key(name) && !dropped.contains(name) {
            wanted.objects.insert(name.clone(), object.clone());
        }
    }
    let complete =
        |name: &str| name == PUBLIC || name.starts_with(OWN_DEFAULTS) || !before.objects.contains_key(name);
    let absent = catalog::of_others(declared);
    let extended = extended(&before, &wanted);
    let unprotected = unprotected(&extended, &wanted, &found);
    found.objects.retain(|name, object| {
        if wanted.objects.contains_key(name) || dropped.contains(name) {
            return true;
        }
        if name.starts_with(OWN_DEFAULTS) {
            return !name.starts_with(OTHERS_DEFAULTS) && (object.schema.is_none() || is_ours(object));
        }
        // What canai-db keeps there by itself is no drift.
        if object.schema.as_deref() == Some(OWN) {
            return false;
        }
        // A policy that lets more through undoes ours beside it.
        if name.starts_with("policy ") && object.part_of.as_ref().is_some_and(|it| extended.contains(it)) {
            return !before.objects.contains_key(name);
        }
        // What stands on something of the platform's is the platform's.
        let of_platform = |name: &str| before.objects.contains_key(name) || absent.contains(name);
        !of_platform(name) && !object.part_of.as_deref().is_some_and(of_platform) && is_ours(object)
    });
    for (name, object) in &mut wanted.objects {
        let before = before.objects.get(name).filter(|_| !complete(name));
        if let (Some(before), Some(found)) = (before, found.objects.get_mut(name)) {
            changes_alone(before, object, found);
        }
        if name.starts_with("extension ")
            && object.fact("version").is_none()
            && let Some(found) = found.objects.get_mut(name)
        {
            found.facts.retain(|(attribute, _)| &**attribute != "version");
        }
    }
    for object in wanted.objects.values_mut().chain(found.objects.values_mut()) {
        object.grants.retain(|(grantee, _)| grantee != role);
    }
    for catalog in [&mut wanted, &mut found] {
        // A schema that was made again has not got what every database begins with.
        if let Some(public) = catalog.objects.get_mut(PUBLIC) {
            public.facts.retain(|(attribute, value)| &**attribute != "comment" || value != STANDARD_COMMENT);
        }
    }
    for (name, state) in unprotected {
        let fact = |value: &str| vec![(Arc::from(ROW_SECURITY), value.to_owned())];
        wanted.objects.entry(name.to_string()).or_default().facts.extend(fact("enabled"));
        found.objects.entry(name.to_string()).or_default().facts.extend(fact(&state));
    }
    (wanted, found)
}

/// The platform's tables that policies of ours stand on.
fn extended(before: &Catalog, wanted: &Catalog) -> BTreeSet<Arc<str>> {
    let policies = wanted.objects.iter().filter(|(name, _)| name.starts_with("policy "));
    let tables = policies.filter_map(|(_, policy)| policy.part_of.clone());
    tables.filter(|table| before.objects.contains_key(&**table)).collect()
}

/// Those on which policies mean nothing, since row security is off; with how that is said. What a platform
/// declares does not say it.
fn unprotected(extended: &BTreeSet<Arc<str>>, wanted: &Catalog, found: &Catalog) -> Vec<(Arc<str>, String)> {
    let of = |table: &Arc<str>| {
        let is_ours = wanted.objects.get(&**table).is_some_and(|it| it.fact(ROW_SECURITY).is_some());
        let state = found.objects.get(&**table)?.fact(ROW_SECURITY)?;
        (!is_ours && state.starts_with("disabled")).then(|| (table.clone(), state.to_owned()))
    };
    extended.iter().filter_map(of).collect()
}

/// Leaves only what the migrations changed about somebody else's object.
fn changes_alone(before: &Object, wanted: &mut Object, found: &mut Object) {
    let changed: BTreeSet<String> = wanted
        .facts
        .iter()
        .chain(&before.facts)
        .map(|(attribute, _)| attribute.to_string())
        .filter(|attribute| wanted.fact(attribute) != before.fact(attribute))
        .collect();
    wanted.facts.retain(|(attribute, _)| changed.contains(&**attribute));
    found.facts.retain(|(attribute, _)| changed.contains(&**attribute));
    let taken: Vec<_> = before.grants.iter().filter(|it| !wanted.grants.contains(it)).cloned().collect();
    wanted.grants.retain(|grant| !before.grants.contains(grant));
    found.grants.retain(|grant| wanted.grants.contains(grant) || taken.contains(grant));
}
