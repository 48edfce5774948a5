//! The inverse: generated objects as the `audit` they came from. What would not give exactly the same
//! objects again is left as it is, so nothing is lost that somebody changed by hand.

use std::collections::BTreeMap;

use super::{Audit, Claims, ROLE, SCHEMA, add, mask};
use crate::model::grant::Privilege;
use crate::model::table::{Pii, Table};
use crate::model::trigger::{Trigger, TriggerEvent};
use crate::model::{Name, Object, ObjectId, QualifiedName, Schema};

/// A schema without what `audit` generates, and the `audit` of its tables.
#[derive(Debug)]
pub struct Folded {
    pub schema: Schema,
    pub audits: BTreeMap<QualifiedName, Audit>,
    pub claims: Claims,
}

/// Recognises what `audit` generated; `None` where there is nothing of it or something differs.
pub fn fold(schema: &Schema) -> Option<Folded> {
    let mut folded = Folded { schema: schema.clone(), audits: BTreeMap::new(), claims: Claims::default() };
    let partitioned = |table: &Table| table.partition_of.is_some();
    classify(&mut folded.schema);
    let is_role = |id: &ObjectId| *id == ObjectId::Role(Name::from(ROLE));
    folded.schema.platform.retain(|id, _| !is_role(id));
    folded.schema.objects.retain(|id, _| {
        let in_schema = id.namespace().is_some_and(|it| *it == SCHEMA);
        !in_schema && *id != ObjectId::Namespace(Name::from(SCHEMA)) && !is_role(id)
    });
    for object in folded.schema.objects.values_mut() {
        let Object::Table(table) = object else { continue };
        let (audit, claims) = take(table);
        if audit != Audit::default() && !partitioned(table) {
            folded.audits.insert(table.name.clone(), audit);
        }
        folded.claims = claims.unwrap_or(folded.claims);
    }
    if folded.audits.is_empty() {
        return None;
    }
    let mut again = folded.schema.clone();
    add(&mut again, &folded.audits, &folded.claims);
    (essences(&again) == essences(schema)).then_some(folded)
}

/// What is compared. The order of a table's triggers means nothing, that a key's columns are NOT NULL goes
/// without saying, classes stand in YAML only, and whose the role is a catalog does not tell.
fn essences(schema: &Schema) -> BTreeMap<ObjectId, Object> {
    let essence = |object: &Object| {
        let mut object = object.clone();
        if let Object::Routine(routine) = &mut object {
            routine.body = routine.trimmed_body().to_owned();
        }
        if let Object::Table(table) = &mut object {
            table.triggers.sort_by(|a, b| a.name.cmp(&b.name));
            let key = table.primary_key_columns().to_vec();
            for column in &mut table.columns {
                column.pii = None;
                column.not_null &= !key.contains(&column.name);
            }
        }
        object
    };
    let others = schema.objects.iter().filter(|(id, _)| **id != ObjectId::Role(Name::from(ROLE)));
    others.map(|(id, object)| (id.clone(), essence(object))).collect()
}

/// Takes from a table what was generated there, and says what that was.
fn take(table: &mut Table) -> (Audit, Option<Claims>) {
    let mut audit = Audit::default();
    let mut claims = None;
    for trigger in table.triggers.extract_if(.., |it| records(it)) {
        match trigger.events.first() {
            Some(TriggerEvent::Insert) => audit.insert = true,
            Some(TriggerEvent::Update(_)) => audit.update = true,
            Some(TriggerEvent::Delete) => audit.delete = true,
            Some(TriggerEvent::Truncate) | None => {}
        }
        if let [_, _, setting, keep] = trigger.arguments.as_slice() {
            claims = Some(Claims { setting: setting.clone(), keep: texts(keep) });
        }
    }
    let role = Name::from(ROLE);
    if let Some(mut given) = table.grants.0.shift_remove(&role) {
        // A partition has it from the table that it is of.
        let own = given.remove(&Privilege::Select).filter(|_| table.partition_of.is_none());
        audit.select = own.map(|it| it.columns);
        if !given.is_empty() {
            table.grants.0.insert(role, given);
        }
    }
    (audit, claims)
}

/// Gives the columns the classes that the masks of the generated triggers tell: no catalog has them.
pub fn classify(schema: &mut Schema) {
    for object in schema.objects.values_mut() {
        let Object::Table(table) = object else { continue };
        let generated = table.triggers.iter().find(|it| records(it));
        let Some(mask_of) = generated.and_then(|it| it.arguments.get(1)) else { continue };
        let masked: BTreeMap<String, String> = serde_json::from_str(mask_of).unwrap_or_default();
        for column in table.columns.iter_mut().filter(|it| it.pii.is_none()) {
            let shown = masked.get(column.name.as_str());
            column.pii = shown.and_then(|it| CLASSES.into_iter().find(|pii| mask(*pii) == Some(it.as_str())));
        }
    }
}

fn records(trigger: &Trigger) -> bool {
    trigger.function.schema == SCHEMA && trigger.function.name == "record"
}

const CLASSES: [Pii; 5] = [Pii::Contact, Pii::Identifier, Pii::Network, Pii::FreeText, Pii::Financial];

/// The texts of an array that [`super::array`] wrote.
fn texts(array: &str) -> Vec<String> {
    let inner = array.trim_start_matches('{').trim_end_matches('}');
    serde_json::from_str(&format!("[{inner}]")).unwrap_or_default()
}
