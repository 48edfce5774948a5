//! Dependants that cannot be taken down and built again without losing something.

use super::{Touched, found_in};
use crate::model::dependencies::Dependencies;
use crate::model::table::ColumnValue;
use crate::model::{DataType, Object, ObjectId, QualifiedName, Schema};
use crate::plan::Impossible;

/// What keeps the touched from changing.
pub(super) fn impossible(before: &Schema, to: &Schema, touched: &Touched) -> Vec<Impossible> {
    let mut found = Vec::new();
    if touched.ids.is_empty() {
        return found;
    }
    for table in to.tables() {
        let Some(old) = before.table(&table.name) else { continue };
        let name = &table.name;
        for column in &table.columns {
            let Some(ColumnValue::Generated(sql)) = &column.value else { continue };
            let id = ObjectId::Column { table: name.clone(), name: column.name.clone() };
            let needs = found_in([before, to], name, |found| _ = found.expression(sql));
            if let (Some(at), true) =
                (needs.intersection(&touched.ids).next(), old.column(&column.name).is_some())
            {
                found.push(Impossible {
                    object: id,
                    message: format!("the generated column reads {at}, which cannot change under it"),
                    help: "drop the generated column in one compile, change the other, and add it again in a second"
                        .to_owned(),
                });
            }
        }
        for key in table.partition_by.iter().flat_map(|it| &it.keys) {
            let needs = found_in([before, to], name, |found| _ = found.expression(key));
            if let Some(at) = needs.intersection(&touched.ids).next() {
                found.push(Impossible {
                    object: ObjectId::Table(name.clone()),
                    message: format!("the table is partitioned by {at}, which cannot change under it"),
                    help: "create a new partitioned table and move the rows".to_owned(),
                });
            }
        }
    }
    for id in touched.ids.iter().filter(|id| matches!(id, ObjectId::Column { .. })) {
        let ObjectId::Table(row) = id.owner() else { continue };
        let mut columns = before.tables().flat_map(|it| it.columns.iter().map(move |column| (it, column)));
        if let Some((user, column)) =
            columns.find(|(_, column)| column.data_type.named().as_ref() == Some(&row))
        {
            found.push(Impossible {
                object: id.clone(),
                message: format!(
                    "its type cannot change while {}.{} holds whole rows of {row}",
                    user.name, column.name
                ),
                help:
                    "add a column of another name with `backfill_sql`, and drop this one when nobody reads it"
                        .to_owned(),
            });
        }
    }
    for (id, object) in &to.objects {
        let (Object::Domain(domain), true) = (object, before.objects.contains_key(id)) else { continue };
        for check in &domain.checks {
            let mut needs = Dependencies::new(to);
            needs.constraint(check);
            if let Some(at) = needs.into_set().intersection(&touched.ids).next() {
                found.push(Impossible {
                    object: id.clone(),
                    message: format!("the domain's check uses {at}, which cannot change under it"),
                    help: "drop the check in one compile and add it again in a second".to_owned(),
                });
            }
        }
    }
    for (id, object) in &before.objects {
        let types: Vec<&DataType> = match object {
            Object::Domain(it) => vec![&it.data_type],
            Object::Composite(it) => it.attributes.iter().map(|it| &it.data_type).collect(),
            Object::Range(it) => vec![&it.subtype],
            _ => continue,
        };
        let swapped = |name: QualifiedName| Some(ObjectId::Enum(name)).filter(|it| touched.ids.contains(it));
        let at = types.into_iter().filter_map(DataType::named).find_map(swapped);
        let Some(at) = at.filter(|_| to.objects.contains_key(id)) else { continue };
        // One that goes itself is no obstacle.
        if to.objects.contains_key(&at) {
            found.push(Impossible {
                object: at.clone(),
                message: format!("its values can only be added to while {id} is made of it"),
                help: "keep the values, or create a new type and change the columns over to it".to_owned(),
            });
        }
    }
    found
}
