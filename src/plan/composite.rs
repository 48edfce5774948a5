//! Attributes of composite types: each comes and goes by itself. One that goes does so after all that take it
//! out of a value.

use std::collections::BTreeSet;

use super::rows::keeper;
use super::statement::Statement;
use super::step::{HazardKind, Step};
use super::{Planner, enumeration};
use crate::model::table::{Column, ColumnValue};
use crate::model::types::Composite;
use crate::model::{Name, Object, ObjectId};

impl Planner<'_> {
    /// Whether it is a type that loses attributes.
    pub(super) fn is_cut(&self, id: &ObjectId) -> bool {
        let both = (self.from.get(id), self.to.get(id));
        matches!(both, (Some(Object::Composite(from)), Some(Object::Composite(to))) if !lacking(from, to).is_empty())
    }

    pub(super) fn alter_composite(&mut self, from: &Composite, to: &Composite) -> Vec<Step> {
        let id = ObjectId::Composite(to.name.clone());
        let composite = || to.name.clone();
        let mut steps = Vec::new();
        let had = |name: &Name| from.attributes.iter().any(|it| it.name == *name);
        let has = |name: &Name| to.attributes.iter().any(|it| it.name == *name);
        let kept = from.attributes.iter().map(|it| &it.name).filter(|it| has(it));
        let added = to.attributes.iter().map(|it| &it.name).filter(|it| !had(it));
        let order: Vec<&Name> = kept.chain(added).collect();
        if !to.attributes.iter().map(|it| &it.name).eq(order.iter().copied()) {
            let list = order.iter().map(|it| it.as_str()).collect::<Vec<_>>().join(", ");
            let message = "PostgreSQL keeps the order of attributes and puts new ones last";
            self.cannot(id.clone(), message, format!("write them as {list}"));
        }
        for before in &from.attributes {
            if !to.attributes.iter().any(|it| it.name == before.name) {
                let drop =
                    Statement::DropAttribute { composite: composite(), attribute: before.name.clone() };
                let object = format!("{}.{}", to.name, before.name);
                let part = ObjectId::Column { table: composite(), name: before.name.clone() };
                steps.push(
                    Step::new(drop, format!("drop attribute {} of {id}", before.name), id.clone())
                        .removes(part)
                        // It is taken from what makes values of it, and given back.
                        .removes(id.clone())
                        .provides(id.clone())
                        .releases(enumeration::ids_of(&before.data_type))
                        .hazard(HazardKind::DeletesData, object, "its values are gone for good")
                        .cannot_be_undone(format!("the values of {} were deleted", before.name)),
                );
            }
        }
        for after in &to.attributes {
            let summary = |word: &str| format!("{word} attribute {} of {id}", after.name);
            match from.attributes.iter().find(|it| it.name == after.name) {
                None => {
                    let add = Statement::AddAttribute { composite: composite(), attribute: after.clone() };
                    let undo =
                        Statement::DropAttribute { composite: composite(), attribute: after.name.clone() };
                    let part = ObjectId::Column { table: composite(), name: after.name.clone() };
                    let step = Step::new(add, summary("add"), id.clone()).provides(part).undo(undo);
                    steps.push(step.requires(enumeration::ids_of(&after.data_type)));
                }
                Some(before) if !before.is_like(after) => {
                    let alter = |it: &crate::model::types::Attribute| Statement::AlterAttribute {
                        composite: composite(),
                        attribute: it.clone(),
                    };
                    let names = BTreeSet::from([to.name.clone()]);
                    if let Some(ObjectId::Column { table, name }) = keeper(self.from, self.to, &names) {
                        let message = format!(
                            "attribute {} cannot get another type while column {table}.{name} holds values of it",
                            after.name
                        );
                        self.cannot(
                            id.clone(),
                            message,
                            "create another type, and change the columns over to it",
                        );
                        continue;
                    }
                    let part = ObjectId::Column { table: composite(), name: after.name.clone() };
                    let step = Step::new(alter(after), summary("change"), id.clone()).undo(alter(before));
                    let step = step.requires(enumeration::ids_of(&after.data_type));
                    let step = step.releases(enumeration::ids_of(&before.data_type));
                    steps.push(step.removes(part.clone()).provides(part));
                }
                Some(_) => {}
            }
        }
        steps
    }
}

impl Planner<'_> {
    /// A default of a composite type makes a row of it as it shall be.
    pub(super) fn mark_attributes(&self, step: &mut Step) {
        let columns: Vec<&Column> = match &step.statement {
            Statement::Create(Object::Table(table)) => table.columns.iter().collect(),
            Statement::AddColumn { column, .. } => vec![column],
            Statement::SetColumnType { to, .. } => vec![to],
            Statement::SetColumnValue { table, column, to: Some(_), .. } => {
                self.to.table(table).and_then(|it| it.column(column)).into_iter().collect()
            }
            _ => return,
        };
        let with_value = columns.iter().filter(|it| matches!(it.value, Some(ColumnValue::Expression(_))));
        for id in with_value.filter_map(|it| it.data_type.named()).map(ObjectId::Composite) {
            if let (Some(Object::Composite(old)), Some(Object::Composite(new))) =
                (self.from.get(&id), self.to.get(&id))
            {
                step.place.requires.extend(lacking(new, old));
                step.place.without.extend(lacking(old, new));
            }
        }
    }
}

/// The attributes that one has and the other lacks.
pub(super) fn lacking(one: &Composite, other: &Composite) -> Vec<ObjectId> {
    let is_there = |name: &Name| other.attributes.iter().any(|it| it.name == *name);
    let lacking = one.attributes.iter().filter(|it| !is_there(&it.name));
    lacking.map(|it| ObjectId::Column { table: one.name.clone(), name: it.name.clone() }).collect()
}
