//! Checks and defaults of domains that lean on what changes: each goes before and comes back after, a check
//! proved beside that as one that is new.

use super::Touched;
use crate::diff::Change;
use crate::model::constraint::Constraint;
use crate::model::dependencies::Dependencies;
use crate::model::table::ColumnValue;
use crate::model::types::Domain;
use crate::model::{Object, ObjectId, Schema};

/// Takes them down and builds them again; whether there were any.
pub(super) fn bare(before: &Schema, to: &Schema, touched: &Touched, changes: &mut Vec<Change>) -> bool {
    let mut found = false;
    for (id, object) in &to.objects {
        let (Object::Domain(new), Some(Object::Domain(old))) = (object, before.get(id)) else { continue };
        if touched.ids.contains(id) {
            continue;
        }
        let falls = |check: &&Constraint| {
            old.checks.iter().any(|it| it.is_like(check)) && stands_on([before, to], check, touched)
        };
        let falling: Vec<&Constraint> = new.checks.iter().filter(falls).collect();
        let values = [(before, &old.value), (to, &new.value)];
        let value_falls =
            old.value.is_some() && new.value.is_some() && values.iter().any(|it| calls(*it, touched));
        if falling.is_empty() && !value_falls || !without(changes, old, new, (&falling, value_falls)) {
            continue;
        }
        found = true;
        for check in falling {
            let on = ObjectId::DomainConstraint { domain: new.name.clone(), name: check.name.clone() };
            let told =
                changes.iter().any(|it| matches!(it, Change::Comment { on: other, .. } if *other == on));
            let comment = check.comment.clone().filter(|_| !told);
            changes.extend(comment.map(|text| Change::Comment { on, from: None, to: Some(text) }));
        }
    }
    found
}

fn calls((schema, value): (&Schema, &Option<ColumnValue>), touched: &Touched) -> bool {
    let Some(ColumnValue::Expression(sql)) = value else { return false };
    let mut found = Dependencies::new(schema);
    found.expression(sql);
    !found.into_set().is_disjoint(&touched.ids)
}

fn stands_on(schemas: [&Schema; 2], check: &Constraint, touched: &Touched) -> bool {
    schemas.into_iter().any(|schema| {
        let mut found = Dependencies::new(schema);
        found.constraint(check);
        !found.into_set().is_disjoint(&touched.ids)
    })
}

/// Goes by way of the domain without the checks and, where it falls, the default; `false` where that is so
/// already.
fn without(
    changes: &mut Vec<Change>,
    old: &Domain,
    new: &Domain,
    (falling, value_falls): (&[&Constraint], bool),
) -> bool {
    let stays = |check: &Constraint| !falling.iter().any(|it| it.is_like(check));
    let mut bare = new.clone();
    bare.checks.retain(stays);
    if value_falls {
        bare.value = None;
    }
    let bare = Object::Domain(bare);
    let is_done = |it: &Change| matches!(it, Change::Replace { from, .. } if *from == bare);
    if changes.iter().any(is_done) {
        return false;
    }
    changes.retain(|it| !matches!(it, Change::Replace { to: Object::Domain(it), .. } if it.name == new.name));
    changes.push(Change::Replace { from: Object::Domain(old.clone()), to: bare.clone() });
    changes.push(Change::Replace { from: bare, to: Object::Domain(new.clone()) });
    true
}
